-- Positions: what was approved, which schools it serves, who pays, and who works there. Each entry has two spans: when it holds, and when it was known.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

create schema positions;
grant usage on schema positions to augenhoehe_app;

-- When this transaction writes: later than whatever was written before, for one writes at a time.
create function positions.moment() returns timestamptz
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare at timestamptz := nullif(current_setting('positions.moment', true), '')::timestamptz;
begin
	if at is null or at < transaction_timestamp() or at > clock_timestamp() then
		perform pg_advisory_xact_lock(hashtext('positions'), coalesce((platform.regions())[1], 0));
		at := clock_timestamp();
		perform set_config('positions.moment', at::text, true);
	end if;
	return at;
end $$;
revoke all on function positions.moment from public;
grant execute on function positions.moment to augenhoehe_app;

create table positions.position (
	region_id integer not null references places.region,
	id uuid not null default gen_random_uuid(),
	-- As its office counts it; '' = it has none.
	number text not null default '' check (length(number) <= 40),
	made_at timestamptz not null default positions.moment(),
	made_by uuid,
	primary key (region_id, id),
	foreign key (region_id, made_by) references people.person
);
create unique index position_number on positions.position (region_id, number) where number <> '';
create index position_made_by on positions.position (region_id, made_by);
call platform.belongs_to_region('positions.position');

-- What pays for positions, in periods.
create table positions.programme (
	region_id integer not null references places.region,
	id uuid not null default gen_random_uuid(),
	name text not null check (length(name) between 1 and 160),
	-- The last day of the period that is decided; null = nobody has said.
	last_on date,
	note text not null default '' check (length(note) <= 1000),
	archived_at timestamptz,
	primary key (region_id, id),
	unique (region_id, name)
);
call platform.belongs_to_region('positions.programme');

-- What a programme, or the region as a whole, asks of positions. It warns and never blocks.
create table positions.rule (
	region_id integer not null references places.region,
	id uuid not null default gen_random_uuid(),
	-- null = of all positions.
	programme_id uuid,
	kind text not null check (kind in ('leastFte', 'mostPercent', 'qualification', 'pupilsPerFte', 'applyBy')),
	-- Hundredths of a full position, percent, or pupils.
	number integer check (number between 0 and 100000),
	-- Qualifications, one a line; or a day of the year, "04-30".
	text text not null default '' check (length(text) <= 2000),
	source text not null default '' check (length(source) <= 300),
	primary key (region_id, id),
	foreign key (region_id, programme_id) references positions.programme,
	check ((kind in ('leastFte', 'mostPercent', 'pupilsPerFte')) = (number is not null))
);
create index rule_programme on positions.rule (region_id, programme_id);
call platform.belongs_to_region('positions.rule');

-- Somebody who works in positions. The name goes, the id stays: figures of earlier years count people still.
create table positions.specialist (
	region_id integer not null references places.region,
	id uuid not null default gen_random_uuid(),
	-- '' = not known, or forgotten.
	name text not null default '' check (length(name) <= 160),
	primary key (region_id, id)
);
create index specialist_name on positions.specialist (region_id, name);
call platform.belongs_to_region('positions.specialist');

-- Where and when somebody is reached at a school.
create table positions.contact (
	region_id integer not null,
	specialist_id uuid not null,
	organisation_id uuid not null,
	hours text not null default '' check (length(hours) <= 300),
	room text not null default '' check (length(room) <= 120),
	phone text not null default '' check (length(phone) <= 60),
	primary key (region_id, specialist_id, organisation_id),
	foreign key (region_id, specialist_id) references positions.specialist,
	foreign key (region_id, organisation_id) references organisations.organisation
);
create index contact_organisation on positions.contact (region_id, organisation_id);
call platform.belongs_to_region('positions.contact');

-- What was approved, and what for.
create table positions.state (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	position_id uuid not null,
	valid_from date not null,
	-- The first day on which it holds no longer; null = open.
	valid_until date check (valid_until > valid_from),
	known_from timestamptz not null default positions.moment(),
	known_until timestamptz check (known_until >= known_from),
	employer_id uuid,
	-- Hundredths of a full position.
	fte integer not null check (fte between 1 and 10000),
	-- Wished for, and not approved yet.
	is_planned boolean not null default false,
	emphasis text not null default '' check (length(emphasis) <= 300),
	qualification text not null default '' check (length(qualification) <= 200),
	made_by uuid,
	ended_by uuid,
	primary key (region_id, id),
	foreign key (region_id, position_id) references positions.position,
	foreign key (region_id, employer_id) references organisations.organisation,
	foreign key (region_id, made_by) references people.person,
	foreign key (region_id, ended_by) references people.person
);

-- A school that a position serves, with its share.
create table positions.site (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	position_id uuid not null,
	valid_from date not null,
	valid_until date check (valid_until > valid_from),
	known_from timestamptz not null default positions.moment(),
	known_until timestamptz check (known_until >= known_from),
	organisation_id uuid not null,
	fte integer not null check (fte between 1 and 10000),
	made_by uuid,
	ended_by uuid,
	primary key (region_id, id),
	foreign key (region_id, position_id) references positions.position,
	foreign key (region_id, organisation_id) references organisations.organisation,
	foreign key (region_id, made_by) references people.person,
	foreign key (region_id, ended_by) references people.person
);

-- Who pays which part, until when.
create table positions.funding (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	position_id uuid not null,
	valid_from date not null,
	valid_until date check (valid_until > valid_from),
	known_from timestamptz not null default positions.moment(),
	known_until timestamptz check (known_until >= known_from),
	programme_id uuid not null,
	percent smallint not null check (percent between 1 and 100),
	-- The number of the file.
	reference text not null default '' check (length(reference) <= 120),
	made_by uuid,
	ended_by uuid,
	primary key (region_id, id),
	foreign key (region_id, position_id) references positions.position,
	foreign key (region_id, programme_id) references positions.programme,
	foreign key (region_id, made_by) references people.person,
	foreign key (region_id, ended_by) references people.person
);

-- Who works in a position, at which of its schools, and how much.
create table positions.assignment (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	position_id uuid not null,
	valid_from date not null,
	valid_until date check (valid_until > valid_from),
	known_from timestamptz not null default positions.moment(),
	known_until timestamptz check (known_until >= known_from),
	specialist_id uuid not null,
	-- null = at all of its schools.
	organisation_id uuid,
	fte integer not null check (fte between 1 and 10000),
	-- For long: ill, or on leave.
	is_absent boolean not null default false,
	qualification text not null default '' check (length(qualification) <= 200),
	made_by uuid,
	ended_by uuid,
	primary key (region_id, id),
	foreign key (region_id, position_id) references positions.position,
	foreign key (region_id, specialist_id) references positions.specialist,
	foreign key (region_id, organisation_id) references organisations.organisation,
	foreign key (region_id, made_by) references people.person,
	foreign key (region_id, ended_by) references people.person
);

-- That what stands there was looked at and is right; nothing else says so.
create table positions.confirmation (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	position_id uuid not null,
	-- The school that said so; null = the coordination.
	organisation_id uuid,
	at timestamptz not null default positions.moment(),
	-- The day that was looked at.
	about_on date not null,
	made_by uuid,
	primary key (region_id, id),
	foreign key (region_id, position_id) references positions.position,
	foreign key (region_id, organisation_id) references organisations.organisation,
	foreign key (region_id, made_by) references people.person
);
create index confirmation_position on positions.confirmation (region_id, position_id, at);
create index confirmation_organisation on positions.confirmation (region_id, organisation_id);
create index confirmation_made_by on positions.confirmation (region_id, made_by);
call platform.belongs_to_region('positions.confirmation');
revoke insert, update, delete on positions.confirmation from augenhoehe_app;
grant insert (region_id, position_id, organisation_id, about_on, made_by) on positions.confirmation to augenhoehe_app;

create index state_employer on positions.state (region_id, employer_id);
create index site_organisation on positions.site (region_id, organisation_id);
create index funding_programme on positions.funding (region_id, programme_id);
create index assignment_specialist on positions.assignment (region_id, specialist_id);
create index assignment_organisation on positions.assignment (region_id, organisation_id);

do $$
declare kind text;
begin
	foreach kind in array array['state', 'site', 'funding', 'assignment'] loop
		execute format('create index %s_position on positions.%s (region_id, position_id, known_from)', kind, kind);
		execute format('create index %s_now on positions.%s (region_id, valid_from) where known_until is null', kind, kind);
		execute format('create index %s_made_by on positions.%s (region_id, made_by)', kind, kind);
		execute format('create index %s_ended_by on positions.%s (region_id, ended_by)', kind, kind);
		execute format('call platform.belongs_to_region(''positions.%s'')', kind);
		-- What was known once is neither rewritten nor made known earlier than it was.
		execute format('revoke insert, update, delete on positions.%s from augenhoehe_app', kind);
	end loop;
end $$;
grant insert (region_id, position_id, valid_from, valid_until, employer_id, fte, is_planned, emphasis, qualification, made_by) on positions.state to augenhoehe_app;
grant insert (region_id, position_id, valid_from, valid_until, organisation_id, fte, made_by) on positions.site to augenhoehe_app;
grant insert (region_id, position_id, valid_from, valid_until, programme_id, percent, reference, made_by) on positions.funding to augenhoehe_app;
grant insert (region_id, position_id, valid_from, valid_until, specialist_id, organisation_id, fte, is_absent, qualification, made_by) on positions.assignment to augenhoehe_app;
-- A position that was once known stays.
revoke update, delete on positions.position from augenhoehe_app;
grant update (number) on positions.position to augenhoehe_app;

-- From now on something is known no longer; whoever asks for an earlier day reads it still. Says how many entries ended.
create function positions.withdraw(kind text, ids uuid[], actor uuid) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare ended integer;
begin
	if kind not in ('state', 'site', 'funding', 'assignment') then
		raise exception 'unknown kind of entry: %', kind;
	end if;
	execute format('update positions.%I set known_until = positions.moment(), ended_by = $2
		where id = any ($1) and known_until is null and region_id = any (platform.regions())', kind) using ids, actor;
	get diagnostics ended = row_count;
	return ended;
end $$;
revoke all on function positions.withdraw from public;
grant execute on function positions.withdraw to augenhoehe_app;

-- A census of positions: schools look at what is known of them on a day, and say whether it is so.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

create table positions.census (
	region_id integer not null references places.region,
	id uuid not null default gen_random_uuid(),
	name text not null check (length(name) between 1 and 120),
	-- The day that is asked about.
	reference_on date not null,
	-- The last day on which schools answer.
	due_on date not null,
	note text not null default '' check (length(note) <= 1000),
	opened_at timestamptz not null,
	opened_by uuid,
	ended_at timestamptz,
	primary key (region_id, id),
	foreign key (region_id, opened_by) references people.person
);
create index census_opened_by on positions.census (region_id, opened_by);
call platform.belongs_to_region('positions.census');

-- A school that is asked, and what it said last.
create table positions.census_school (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	census_id uuid not null,
	organisation_id uuid not null,
	-- null = not yet: it has no address.
	asked_at timestamptz,
	reminded_at timestamptz,
	answered_at timestamptz,
	-- right = all of it is so; wrong = something is missing or otherwise.
	answer text check (answer in ('right', 'wrong')),
	note text not null default '' check (length(note) <= 2000),
	-- When the coordination has dealt with what was wrong.
	settled_at timestamptz,
	-- What stood for the rows that it confirmed.
	seen text not null default '',
	primary key (region_id, id),
	unique (region_id, census_id, organisation_id),
	foreign key (region_id, census_id) references positions.census,
	foreign key (region_id, organisation_id) references organisations.organisation,
	check ((answer is null) = (answered_at is null))
);
create index census_school_organisation on positions.census_school (region_id, organisation_id);
call platform.belongs_to_region('positions.census_school');

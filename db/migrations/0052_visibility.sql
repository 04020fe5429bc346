-- Who sees what of an organisation, and whom one turns to there.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

alter table organisations.organisation
	-- Whether it stands in the public directory; null = as its kind does.
	add column listed boolean,
	-- Who sees which field, where somebody said so: {"possibilities": "public"}.
	add column visibility jsonb not null default '{}' check (jsonb_typeof(visibility) = 'object'),
	-- Which law of data protection it keeps to; '' = not known.
	add column legal_regime text not null default '' check (legal_regime in ('', 'gdpr', 'kdg', 'dsgEkd')),
	drop column searched;
alter table organisations.organisation
	add column searched text generated always as (platform.plained(name || ' ' || town || ' ' || coalesce(school_number, ''))) stored,
	add column searched_possibilities text generated always as (platform.plained(possibilities)) stored,
	add column searched_limits text generated always as (platform.plained(limits)) stored,
	add column searched_ways text generated always as (platform.plained(ways_of_working)) stored;
grant insert (listed, visibility, legal_regime), update (listed, visibility, legal_regime) on organisations.organisation to augenhoehe_app;

-- Who said when what everybody may see; never changed.
create table organisations.disclosure (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	organisation_id uuid not null,
	at timestamptz not null,
	-- Whether the organisation said so itself, by its link.
	own boolean not null,
	person_id uuid,
	listed boolean not null,
	visibility jsonb not null,
	primary key (region_id, id),
	foreign key (region_id, organisation_id) references organisations.organisation,
	foreign key (region_id, person_id) references people.person
);
create index disclosure_organisation on organisations.disclosure (region_id, organisation_id, at);
create index disclosure_person on organisations.disclosure (region_id, person_id);
call platform.belongs_to_region('organisations.disclosure');
revoke update, delete on organisations.disclosure from augenhoehe_app;

-- Whom one turns to in an organisation for what.
create table organisations.contact (
	region_id integer not null,
	id uuid not null,
	organisation_id uuid not null,
	kind text not null check (kind in ('leadership', 'reception', 'cooperation', 'schoolSocialWork', 'childProtection', 'other')),
	-- As it is called there; '' = as the kind is.
	function text not null default '' check (length(function) <= 160),
	is_deputy boolean not null default false,
	name text not null check (length(name) between 1 and 160),
	phone text not null default '' check (length(phone) <= 60),
	email text not null default '' check (length(email) <= 254),
	hours text not null default '' check (length(hours) <= 300),
	level text not null check (level in ('public', 'internal', 'restricted')),
	-- Since when the person agrees to be named to everybody, and to be taken along as a card; null = does not.
	agreed_on date,
	searched text generated always as (platform.plained(name || ' ' || function)) stored,
	primary key (region_id, id),
	foreign key (region_id, organisation_id) references organisations.organisation,
	check (level <> 'public' or agreed_on is not null)
);
create index contact_of_organisation on organisations.contact (region_id, organisation_id);
call platform.belongs_to_region('organisations.contact');

alter table positions.specialist
	-- Who sees the name and where they are reached: as before the coordination alone, until somebody says otherwise; everybody only since the person agreed.
	add column level text not null default 'restricted' check (level in ('public', 'internal', 'restricted')),
	add column agreed_on date,
	add check (level <> 'public' or agreed_on is not null);

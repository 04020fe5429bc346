-- Schools as official lists have them, by school year; lists that were taken over, and what each changed, so that it can be taken back.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

alter table organisations.organisation
	add column school_forms text[] not null default '{}',
	-- Who carries it: a public body, a free one, the state, a church; '' = not known.
	add column carrier text not null default '' check (carrier in ('', 'public', 'free', 'municipal', 'state', 'church')),
	add column phone text not null default '' check (length(phone) <= 60),
	add column email text not null default '' check (length(email) <= 254),
	add column website text not null default '' check (length(website) <= 300),
	add column latitude double precision check (latitude between -90 and 90),
	add column longitude double precision check (longitude between -180 and 180),
	add check ((latitude is null) = (longitude is null));
update organisations.organisation set school_forms = array[school_form] where school_form is not null;
-- The check that only schools have a form and a number goes with the column.
alter table organisations.organisation drop column school_form;
alter table organisations.organisation
	add check (type = 'school' or (school_forms = '{}' and school_number is null)),
	drop constraint organisation_region_id_name_town_key;
-- Two schools of one name in one town have numbers of their own.
create unique index organisation_name on organisations.organisation (region_id, name, town, coalesce(school_number, ''));
create unique index organisation_number on organisations.organisation (region_id, school_number) where school_number is not null;

-- What changes with the school year.
create table organisations.school_year (
	region_id integer not null,
	organisation_id uuid not null,
	year text not null check (year ~ '^[0-9]{4}/[0-9]{2}$'),
	pupils integer check (pupils between 0 and 20000),
	social_index smallint check (social_index between 1 and 9),
	source text not null default '' check (length(source) <= 400),
	primary key (region_id, organisation_id, year),
	foreign key (region_id, organisation_id) references organisations.organisation
);
call platform.belongs_to_region('organisations.school_year');

create table organisations.import (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	at timestamptz not null,
	-- null = by the command line.
	person_id uuid,
	name text not null check (length(name) <= 200),
	-- How many rows were new, changed, unchanged, contradictory, unreadable.
	counts jsonb not null,
	-- Municipalities that came with it.
	municipalities text[] not null default '{}',
	-- Municipalities that it put into a planning area, and whether it founded the area.
	areas jsonb not null default '[]',
	undone_at timestamptz,
	primary key (region_id, id),
	foreign key (region_id, person_id) references people.person
);
create index import_person on organisations.import (region_id, person_id);
call platform.belongs_to_region('organisations.import');

-- What a list changed of one organisation; before is null where it was new.
create table organisations.import_change (
	region_id integer not null,
	import_id uuid not null,
	organisation_id uuid not null,
	line integer not null,
	before jsonb,
	after jsonb not null,
	primary key (region_id, import_id, organisation_id),
	foreign key (region_id, import_id) references organisations.import
);
call platform.belongs_to_region('organisations.import_change');

-- What a heading meant when a list was last taken over; '' = nothing.
create table organisations.import_heading (
	region_id integer not null references places.region,
	heading text not null check (length(heading) <= 200),
	field text not null,
	primary key (region_id, heading)
);
call platform.belongs_to_region('organisations.import_heading');
revoke update, delete on organisations.import_change from augenhoehe_app;

-- Formats that come again, and their editions: numbered for each area, planned as far as is known, never reused.

create table events.format (
	region_id integer not null references places.region,
	id uuid not null default gen_random_uuid(),
	name text not null check (length(name) between 1 and 120),
	-- How often it is meant to come; null: no rule.
	cadence_months integer check (cadence_months between 1 and 120),
	primary key (region_id, id),
	unique (region_id, name)
);
call platform.belongs_to_region('events.format');

create table events.edition (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	format_id uuid not null,
	-- The planning area whose numbers it counts in; null: the whole region.
	area_id uuid,
	number integer not null check (number between 1 and 999),
	-- As far as it is known: 2027, 2027-spring, 2027-03, 2027-03-16 or with a time.
	planned text check (planned ~ '^[0-9]{4}(-(spring|summer|autumn|winter|[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2})?)?))?$'),
	meeting_id uuid,
	planned_by uuid,
	planned_at timestamptz not null default now(),
	primary key (region_id, id),
	unique nulls not distinct (region_id, format_id, area_id, number),
	unique (region_id, meeting_id),
	foreign key (region_id, format_id) references events.format,
	foreign key (region_id, area_id) references places.area,
	foreign key (region_id, meeting_id) references events.meeting,
	check (planned is not null or meeting_id is not null)
);
call platform.belongs_to_region('events.edition');

-- An edition that will not be: its number stays taken.
create table events.edition_drop (
	region_id integer not null,
	edition_id uuid not null,
	dropped_at timestamptz not null default now(),
	dropped_by uuid,
	primary key (region_id, edition_id),
	foreign key (region_id, edition_id) references events.edition
);
call platform.belongs_to_region('events.edition_drop');

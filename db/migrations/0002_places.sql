-- Regions, their municipalities and areas.

create schema places;
grant usage on schema places to augenhoehe_app;

-- What a region shows of itself to everybody. Read before anything else is known, so its rows are public.
create table places.region (
	id integer primary key check (id > 0),
	slug text not null unique check (slug ~ '^[a-z0-9-]{2,40}$'),
	name text not null,
	land text not null,
	host text unique check (host = lower(host)),
	origin text not null,
	accent text check (accent ~ '^#[0-9a-f]{6}$'),
	operator_name text not null,
	operator_address text not null,
	operator_email text not null,
	operator_phone text not null default '',
	represented_by text not null default '',
	data_protection_officer text not null default '',
	supervisory_authority text not null default '',
	enforcement_body text not null default '',
	frame_ancestors text[] not null default '{}'
);
alter table places.region enable row level security;
alter table places.region force row level security;
create policy everyone_reads on places.region for select using (true);
create policy region_inserts on places.region for insert with check (true);
create policy region_changes on places.region for update using (id = any (platform.regions()));
grant select, insert, update on places.region to augenhoehe_app;

create table places.municipality (
	region_id integer not null references places.region,
	ags text not null check (ags ~ '^[0-9]{8}$'),
	name text not null,
	primary key (region_id, ags)
);
call platform.belongs_to_region('places.municipality');

create table places.area (
	region_id integer not null references places.region,
	id uuid not null default gen_random_uuid(),
	kind text not null check (kind in ('planningArea', 'asdDistrict', 'socialSpace')),
	name text not null,
	primary key (region_id, id),
	unique (region_id, kind, name)
);
call platform.belongs_to_region('places.area');

create table places.area_municipality (
	region_id integer not null,
	area_id uuid not null,
	kind text not null,
	ags text not null,
	valid_from date not null,
	valid_until date,
	primary key (region_id, area_id, ags, valid_from),
	foreign key (region_id, area_id) references places.area,
	foreign key (region_id, ags) references places.municipality,
	check (valid_until is null or valid_until > valid_from)
);
-- A municipality lies in one area of a kind at a time.
create unique index area_municipality_now on places.area_municipality (region_id, kind, ags) where valid_until is null;
call platform.belongs_to_region('places.area_municipality');

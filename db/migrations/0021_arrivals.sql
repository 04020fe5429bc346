-- Who came: doors with a link that expires, each scan once, walk-ins without an address.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

-- Whoever walks in tells a name and an organisation, and no address.
alter table registration.place alter email drop not null;
alter table registration.place drop constraint place_email_check;
alter table registration.place add constraint place_email_check check (email = lower(email) and email <> '');

create table registration.door (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	meeting_id uuid not null,
	label text not null default '' check (length(label) <= 80),
	expires_at timestamptz not null,
	ended_at timestamptz,
	made_by uuid,
	primary key (region_id, id),
	foreign key (region_id, meeting_id) references events.meeting
);
create index door_meeting on registration.door (region_id, meeting_id);
call platform.belongs_to_region('registration.door');

-- What a device did at a door, by the device's own key: sent twice it is one.
create table registration.scan (
	region_id integer not null,
	key uuid not null,
	meeting_id uuid not null,
	door_id uuid not null,
	kind text not null check (kind in ('arrive', 'undo', 'walkIn')),
	place_id uuid,
	outcome text not null check (outcome in ('in', 'already', 'waiting', 'withdrawn', 'unknown', 'undone')),
	-- There was one place more for whom it let in.
	raised boolean not null default false,
	scanned_at timestamptz not null,
	noted_at timestamptz not null default now(),
	primary key (region_id, key),
	foreign key (region_id, door_id) references registration.door,
	foreign key (region_id, place_id) references registration.place on delete cascade
);
create index scan_meeting on registration.scan (region_id, meeting_id);
create index scan_place on registration.scan (region_id, place_id);
create index scan_door on registration.scan (region_id, door_id);
call platform.belongs_to_region('registration.scan');

-- One row a person who is there: two doors cannot let the same one in twice.
create table registration.arrival (
	region_id integer not null,
	place_id uuid not null,
	meeting_id uuid not null,
	door_id uuid not null,
	scan_key uuid not null,
	arrived_at timestamptz not null,
	primary key (region_id, place_id),
	foreign key (region_id, place_id) references registration.place on delete cascade,
	foreign key (region_id, door_id) references registration.door
);
create index arrival_meeting on registration.arrival (region_id, meeting_id);
create index arrival_door on registration.arrival (region_id, door_id);
call platform.belongs_to_region('registration.arrival');

-- How many came, as far as anybody knows; and from where, also after the registrations are deleted.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

-- The number of participants: counted, or about.
create table events.attendance (
	region_id integer not null,
	meeting_id uuid not null,
	people integer not null check (people between 0 and 100000),
	precision text not null check (precision in ('exact', 'about')),
	noted_at timestamptz not null default now(),
	noted_by uuid,
	primary key (region_id, meeting_id),
	foreign key (region_id, meeting_id) references events.meeting
);
call platform.belongs_to_region('events.attendance');

-- What is kept of registrations when they are deleted: counts, and nobody.
create table registration.turnout (
	region_id integer not null,
	meeting_id uuid not null,
	kind text not null check (kind in ('organisationType', 'municipality', 'profession')),
	-- The type, the key of the municipality, or the field of work; empty: not known.
	value text not null,
	people integer not null check (people > 0),
	primary key (region_id, meeting_id, kind, value),
	foreign key (region_id, meeting_id) references events.meeting
);
call platform.belongs_to_region('registration.turnout');

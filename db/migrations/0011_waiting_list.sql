-- Whoever is next on the waiting list is offered a place that is held for them for a while; and places are kept for groups.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

-- Places that are kept for people of a field of work, of a planning area, or of both, until a day.
create table registration.reservation (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	meeting_id uuid not null,
	profession text,
	area_id uuid,
	seats integer not null check (seats between 1 and 100000),
	used integer not null default 0,
	release_at timestamptz not null,
	released_at timestamptz,
	reserved_by uuid,
	primary key (region_id, id),
	foreign key (region_id, meeting_id) references events.meeting,
	foreign key (region_id, area_id) references places.area,
	check (profession is not null or area_id is not null),
	check (used between 0 and seats)
);
create index reservation_meeting on registration.reservation (region_id, meeting_id);
call platform.belongs_to_region('registration.reservation');

alter table registration.offer
	-- Places that are kept for groups and not taken yet.
	add held integer not null default 0,
	drop constraint offer_check,
	add constraint offer_check check (taken >= 0 and held >= 0 and taken + held <= capacity);

alter table registration.place
	-- Until when a place is held for somebody who waits.
	add offered_until timestamptz,
	-- When an offer went by; whoever let one pass is not offered another, but may take what is free.
	add passed_at timestamptz,
	add reservation_id uuid,
	drop constraint place_state_check,
	drop constraint place_check,
	add constraint place_state_check check (state in ('confirmed', 'waiting', 'offered', 'withdrawn')),
	add constraint place_check check ((state in ('waiting', 'offered')) = (queue_number is not null)),
	add constraint place_offered_check check ((state = 'offered') = (offered_until is not null)),
	add foreign key (region_id, reservation_id) references registration.reservation;
create index place_offered on registration.place (region_id, meeting_id, offered_until) where offered_until is not null;
create index place_reservation on registration.place (region_id, reservation_id) where reservation_id is not null;

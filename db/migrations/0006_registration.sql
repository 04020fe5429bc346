-- Who comes: places, the waiting list, needs that are deleted in time, consents one by one.

create schema registration;
grant usage on schema registration to augenhoehe_app;

-- One row a meeting: how many places there are and how many are taken. The only counter of places.
create table registration.offer (
	region_id integer not null,
	meeting_id uuid not null,
	capacity integer not null check (capacity between 0 and 100000),
	taken integer not null default 0,
	queued integer not null default 0,
	opens_at timestamptz not null,
	closes_at timestamptz not null,
	primary key (region_id, meeting_id),
	foreign key (region_id, meeting_id) references events.meeting,
	check (taken between 0 and capacity),
	check (closes_at > opens_at)
);
call platform.belongs_to_region('registration.offer');

create table registration.place (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	meeting_id uuid not null,
	email text not null check (email = lower(email)),
	name text not null,
	organisation_id uuid,
	organisation_name text not null default '',
	function text not null default '',
	profession text not null,
	area_id uuid,
	language text not null check (language in ('de', 'en')),
	state text not null check (state in ('confirmed', 'waiting', 'withdrawn')),
	-- The order of the waiting list, given out by the meeting's offer.
	queue_number integer,
	-- Part of the personal link: raising it makes every older link worthless.
	link_version integer not null default 1,
	-- A form sent twice is one registration: the page gave it this key.
	submission_key uuid,
	entered_by uuid,
	registered_at timestamptz not null default now(),
	primary key (region_id, id),
	unique (region_id, meeting_id, email),
	foreign key (region_id, meeting_id) references events.meeting,
	foreign key (region_id, organisation_id) references organisations.organisation,
	foreign key (region_id, area_id) references places.area,
	check ((state = 'waiting') = (queue_number is not null))
);
create unique index place_queue on registration.place (region_id, meeting_id, queue_number);
create index place_organisation on registration.place (region_id, organisation_id);
call platform.belongs_to_region('registration.place');

create table registration.need (
	region_id integer not null,
	place_id uuid not null,
	kind text not null check (kind in ('dietary', 'access')),
	note text not null,
	delete_on date not null,
	primary key (region_id, place_id, kind),
	foreign key (region_id, place_id) references registration.place on delete cascade
);
create index need_due on registration.need (region_id, delete_on);
call platform.belongs_to_region('registration.need');

create table registration.consent (
	region_id integer not null,
	place_id uuid not null,
	purpose text not null check (purpose in ('list', 'contact', 'photo')),
	given_at timestamptz not null default now(),
	primary key (region_id, place_id, purpose),
	foreign key (region_id, place_id) references registration.place on delete cascade
);
call platform.belongs_to_region('registration.consent');

create table registration.change (
	region_id integer not null,
	id bigint generated always as identity,
	place_id uuid not null,
	changed_at timestamptz not null default now(),
	actor text not null check (actor in ('participant', 'organiser', 'system')),
	actor_id uuid,
	what text not null,
	before jsonb,
	after jsonb,
	primary key (region_id, id),
	foreign key (region_id, place_id) references registration.place on delete cascade
);
create index change_place on registration.change (region_id, place_id, id);
call platform.belongs_to_region('registration.change');
revoke update on registration.change from augenhoehe_app;

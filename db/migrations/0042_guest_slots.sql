-- Guest seats of educational conferences: offered, asked for and granted. There is no column that could hold what a conference is about.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

create table thread.guest_slot (
	region_id integer not null,
	id uuid not null,
	-- Which organisation holds the conference.
	host text not null check (length(host) between 1 and 160),
	starts_at timestamptz not null,
	ends_at timestamptz not null check (ends_at > starts_at),
	-- Guests learn where with their grant.
	place text not null check (length(place) between 1 and 200),
	seats integer not null check (seats between 1 and 20),
	-- Until when one can ask.
	closes_at timestamptz not null check (closes_at <= starts_at),
	-- Who decides besides the coordination, by a personal link; '' = nobody.
	decider_name text not null default '' check (length(decider_name) <= 160),
	decider_email text not null default '' check (length(decider_email) <= 254),
	-- Personal links with a lower number have ended.
	link_version integer not null default 1,
	-- Counts the changes that calendars must hear of.
	sequence integer not null default 0,
	cancelled_at timestamptz,
	primary key (region_id, id)
);
create index guest_slot_starts on thread.guest_slot (region_id, starts_at);
call platform.belongs_to_region('thread.guest_slot');

create table thread.guest_request (
	region_id integer not null,
	id uuid not null,
	slot_id uuid not null,
	name text not null check (length(name) between 1 and 160),
	email text not null check (length(email) between 3 and 254),
	organisation text not null check (length(organisation) between 1 and 160),
	profession text not null,
	asked_at timestamptz not null,
	-- null = nobody has decided.
	decision text check (decision in ('granted', 'declined', 'withdrawn')),
	decided_at timestamptz,
	-- Who decided with an account; null = by a personal link.
	decided_by uuid,
	check ((decision is null) = (decided_at is null)),
	primary key (region_id, id),
	unique (region_id, slot_id, email),
	foreign key (region_id, slot_id) references thread.guest_slot,
	foreign key (region_id, decided_by) references people.person
);
create index guest_request_decided_by on thread.guest_request (region_id, decided_by);
call platform.belongs_to_region('thread.guest_request');

-- Small groups over rounds: who sits where, who stays, which round is on; and who has met, of those who agreed to it.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

create schema groups;
grant usage on schema groups to augenhoehe_app;

alter table registration.consent drop constraint consent_purpose_check;
alter table registration.consent add constraint consent_purpose_check check (purpose in ('list', 'contact', 'photo', 'met'));

-- How a meeting's people are mixed; the seating itself stands in groups.seat.
create table groups.plan (
	region_id integer not null,
	meeting_id uuid not null,
	rounds integer not null check (rounds between 1 and 12),
	round_min integer not null check (round_min between 1 and 240),
	people text not null check (people in ('arrived', 'registered')),
	-- How much each thing that two at one table have in common counts.
	weights jsonb not null,
	seed integer not null,
	made_at timestamptz,
	made_by uuid,
	primary key (region_id, meeting_id),
	foreign key (region_id, meeting_id) references events.meeting
);
call platform.belongs_to_region('groups.plan');

create table groups.breakout_group (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	meeting_id uuid not null,
	number integer not null check (number between 1 and 200),
	seats integer not null check (seats between 1 and 100),
	topic text not null default '' check (length(topic) <= 200),
	room text not null default '' check (length(room) <= 120),
	-- Stays at this table in every round.
	moderator_id uuid,
	primary key (region_id, id),
	unique (region_id, meeting_id, number),
	foreign key (region_id, meeting_id) references events.meeting,
	foreign key (region_id, moderator_id) references registration.place on delete set null (moderator_id)
);
create index breakout_group_moderator on groups.breakout_group (region_id, moderator_id);
call platform.belongs_to_region('groups.breakout_group');

create table groups.round (
	region_id integer not null,
	meeting_id uuid not null,
	number integer not null check (number between 1 and 12),
	began_at timestamptz not null,
	ends_at timestamptz not null,
	ended_at timestamptz,
	primary key (region_id, meeting_id, number),
	foreign key (region_id, meeting_id) references events.meeting,
	check (ends_at > began_at)
);
call platform.belongs_to_region('groups.round');

create table groups.seat (
	region_id integer not null,
	meeting_id uuid not null,
	round integer not null check (round between 1 and 12),
	place_id uuid not null,
	group_id uuid not null,
	primary key (region_id, meeting_id, round, place_id),
	foreign key (region_id, place_id) references registration.place on delete cascade,
	foreign key (region_id, group_id) references groups.breakout_group on delete cascade
);
create index seat_place on groups.seat (region_id, place_id);
create index seat_group on groups.seat (region_id, group_id);
call platform.belongs_to_region('groups.seat');

-- Two who sat at one table and both agreed that this is remembered: by digests of their addresses under a key of the region.
create table groups.met (
	region_id integer not null,
	one text not null,
	other text not null,
	met_on date not null,
	primary key (region_id, one, other),
	check (one < other)
);
create index met_other on groups.met (region_id, other);
call platform.belongs_to_region('groups.met');

-- Workshops, wishes, how places were given out, and who sits where.

create schema workshops;
grant usage on schema workshops to augenhoehe_app;

create table workshops.workshop (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	meeting_id uuid not null,
	agenda_item_id uuid,
	position integer not null,
	title text not null,
	description text not null default '',
	topic_id uuid,
	leader_id uuid,
	room text not null default '',
	capacity integer not null check (capacity between 0 and 10000),
	taken integer not null default 0,
	primary key (region_id, id),
	foreign key (region_id, meeting_id) references events.meeting,
	foreign key (region_id, agenda_item_id) references events.agenda_item,
	foreign key (region_id, topic_id) references events.topic,
	foreign key (region_id, leader_id) references events.speaker,
	check (taken between 0 and capacity)
);
create index workshop_meeting on workshops.workshop (region_id, meeting_id, position);
call platform.belongs_to_region('workshops.workshop');

create table workshops.wish (
	region_id integer not null,
	place_id uuid not null,
	workshop_id uuid not null,
	rank integer not null check (rank between 1 and 50),
	primary key (region_id, place_id, workshop_id),
	unique (region_id, place_id, rank),
	foreign key (region_id, place_id) references registration.place on delete cascade,
	foreign key (region_id, workshop_id) references workshops.workshop
);
create index wish_workshop on workshops.wish (region_id, workshop_id);
call platform.belongs_to_region('workshops.wish');

-- A place somebody must or must not get, whatever the wishes say.
create table workshops.rule (
	region_id integer not null,
	place_id uuid not null,
	workshop_id uuid not null,
	kind text not null check (kind in ('fixed', 'forbidden')),
	primary key (region_id, place_id, workshop_id),
	foreign key (region_id, place_id) references registration.place on delete cascade,
	foreign key (region_id, workshop_id) references workshops.workshop
);
create unique index rule_one_fixed on workshops.rule (region_id, place_id) where kind = 'fixed';
call platform.belongs_to_region('workshops.rule');

-- What was worked out, by which seed, from which input: kept, so that anyone can work it out again.
create table workshops.allocation (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	meeting_id uuid not null,
	input jsonb not null,
	outcome jsonb not null,
	made_at timestamptz not null default now(),
	made_by uuid,
	primary key (region_id, id),
	foreign key (region_id, meeting_id) references events.meeting
);
create index allocation_meeting on workshops.allocation (region_id, meeting_id, made_at);
call platform.belongs_to_region('workshops.allocation');

-- A place moved by hand before publishing; workshop null means taken out.
create table workshops.move (
	region_id integer not null,
	id bigint generated always as identity,
	allocation_id uuid not null,
	place_id uuid not null,
	workshop_id uuid,
	moved_at timestamptz not null default now(),
	moved_by uuid,
	primary key (region_id, id),
	foreign key (region_id, allocation_id) references workshops.allocation,
	foreign key (region_id, place_id) references registration.place on delete cascade,
	foreign key (region_id, workshop_id) references workshops.workshop
);
create index move_allocation on workshops.move (region_id, allocation_id, id);
call platform.belongs_to_region('workshops.move');

create table workshops.publication (
	region_id integer not null,
	meeting_id uuid not null,
	allocation_id uuid not null,
	published_at timestamptz not null default now(),
	published_by uuid,
	primary key (region_id, meeting_id),
	foreign key (region_id, meeting_id) references events.meeting,
	foreign key (region_id, allocation_id) references workshops.allocation
);
call platform.belongs_to_region('workshops.publication');

-- Who sits where now, told to everyone, and why.
create table workshops.seat (
	region_id integer not null,
	place_id uuid not null,
	-- Null: taken out on purpose, by hand; nobody is put back by a list.
	workshop_id uuid,
	rank integer not null check (rank >= 0),
	origin text not null check (origin in ('allocation', 'hand', 'movedUp')),
	since timestamptz not null default now(),
	primary key (region_id, place_id),
	foreign key (region_id, place_id) references registration.place on delete cascade,
	foreign key (region_id, workshop_id) references workshops.workshop
);
create index seat_workshop on workshops.seat (region_id, workshop_id);
call platform.belongs_to_region('workshops.seat');

create table workshops.change (
	region_id integer not null,
	id bigint generated always as identity,
	place_id uuid not null,
	changed_at timestamptz not null default now(),
	actor_id uuid,
	what text not null,
	before jsonb,
	after jsonb,
	primary key (region_id, id),
	foreign key (region_id, place_id) references registration.place on delete cascade
);
create index change_place on workshops.change (region_id, place_id, id);
call platform.belongs_to_region('workshops.change');
revoke update on workshops.change from augenhoehe_app;

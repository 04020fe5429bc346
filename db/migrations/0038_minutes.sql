-- Minutes of a meeting or one of its groups: worded by several at once, released in versions that stay, sent to whoever is on the list.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

-- Meetings of this kind are not closed without minutes.
alter table events.format add column needs_minutes boolean not null default false;

create table thread.minutes (
	region_id integer not null,
	id uuid not null,
	meeting_id uuid not null,
	-- Of which group; '' = of the whole meeting.
	name text not null check (length(name) <= 120),
	primary key (region_id, id),
	unique (region_id, meeting_id, name),
	foreign key (region_id, meeting_id) references events.meeting
);
call platform.belongs_to_region('thread.minutes');

-- Each saving is another writing; none is changed.
create table thread.minutes_writing (
	region_id integer not null,
	minutes_id uuid not null,
	number integer not null check (number >= 1),
	-- [{id, heading, text}, …]
	sections jsonb not null,
	at timestamptz not null,
	actor_id uuid not null,
	primary key (region_id, minutes_id, number),
	foreign key (region_id, minutes_id) references thread.minutes,
	foreign key (region_id, actor_id) references people.person
);
create index minutes_writing_actor on thread.minutes_writing (region_id, actor_id);
call platform.belongs_to_region('thread.minutes_writing');
revoke update, delete on thread.minutes_writing from augenhoehe_app;

create table thread.minutes_release (
	region_id integer not null,
	minutes_id uuid not null,
	number integer not null check (number >= 1),
	writing integer not null,
	at timestamptz not null,
	actor_id uuid not null,
	primary key (region_id, minutes_id, number),
	foreign key (region_id, minutes_id, writing) references thread.minutes_writing,
	foreign key (region_id, actor_id) references people.person
);
create index minutes_release_writing on thread.minutes_release (region_id, minutes_id, writing);
create index minutes_release_actor on thread.minutes_release (region_id, actor_id);
call platform.belongs_to_region('thread.minutes_release');
revoke update, delete on thread.minutes_release from augenhoehe_app;

-- Who gets them, by mail and with a link of their own.
create table thread.minutes_recipient (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	minutes_id uuid not null,
	name text not null check (length(name) between 1 and 160),
	email text not null check (length(email) between 3 and 254),
	primary key (region_id, id),
	unique (region_id, minutes_id, email),
	foreign key (region_id, minutes_id) references thread.minutes
);
call platform.belongs_to_region('thread.minutes_recipient');

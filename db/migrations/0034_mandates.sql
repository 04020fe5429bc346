-- The red thread begins: a priority of a meeting becomes something that a body was asked to do, and the next one asks what became of it.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

create schema thread;
grant usage on schema thread to augenhoehe_app;

create table thread.mandate (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	-- Where it was given.
	meeting_id uuid not null,
	-- The priority it comes from; without one it was given as it is.
	bundle_id uuid,
	title text not null check (length(title) between 1 and 200),
	-- Personal links with a lower number have ended.
	link_version integer not null default 1,
	primary key (region_id, id),
	unique (region_id, bundle_id),
	foreign key (region_id, meeting_id) references events.meeting,
	foreign key (region_id, bundle_id) references boards.bundle
);
create index mandate_meeting on thread.mandate (region_id, meeting_id);
call platform.belongs_to_region('thread.mandate');

-- What was said of a mandate, one after the other: nothing is ever changed, a correction is another entry.
create table thread.entry (
	region_id integer not null,
	mandate_id uuid not null,
	number integer not null check (number >= 1),
	kind text not null check (kind in ('given', 'corrected', 'progress', 'postponed', 'done', 'dropped', 'reopened')),
	at timestamptz not null,
	-- Who said it; null = whoever takes care, by their link.
	actor_id uuid,
	-- The meeting that asked what became of it, if one did.
	meeting_id uuid,
	-- As they stand from then on: the body that is asked, the first step, and until when.
	asked text not null check (length(asked) between 1 and 160),
	step text not null default '' check (length(step) <= 300),
	due text not null default '' check (due ~ '^(next|[0-9]{4}(-(spring|summer|autumn|winter|[0-9]{2}(-[0-9]{2})?))?)?$'),
	note text not null default '' check (length(note) <= 2000),
	check (kind in ('given', 'corrected', 'reopened') or note <> ''),
	primary key (region_id, mandate_id, number),
	foreign key (region_id, mandate_id) references thread.mandate,
	foreign key (region_id, actor_id) references people.person,
	foreign key (region_id, meeting_id) references events.meeting
);
create index entry_actor on thread.entry (region_id, actor_id);
create index entry_meeting on thread.entry (region_id, meeting_id);
call platform.belongs_to_region('thread.entry');
revoke update, delete on thread.entry from augenhoehe_app;

-- Who takes care, reached by mail; forgotten without touching what was said.
create table thread.carer (
	region_id integer not null,
	mandate_id uuid not null,
	name text not null check (length(name) between 1 and 160),
	email text not null default '' check (length(email) <= 254),
	-- They are not there any more; the mandate stays.
	left_at timestamptz,
	primary key (region_id, mandate_id),
	foreign key (region_id, mandate_id) references thread.mandate
);
call platform.belongs_to_region('thread.carer');

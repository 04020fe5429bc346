-- Versions of a programme: what everybody sees, who released it with which note. And the questions that guide the small groups.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

create table workshops.release (
	region_id integer not null,
	meeting_id uuid not null,
	number integer not null check (number > 0),
	note text not null default '',
	-- The programme as it was released; people who speak or lead are named by id only.
	programme jsonb not null,
	-- What was different from the version before.
	changes jsonb not null default '[]',
	told integer not null default 0,
	released_at timestamptz not null default now(),
	released_by uuid,
	primary key (region_id, meeting_id, number),
	foreign key (region_id, meeting_id) references events.meeting
);
call platform.belongs_to_region('workshops.release');

create table events.guiding_question (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	meeting_id uuid not null,
	position integer not null,
	text text not null check (length(text) between 1 and 300),
	primary key (region_id, id),
	unique (region_id, meeting_id, text),
	foreign key (region_id, meeting_id) references events.meeting
);
call platform.belongs_to_region('events.guiding_question');

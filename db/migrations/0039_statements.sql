-- What people agreed to hold: resolutions of a meeting, a shared stance, principles, and quality standards with their criteria. In versions that stay.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

create table thread.statement (
	region_id integer not null,
	id uuid not null,
	kind text not null check (kind in ('resolution', 'stance', 'principle', 'standard')),
	-- Where it was said; without one the region's coordination keeps it.
	meeting_id uuid,
	is_public boolean not null default false,
	primary key (region_id, id),
	foreign key (region_id, meeting_id) references events.meeting
);
create index statement_meeting on thread.statement (region_id, meeting_id);
call platform.belongs_to_region('thread.statement');

create table thread.statement_version (
	region_id integer not null,
	statement_id uuid not null,
	number integer not null check (number >= 1),
	title text not null check (length(title) between 1 and 200),
	-- As it was said.
	wording text not null check (length(wording) between 1 and 12000),
	status text not null check (status in ('draft', 'agreed', 'secured', 'retired')),
	-- The day on which people agreed to it.
	said_on date,
	-- [{dimension, level, addressee, text}, …]
	criteria jsonb not null default '[]',
	at timestamptz not null,
	actor_id uuid not null,
	primary key (region_id, statement_id, number),
	foreign key (region_id, statement_id) references thread.statement,
	foreign key (region_id, actor_id) references people.person
);
create index statement_version_actor on thread.statement_version (region_id, actor_id);
call platform.belongs_to_region('thread.statement_version');
revoke update, delete on thread.statement_version from augenhoehe_app;

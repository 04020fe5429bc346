-- Who answers for a meeting, who stands in, who joins by a link; and what is to be prepared by whom until when.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

create table events.lead (
	region_id integer not null,
	meeting_id uuid not null,
	kind text not null check (kind in ('lead', 'deputy')),
	person_id uuid not null,
	since timestamptz not null default now(),
	appointed_by uuid,
	primary key (region_id, meeting_id, kind),
	unique (region_id, meeting_id, person_id),
	foreign key (region_id, meeting_id) references events.meeting,
	foreign key (region_id, person_id) references people.person on delete cascade
);
create index lead_person on events.lead (region_id, person_id);
call platform.belongs_to_region('events.lead');
-- Whoever began a meeting answers for it.
insert into events.lead (region_id, meeting_id, kind, person_id, since)
	select distinct on (change.region_id, change.meeting_id) change.region_id, change.meeting_id, 'lead', person.id, change.changed_at
	from events.change as change
		-- Whoever is gone, or coordinates no more, answers for nothing.
		join people.person as person on person.region_id = change.region_id and person.id = change.actor_id
		join people.role as role on role.region_id = person.region_id and role.person_id = person.id
	where change.what = 'begun' order by change.region_id, change.meeting_id, change.id;

create table events.team_link (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	meeting_id uuid not null,
	function text not null default '',
	expires_at timestamptz not null,
	left_over integer not null check (left_over >= 0),
	ended_at timestamptz,
	made_by uuid,
	primary key (region_id, id),
	foreign key (region_id, meeting_id) references events.meeting
);
create index team_link_meeting on events.team_link (region_id, meeting_id);
call platform.belongs_to_region('events.team_link');

create table events.task (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	meeting_id uuid not null,
	title text not null check (length(title) between 1 and 200),
	owner_id uuid,
	due_on date not null,
	done_at timestamptz,
	done_by uuid,
	made_at timestamptz not null default now(),
	made_by uuid,
	primary key (region_id, id),
	foreign key (region_id, meeting_id) references events.meeting,
	foreign key (region_id, owner_id) references people.person on delete set null (owner_id)
);
create index task_meeting on events.task (region_id, meeting_id, due_on);
create index task_owner on events.task (region_id, owner_id) where done_at is null;
call platform.belongs_to_region('events.task');

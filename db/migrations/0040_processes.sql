-- Change processes: which meetings, over years and kinds, belong together.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

create table thread.process (
	region_id integer not null,
	id uuid not null,
	name text not null check (length(name) between 1 and 120),
	-- Where it is to lead.
	aim text not null default '' check (length(aim) <= 1000),
	is_public boolean not null default false,
	primary key (region_id, id),
	unique (region_id, name)
);
call platform.belongs_to_region('thread.process');

create table thread.process_meeting (
	region_id integer not null,
	process_id uuid not null,
	meeting_id uuid not null,
	primary key (region_id, process_id, meeting_id),
	foreign key (region_id, process_id) references thread.process on delete cascade,
	foreign key (region_id, meeting_id) references events.meeting
);
create index process_meeting_meeting on thread.process_meeting (region_id, meeting_id);
call platform.belongs_to_region('thread.process_meeting');

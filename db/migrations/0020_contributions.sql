-- Who moderates a meeting and who initiated it, by function.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

create table events.contribution (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	meeting_id uuid not null,
	role text not null check (role in ('moderator', 'initiator')),
	speaker_id uuid not null,
	function text not null check (length(function) between 1 and 160),
	primary key (region_id, id),
	unique (region_id, meeting_id, role, speaker_id),
	foreign key (region_id, meeting_id) references events.meeting,
	foreign key (region_id, speaker_id) references events.speaker
);
call platform.belongs_to_region('events.contribution');

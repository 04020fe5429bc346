-- Photos of a meeting, in the database: who withdraws one withdraws it from pages, copies of the database and all.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

create table events.photo (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	meeting_id uuid not null,
	alt text not null check (length(alt) between 1 and 500),
	caption text not null default '',
	photographer text not null check (length(photographer) between 1 and 160),
	-- Who holds the rights; empty: the photographer.
	holder text not null default '',
	-- Whether somebody can be recognised, and if so, whether they agreed.
	people text not null check (people in ('nobody', 'consented')),
	-- WebP without anything that the camera wrote into it; gone when the photo is withdrawn.
	large bytea,
	small bytea,
	width integer not null,
	height integer not null,
	added_at timestamptz not null default now(),
	added_by uuid,
	withdrawn_at timestamptz,
	withdrawn_by uuid,
	primary key (region_id, id),
	foreign key (region_id, meeting_id) references events.meeting,
	check ((withdrawn_at is null) = (large is not null) and (large is null) = (small is null))
);
create index photo_meeting on events.photo (region_id, meeting_id, added_at);
call platform.belongs_to_region('events.photo');

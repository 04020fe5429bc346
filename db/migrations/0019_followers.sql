-- Who wants to hear of new meetings, and views that somebody keeps for themselves.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

create table events.follower (
	region_id integer not null references places.region,
	id uuid not null default gen_random_uuid(),
	email text not null check (email = lower(email)),
	language text not null check (language in ('de', 'en')),
	-- What is followed; all empty: every meeting.
	format_id uuid,
	area_id uuid,
	topic_id uuid,
	asked_at timestamptz not null default now(),
	confirmed_at timestamptz,
	primary key (region_id, id),
	unique nulls not distinct (region_id, email, format_id, area_id, topic_id),
	foreign key (region_id, format_id) references events.format,
	foreign key (region_id, area_id) references places.area,
	foreign key (region_id, topic_id) references events.topic,
	check (num_nonnulls(format_id, area_id, topic_id) <= 1)
);
call platform.belongs_to_region('events.follower');

create table people.kept_view (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	person_id uuid not null,
	name text not null check (length(name) between 1 and 80),
	-- A page of the code with its query.
	path text not null check (length(path) between 1 and 600 and path ~ '^/desk/'),
	kept_at timestamptz not null default now(),
	primary key (region_id, id),
	unique (region_id, person_id, name),
	foreign key (region_id, person_id) references people.person on delete cascade
);
call platform.belongs_to_region('people.kept_view');

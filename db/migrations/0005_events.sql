-- Meetings: what is planned, who speaks, who organises, and every change that people rely on.

create schema events;
grant usage on schema events to augenhoehe_app;

create table events.topic (
	region_id integer not null references places.region,
	id uuid not null default gen_random_uuid(),
	name text not null,
	primary key (region_id, id),
	unique (region_id, name)
);
call platform.belongs_to_region('events.topic');

create table events.meeting (
	region_id integer not null references places.region,
	id uuid not null default gen_random_uuid(),
	slug text not null check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 80),
	title text not null,
	motto text not null default '',
	objective text not null default '',
	description text not null default '',
	starts_at timestamptz not null,
	ends_at timestamptz not null,
	venue_kind text not null check (venue_kind in ('organisation', 'external', 'online', 'open')),
	venue_organisation_id uuid,
	venue_name text not null default '',
	venue_address text not null default '',
	contact text not null default '',
	sequence integer not null default 0,
	created_at timestamptz not null default now(),
	primary key (region_id, id),
	unique (region_id, slug),
	foreign key (region_id, venue_organisation_id) references organisations.organisation,
	check (ends_at > starts_at),
	check ((venue_kind = 'organisation') = (venue_organisation_id is not null))
);
create index meeting_start on events.meeting (region_id, starts_at);
call platform.belongs_to_region('events.meeting');

-- The way into an online meeting lies apart, so that no public read can carry it along.
create table events.join_link (
	region_id integer not null,
	meeting_id uuid not null,
	url text not null check (url ~ '^https://'),
	primary key (region_id, meeting_id),
	foreign key (region_id, meeting_id) references events.meeting
);
call platform.belongs_to_region('events.join_link');

create table events.publication (
	region_id integer not null,
	meeting_id uuid not null,
	published_at timestamptz not null default now(),
	published_by uuid,
	primary key (region_id, meeting_id),
	foreign key (region_id, meeting_id) references events.meeting
);
call platform.belongs_to_region('events.publication');

create table events.cancellation (
	region_id integer not null,
	meeting_id uuid not null,
	reason text not null,
	cancelled_at timestamptz not null default now(),
	cancelled_by uuid,
	primary key (region_id, meeting_id),
	foreign key (region_id, meeting_id) references events.meeting
);
call platform.belongs_to_region('events.cancellation');

create table events.speaker (
	region_id integer not null references places.region,
	id uuid not null default gen_random_uuid(),
	name text not null,
	affiliation text not null default '',
	about text not null default '',
	name_consent_at timestamptz,
	-- The meeting whose organisers entered them: others see them only once they contribute there.
	entered_for uuid,
	primary key (region_id, id),
	foreign key (region_id, entered_for) references events.meeting
);
call platform.belongs_to_region('events.speaker');

create table events.agenda_item (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	meeting_id uuid not null,
	kind text not null check (kind in ('greeting', 'talk', 'workshops', 'break', 'meal', 'plenary')),
	title text not null,
	description text not null default '',
	starts_at timestamptz not null,
	ends_at timestamptz not null,
	track text not null default '',
	room text not null default '',
	speaker_id uuid,
	primary key (region_id, id),
	foreign key (region_id, meeting_id) references events.meeting,
	foreign key (region_id, speaker_id) references events.speaker,
	check (ends_at > starts_at)
);
create index agenda_item_meeting on events.agenda_item (region_id, meeting_id, starts_at);
call platform.belongs_to_region('events.agenda_item');

create table events.team_member (
	region_id integer not null,
	meeting_id uuid not null,
	person_id uuid not null,
	function text not null default '',
	since timestamptz not null default now(),
	primary key (region_id, meeting_id, person_id),
	foreign key (region_id, meeting_id) references events.meeting,
	foreign key (region_id, person_id) references people.person
);
create index team_member_person on events.team_member (region_id, person_id);
call platform.belongs_to_region('events.team_member');

create table events.change (
	region_id integer not null,
	id bigint generated always as identity,
	meeting_id uuid not null,
	changed_at timestamptz not null default now(),
	actor_id uuid,
	what text not null,
	before jsonb,
	after jsonb,
	primary key (region_id, id),
	foreign key (region_id, meeting_id) references events.meeting
);
create index change_meeting on events.change (region_id, meeting_id, id);
call platform.belongs_to_region('events.change');
revoke update, delete on events.change from augenhoehe_app;

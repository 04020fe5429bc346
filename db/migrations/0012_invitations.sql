-- Invitations from the register, with their answers; and who wants none any more.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

-- Who wants no invitations any more: by address, so that it holds whatever becomes of an account.
create table people.unsubscription (
	region_id integer not null references places.region,
	email text not null check (email = lower(email)),
	since timestamptz not null default now(),
	primary key (region_id, email)
);
call platform.belongs_to_region('people.unsubscription');

-- A group of the register that is invited again and again: each kind of condition narrows, an empty one does not.
create table organisations.audience (
	region_id integer not null references places.region,
	id uuid not null default gen_random_uuid(),
	name text not null check (length(name) between 1 and 120),
	types text[] not null default '{}',
	functions text[] not null default '{}',
	areas uuid[] not null default '{}',
	primary key (region_id, id),
	unique (region_id, name)
);
call platform.belongs_to_region('organisations.audience');

-- Mails that were sent to many at once, with what was added to their text.
create table registration.mailing (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	meeting_id uuid not null,
	kind text not null check (kind in ('invitation', 'reminder')),
	note text not null default '',
	made_at timestamptz not null default now(),
	made_by uuid,
	primary key (region_id, id),
	foreign key (region_id, meeting_id) references events.meeting
);
create index mailing_meeting on registration.mailing (region_id, meeting_id, made_at);
call platform.belongs_to_region('registration.mailing');

create table registration.invitation (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	meeting_id uuid not null,
	person_id uuid not null,
	mailing_id uuid not null,
	reminded_at timestamptz,
	declined_at timestamptz,
	-- The registration that was made by its link, whatever address it was made with.
	place_id uuid,
	primary key (region_id, id),
	unique (region_id, meeting_id, person_id),
	foreign key (region_id, meeting_id) references events.meeting,
	foreign key (region_id, person_id) references people.person on delete cascade,
	foreign key (region_id, mailing_id) references registration.mailing,
	foreign key (region_id, place_id) references registration.place on delete set null (place_id)
);
create index invitation_person on registration.invitation (region_id, person_id);
create index invitation_mailing on registration.invitation (region_id, mailing_id);
create index invitation_place on registration.invitation (region_id, place_id) where place_id is not null;
call platform.belongs_to_region('registration.invitation');

-- How a region says it: a mail's subject and text in place of the program's own.
create table registration.mail_text (
	region_id integer not null references places.region,
	kind text not null,
	language text not null check (language in ('de', 'en')),
	subject text not null check (length(subject) between 1 and 200),
	body text not null check (length(body) between 1 and 4000),
	changed_at timestamptz not null default now(),
	changed_by uuid,
	primary key (region_id, kind, language)
);
call platform.belongs_to_region('registration.mail_text');

alter table platform.mail
	-- The receiver's server knows no such address; never tried again.
	add refused_at timestamptz;
create index mail_mailing on platform.mail (region_id, (about ->> 'mailing')) where about ? 'mailing';

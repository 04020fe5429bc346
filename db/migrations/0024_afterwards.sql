-- Afterwards: certificates that can be checked, what people take away, materials, thanks, and the end of a meeting.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

-- What every certificate of a meeting says.
create table registration.certificate_plan (
	region_id integer not null,
	meeting_id uuid not null,
	minutes integer not null check (minutes between 15 and 6000),
	town text not null check (length(town) between 1 and 120),
	signer text not null check (length(signer) between 1 and 160),
	signer_function text not null default '' check (length(signer_function) <= 160),
	made_by uuid,
	primary key (region_id, meeting_id),
	foreign key (region_id, meeting_id) references events.meeting
);
call platform.belongs_to_region('registration.certificate_plan');

-- Digests alone: of a code that only the paper carries, and of that code with each word of the name. So it can be checked for ever,
-- and names nobody once the registration is gone.
create table registration.certificate (
	region_id integer not null,
	code_digest text not null,
	name_digests text[] not null,
	meeting_id uuid not null,
	place_id uuid,
	issued_at timestamptz not null default now(),
	replaced_at timestamptz,
	primary key (region_id, code_digest),
	foreign key (region_id, meeting_id) references events.meeting,
	foreign key (region_id, place_id) references registration.place on delete set null (place_id)
);
create index certificate_place on registration.certificate (region_id, place_id);
create index certificate_meeting on registration.certificate (region_id, meeting_id);
call platform.belongs_to_region('registration.certificate');

-- What somebody takes away from a meeting; anonymous means that nobody is stored, nor when.
create table registration.takeaway (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	meeting_id uuid not null,
	text text not null check (length(text) between 1 and 1000),
	place_id uuid,
	primary key (region_id, id),
	foreign key (region_id, meeting_id) references events.meeting,
	foreign key (region_id, place_id) references registration.place on delete cascade
);
create index takeaway_meeting on registration.takeaway (region_id, meeting_id);
create index takeaway_place on registration.takeaway (region_id, place_id);
call platform.belongs_to_region('registration.takeaway');

alter table registration.mailing drop constraint mailing_kind_check;
alter table registration.mailing add constraint mailing_kind_check check (kind in ('invitation', 'reminder', 'thanks'));

create table events.material (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	meeting_id uuid not null,
	title text not null check (length(title) between 1 and 200),
	-- A file, or where it is to be found.
	file bytea,
	url text check (url ~ '^https?://'),
	added_at timestamptz not null default now(),
	added_by uuid,
	primary key (region_id, id),
	foreign key (region_id, meeting_id) references events.meeting,
	check ((file is null) <> (url is null))
);
create index material_meeting on events.material (region_id, meeting_id, added_at);
call platform.belongs_to_region('events.material');

create table events.closing (
	region_id integer not null,
	meeting_id uuid not null,
	closed_at timestamptz not null,
	closed_by uuid,
	primary key (region_id, meeting_id),
	foreign key (region_id, meeting_id) references events.meeting
);
call platform.belongs_to_region('events.closing');

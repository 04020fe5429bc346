-- Working groups: who is in them by function, and what they were asked to do; and which body of the register a mandate or an agreement names.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

create table thread.working_group (
	region_id integer not null,
	id uuid not null,
	name text not null check (length(name) between 1 and 120),
	-- What it is there for.
	aim text not null default '' check (length(aim) <= 1000),
	-- The functions that it wants among its members, in their order.
	functions text[] not null default '{}' check (cardinality(functions) <= 30),
	-- It works no longer.
	ended_on date,
	primary key (region_id, id),
	unique (region_id, name)
);
call platform.belongs_to_region('thread.working_group');

-- Somebody in a working group, from when and until when.
create table thread.member (
	region_id integer not null,
	id uuid not null,
	group_id uuid not null,
	name text not null check (length(name) between 1 and 160),
	organisation text not null default '' check (length(organisation) <= 160),
	-- One of those that the group wants, or another; '' = none.
	function text not null default '' check (length(function) <= 120),
	email text not null default '' check (length(email) <= 254),
	since date not null,
	-- The first day on which they were in it no longer.
	until date,
	check (until >= since),
	primary key (region_id, id),
	foreign key (region_id, group_id) references thread.working_group on delete cascade
);
create index member_group on thread.member (region_id, group_id);
call platform.belongs_to_region('thread.member');

create table thread.group_meeting (
	region_id integer not null,
	group_id uuid not null,
	meeting_id uuid not null,
	primary key (region_id, group_id, meeting_id),
	foreign key (region_id, group_id) references thread.working_group on delete cascade,
	foreign key (region_id, meeting_id) references events.meeting
);
create index group_meeting_meeting on thread.group_meeting (region_id, meeting_id);
call platform.belongs_to_region('thread.group_meeting');

-- Who is asked stands there in words; where that is a working group or an organisation of the register, so does which.
alter table thread.entry
	add column group_id uuid,
	add column organisation_id uuid,
	add foreign key (region_id, group_id) references thread.working_group,
	add foreign key (region_id, organisation_id) references organisations.organisation;
create index entry_group on thread.entry (region_id, group_id);
create index entry_organisation on thread.entry (region_id, organisation_id);

alter table thread.party
	add column organisation_id uuid,
	add foreign key (region_id, organisation_id) references organisations.organisation;
create index party_organisation on thread.party (region_id, organisation_id);

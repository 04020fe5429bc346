-- What everybody at a meeting sees on the day, and a number that rises whenever it changes.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

create table events.announcement (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	meeting_id uuid not null,
	text text not null check (length(text) between 1 and 500),
	made_at timestamptz not null default now(),
	made_by uuid,
	withdrawn_at timestamptz,
	primary key (region_id, id),
	foreign key (region_id, meeting_id) references events.meeting
);
create index announcement_meeting on events.announcement (region_id, meeting_id, made_at);
call platform.belongs_to_region('events.announcement');

create table events.pulse (
	region_id integer not null,
	meeting_id uuid not null,
	number bigint not null default 1,
	primary key (region_id, meeting_id),
	foreign key (region_id, meeting_id) references events.meeting
);
call platform.belongs_to_region('events.pulse');

-- Raises the number of some meetings and tells every process that serves people who look at them.
create function events.beat(region integer, meeting uuid) returns void
language sql as $$
	insert into events.pulse as pulse (region_id, meeting_id) values (region, meeting)
		on conflict (region_id, meeting_id) do update set number = pulse.number + 1;
	select pg_notify('augenhoehe_now', region || ' ' || meeting);
$$;

-- Of tables that name their meeting, once a statement.
create function events.beat_meetings() returns trigger
language plpgsql as $$
begin
	perform events.beat(region_id, meeting_id) from (select distinct region_id, meeting_id from changed order by 1, 2) as meetings;
	return null;
end $$;

-- Of workshop seats, which name a person.
create function workshops.beat_meetings() returns trigger
language plpgsql as $$
begin
	perform events.beat(region_id, meeting_id) from (
		select distinct place.region_id, place.meeting_id from changed
			join registration.place as place on place.region_id = changed.region_id and place.id = changed.place_id order by 1, 2
	) as meetings;
	return null;
end $$;

-- Of meetings themselves.
create function events.beat_self() returns trigger
language plpgsql as $$
begin
	perform events.beat(region_id, id) from (select distinct region_id, id from changed order by 1, 2) as meetings;
	return null;
end $$;

-- Whoever writes one of these tables needs to remember nothing: whoever looks is told.
create procedure events.tells(relation regclass, beat text)
language plpgsql as $$
declare
	name text := replace(relation::text, '.', '_');
begin
	execute format('create trigger %I after insert on %s referencing new table as changed for each statement execute function %s()',
		name || '_added_tells', relation, beat);
	execute format('create trigger %I after update on %s referencing new table as changed for each statement execute function %s()',
		name || '_changed_tells', relation, beat);
	execute format('create trigger %I after delete on %s referencing old table as changed for each statement execute function %s()',
		name || '_gone_tells', relation, beat);
end $$;

call events.tells('events.agenda_item', 'events.beat_meetings');
call events.tells('events.announcement', 'events.beat_meetings');
call events.tells('events.cancellation', 'events.beat_meetings');
call events.tells('workshops.workshop', 'events.beat_meetings');
call events.tells('workshops.publication', 'events.beat_meetings');
call events.tells('workshops.seat', 'workshops.beat_meetings');
call events.tells('groups.breakout_group', 'events.beat_meetings');
call events.tells('groups.round', 'events.beat_meetings');
call events.tells('groups.seat', 'events.beat_meetings');
create trigger meeting_changed_tells after update on events.meeting referencing new table as changed for each statement execute function events.beat_self();
call events.tells('registration.door', 'events.beat_meetings');
drop procedure events.tells;

-- Whoever loses their place or their link sees nothing more; registrations that come change nothing that people see on the day.
create function registration.beat_meeting() returns trigger
language plpgsql as $$
begin
	perform events.beat(new.region_id, new.meeting_id);
	return null;
end $$;
create trigger place_left_tells after update on registration.place for each row
	when (old.link_version <> new.link_version or (old.state = 'confirmed' and new.state <> 'confirmed'))
	execute function registration.beat_meeting();

-- Rounds: a workshop takes place in one phase of the programme or in several, perhaps only with enough people. The counter of
-- seats moves from the workshop to each of its runs, and a seat is one round's.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

alter table workshops.workshop
	add minimum integer not null default 0 check (minimum between 0 and 10000),
	add unique (region_id, id, capacity);

create table workshops.run (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	workshop_id uuid not null,
	-- The phase of the programme; null: not planned yet.
	agenda_item_id uuid,
	-- The workshop's own, kept beside the counter so that one check covers both.
	capacity integer not null,
	taken integer not null default 0,
	primary key (region_id, id),
	unique nulls not distinct (region_id, workshop_id, agenda_item_id),
	foreign key (region_id, workshop_id, capacity) references workshops.workshop (region_id, id, capacity)
		on update cascade on delete cascade,
	foreign key (region_id, agenda_item_id) references events.agenda_item,
	check (taken between 0 and capacity)
);
create index run_agenda_item on workshops.run (region_id, agenda_item_id);
call platform.belongs_to_region('workshops.run');
insert into workshops.run (region_id, workshop_id, agenda_item_id, capacity, taken)
	select region_id, id, agenda_item_id, capacity, taken from workshops.workshop;

-- A run that does not take place: too few people, or the organisers decided so.
create table workshops.cancellation (
	region_id integer not null,
	run_id uuid not null,
	cancelled_at timestamptz not null default now(),
	cancelled_by uuid,
	primary key (region_id, run_id),
	foreign key (region_id, run_id) references workshops.run on delete cascade
);
call platform.belongs_to_region('workshops.cancellation');

alter table workshops.seat add id uuid not null default gen_random_uuid(), add run_id uuid, add agenda_item_id uuid;
update workshops.seat as seat set run_id = run.id, agenda_item_id = run.agenda_item_id
	from workshops.run as run where run.region_id = seat.region_id and run.workshop_id = seat.workshop_id;
-- Until now everything was one round: whoever was taken out by hand was taken out of the phase that all workshops share.
create temporary table only_phase on commit drop as
	select region_id, meeting_id, min(agenda_item_id::text)::uuid as agenda_item_id from workshops.workshop
	group by region_id, meeting_id having count(distinct coalesce(agenda_item_id::text, '')) = 1;
update workshops.seat as seat set agenda_item_id = phase.agenda_item_id
	from registration.place as place join only_phase as phase on phase.region_id = place.region_id and phase.meeting_id = place.meeting_id
	where seat.run_id is null and place.region_id = seat.region_id and place.id = seat.place_id;
alter table workshops.seat
	drop constraint seat_pkey,
	drop column workshop_id,
	add primary key (region_id, id),
	add unique nulls not distinct (region_id, place_id, agenda_item_id),
	add foreign key (region_id, run_id) references workshops.run,
	add foreign key (region_id, agenda_item_id) references events.agenda_item;
create index seat_run on workshops.seat (region_id, run_id);
comment on column workshops.seat.run_id is 'Null: taken out of this round on purpose, by hand; nobody is put back by a list.';

-- Which phase of the programme each round of an allocation is, in order.
alter table workshops.allocation add rounds jsonb not null default '[null]';
alter table workshops.move add agenda_item_id uuid;
update workshops.allocation as allocation set rounds = jsonb_build_array(phase.agenda_item_id)
	from only_phase as phase where phase.region_id = allocation.region_id and phase.meeting_id = allocation.meeting_id;
update workshops.move as move set agenda_item_id = phase.agenda_item_id
	from workshops.allocation as allocation
	join only_phase as phase on phase.region_id = allocation.region_id and phase.meeting_id = allocation.meeting_id
	where allocation.region_id = move.region_id and allocation.id = move.allocation_id;

-- Places may be given out again after drop-outs: the latest publication counts, the earlier ones stay known.
alter table workshops.publication drop constraint publication_pkey, add primary key (region_id, allocation_id);
create index publication_meeting on workshops.publication (region_id, meeting_id, published_at);

alter table workshops.workshop drop column agenda_item_id, drop column taken;

-- At most so many of one field of work in a workshop; without a workshop: in each of them.
create table workshops.quota (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	meeting_id uuid not null,
	workshop_id uuid,
	profession text not null,
	maximum integer not null check (maximum between 0 and 10000),
	primary key (region_id, id),
	unique nulls not distinct (region_id, meeting_id, workshop_id, profession),
	foreign key (region_id, meeting_id) references events.meeting,
	foreign key (region_id, workshop_id) references workshops.workshop on delete cascade
);
call platform.belongs_to_region('workshops.quota');

-- Two people who are to be in one workshop, or are not.
create table workshops.bond (
	region_id integer not null,
	place_id uuid not null,
	other_id uuid not null,
	kind text not null check (kind in ('together', 'apart')),
	primary key (region_id, place_id, other_id),
	foreign key (region_id, place_id) references registration.place on delete cascade,
	foreign key (region_id, other_id) references registration.place on delete cascade,
	check (place_id < other_id)
);
create index bond_other on workshops.bond (region_id, other_id);
call platform.belongs_to_region('workshops.bond');

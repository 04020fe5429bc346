-- Distributions are worked out in the background, and with them, once, all that is told about them. A round of a distribution
-- may be several phases of the programme that run at the same time.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

-- A distribution that is being worked out, at most one a meeting; gone when it is done or stopped.
create table workshops.calculation (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	meeting_id uuid not null,
	input jsonb not null,
	rounds jsonb not null,
	begun_at timestamptz not null default now(),
	begun_by uuid,
	-- Whoever works on it says so all the time; null: nobody has begun.
	seen_at timestamptz,
	step text not null default 'searching' check (step in ('searching', 'comparing', 'insisting', 'explaining')),
	done integer not null default 0,
	total integer not null default 0,
	failure text check (failure in ('cannotBe', 'undecided', 'broken')),
	-- Workshops and people that what cannot be is about, as far as known.
	around jsonb,
	primary key (region_id, id),
	unique (region_id, meeting_id),
	foreign key (region_id, meeting_id) references events.meeting
);
call platform.belongs_to_region('workshops.calculation');

alter table workshops.allocation add findings jsonb;
comment on column workshops.allocation.findings is
	'What other measures give, what insisting on a workshop costs, why wishes were missed; null: worked out before this was kept.';

update workshops.allocation set rounds = coalesce(
	(select jsonb_agg(jsonb_build_array(phase.value) order by phase.ordinality) from jsonb_array_elements(rounds) with ordinality as phase),
	'[]');
alter table workshops.allocation alter rounds set default '[[null]]';

-- Both halves of an exchange are one act, which is taken back as one.
alter table workshops.move add act uuid not null default gen_random_uuid();
update workshops.move as move set act = first.act
	from (select distinct on (region_id, allocation_id, moved_at) region_id, allocation_id, moved_at, act
		from workshops.move order by region_id, allocation_id, moved_at, id) as first
	where first.region_id = move.region_id and first.allocation_id = move.allocation_id and first.moved_at = move.moved_at;

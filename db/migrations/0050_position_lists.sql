-- Lists of positions that were taken over, and which entries each made and ended, so that it can be taken back.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

create table positions.import (
	region_id integer not null references places.region,
	id uuid not null default gen_random_uuid(),
	at timestamptz not null,
	person_id uuid,
	name text not null check (length(name) <= 200),
	-- How many rows were new, changed, unchanged, contradictory, unreadable.
	counts jsonb not null,
	-- Positions that got their number by it, with the number.
	numbered jsonb not null default '[]',
	undone_at timestamptz,
	primary key (region_id, id),
	foreign key (region_id, person_id) references people.person
);
create index import_person on positions.import (region_id, person_id);
call platform.belongs_to_region('positions.import');

create table positions.import_change (
	region_id integer not null,
	import_id uuid not null,
	kind text not null check (kind in ('state', 'site', 'funding', 'assignment')),
	entry_id uuid not null,
	position_id uuid not null,
	-- Whether the list made the entry; else it ended it.
	is_made boolean not null,
	primary key (region_id, import_id, entry_id),
	foreign key (region_id, import_id) references positions.import,
	foreign key (region_id, position_id) references positions.position
);
create index import_change_position on positions.import_change (region_id, position_id);
call platform.belongs_to_region('positions.import_change');

-- Votes with one-time codes, and dots that were put on paper.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

-- How many codes there are; 0 = everybody who joined votes. Codes are worked out from the region's key and kept nowhere.
alter table boards.board add column codes integer not null default 0 check (codes between 0 and 600);
alter table boards.board alter column codes drop default;

-- Sums of slips of paper, counted twice by two people: they count once both say the same.
create table boards.paper_count (
	region_id integer not null,
	board_id uuid not null,
	stage integer not null,
	entry integer not null check (entry in (1, 2)),
	slips integer not null check (slips between 1 and 1000),
	-- Bundle → [dots, slips with a dot on it], without those that have none.
	counts jsonb not null,
	primary key (region_id, board_id, stage, entry),
	foreign key (region_id, board_id, stage) references boards.stage on delete cascade
);
call platform.belongs_to_region('boards.paper_count');
create trigger boards_paper_count_added_tells after insert on boards.paper_count
	referencing new table as changed for each statement execute function boards.tell();
create trigger boards_paper_count_gone_tells after delete on boards.paper_count
	referencing old table as changed for each statement execute function boards.tell();

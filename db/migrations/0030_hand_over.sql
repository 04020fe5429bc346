-- What becomes of a priority: who takes it, the first step, and until when; whether everybody may read the list; topics as a kind of card.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

alter table boards.board_column drop constraint board_column_kind_check;
alter table boards.board_column add constraint board_column_kind_check
	check (kind in ('wish', 'expectation', 'interface', 'pitfall', 'improvement', 'challenge', 'idea', 'solution', 'topic', 'other'));

alter table boards.stage drop constraint stage_state_check;
alter table boards.stage add constraint stage_state_check
	check (state in ('ready', 'collecting', 'selecting', 'bundling', 'voting', 'result', 'handover', 'closed'));

alter table boards.board add column is_public boolean not null default false;

create table boards.handover (
	region_id integer not null,
	bundle_id uuid not null,
	board_id uuid not null,
	-- A body or a person, as the room names it; empty = left open on purpose.
	who text not null default '' check (length(who) <= 160),
	step text not null default '' check (length(step) <= 300),
	-- As people say it: a day, or "next conference".
	due text not null default '' check (length(due) <= 80),
	primary key (region_id, bundle_id),
	foreign key (region_id, board_id) references boards.board on delete cascade,
	foreign key (region_id, bundle_id) references boards.bundle on delete cascade
);
create index handover_board on boards.handover (region_id, board_id);
call platform.belongs_to_region('boards.handover');
create trigger boards_handover_added_tells after insert on boards.handover
	referencing new table as changed for each statement execute function boards.tell();
create trigger boards_handover_changed_tells after update on boards.handover
	referencing new table as changed for each statement execute function boards.tell();

-- Whoever looks at a meeting's day is told when a board opens, goes on or is closed.
create function boards.beat_meetings() returns trigger
language plpgsql as $$
begin
	perform events.beat(region_id, meeting_id) from (
		select distinct board.region_id, board.meeting_id from changed
			join boards.board as board on board.region_id = changed.region_id and board.id = changed.board_id order by 1, 2
	) as meetings;
	return null;
end $$;
create trigger boards_stage_added_beats after insert on boards.stage
	referencing new table as changed for each statement execute function boards.beat_meetings();

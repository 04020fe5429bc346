-- Live boards: what small groups write under a meeting's guiding questions, and what each table chooses of it.
-- Nothing here leads to a person: an author is a digest of what a phone was given, until the board is closed.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

create schema boards;
grant usage on schema boards to augenhoehe_app;

create table boards.board (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	meeting_id uuid not null,
	-- What people type: no letter that looks like a digit.
	code text not null check (code ~ '^[2-9A-HJ-NP-Z]{6}$'),
	title text not null check (length(title) between 1 and 120),
	tables integer not null check (tables between 1 and 200),
	-- Cards that a table may choose at the most.
	choices integer not null check (choices between 1 and 10),
	primary key (region_id, id),
	unique (region_id, code),
	foreign key (region_id, meeting_id) references events.meeting
);
create index board_meeting on boards.board (region_id, meeting_id);
call platform.belongs_to_region('boards.board');

create table boards.board_column (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	board_id uuid not null,
	position integer not null,
	kind text not null check (kind in ('wish', 'expectation', 'interface', 'pitfall', 'improvement', 'challenge', 'idea', 'solution', 'other')),
	-- Empty: the kind is its heading.
	title text not null default '' check (length(title) <= 120),
	-- The guiding question it stands under, as it was asked.
	question text not null default '' check (length(question) <= 300),
	primary key (region_id, id),
	foreign key (region_id, board_id) references boards.board on delete cascade
);
create index board_column_board on boards.board_column (region_id, board_id, position);
call platform.belongs_to_region('boards.board_column');

-- How far a board is: the last row. Going back adds a row.
create table boards.stage (
	region_id integer not null,
	board_id uuid not null,
	number integer not null check (number >= 1),
	state text not null check (state in ('ready', 'collecting', 'selecting', 'closed')),
	began_at timestamptz not null,
	-- Until when people were told that it lasts.
	until timestamptz,
	ended_at timestamptz,
	primary key (region_id, board_id, number),
	foreign key (region_id, board_id) references boards.board on delete cascade
);
create unique index stage_on on boards.stage (region_id, board_id) where ended_at is null;
call platform.belongs_to_region('boards.stage');

-- Made by a phone, with an id of its own. No column says when.
create table boards.card (
	region_id integer not null,
	id uuid not null,
	board_id uuid not null,
	column_id uuid not null,
	table_number integer check (table_number between 1 and 200),
	text text not null check (length(text) <= 140),
	-- Which writing of it this is; an earlier one that arrives late changes nothing.
	rev integer not null check (rev >= 1),
	author text,
	is_paper boolean not null default false,
	-- Arrived after the collecting had ended; the facilitator takes it or leaves it.
	is_late boolean not null default false,
	is_taken_back boolean not null default false,
	is_chosen boolean not null default false,
	hidden_because text check (length(hidden_because) between 1 and 200),
	-- The pitfall and the interface that an improvement belongs to.
	pitfall_id uuid,
	interface_id uuid,
	primary key (region_id, id),
	foreign key (region_id, board_id) references boards.board on delete cascade,
	foreign key (region_id, column_id) references boards.board_column,
	foreign key (region_id, pitfall_id) references boards.card on delete set null (pitfall_id),
	foreign key (region_id, interface_id) references boards.card on delete set null (interface_id)
);
create index card_board on boards.card (region_id, board_id);
create index card_column on boards.card (region_id, column_id);
create index card_pitfall on boards.card (region_id, pitfall_id);
create index card_interface on boards.card (region_id, interface_id);
call platform.belongs_to_region('boards.card');

-- Phones that joined, by digests; forgotten when the board is closed.
create table boards.guest (
	region_id integer not null,
	board_id uuid not null,
	digest text not null,
	table_number integer check (table_number between 1 and 200),
	primary key (region_id, board_id, digest),
	foreign key (region_id, board_id) references boards.board on delete cascade
);
call platform.belongs_to_region('boards.guest');

-- Tables that have said that they are done with choosing.
create table boards.table_ready (
	region_id integer not null,
	board_id uuid not null,
	stage integer not null,
	table_number integer not null check (table_number between 1 and 200),
	primary key (region_id, board_id, stage, table_number),
	foreign key (region_id, board_id, stage) references boards.stage on delete cascade
);
call platform.belongs_to_region('boards.table_ready');

-- Who may do more than write: by a link that ends.
create table boards.link (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	board_id uuid not null,
	role text not null check (role in ('facilitator', 'projector')),
	expires_at timestamptz not null,
	ended_at timestamptz,
	primary key (region_id, id),
	foreign key (region_id, board_id) references boards.board on delete cascade
);
create index link_board on boards.link (region_id, board_id);
call platform.belongs_to_region('boards.link');

-- Whoever looks at a board is told when it changes.
create function boards.tell() returns trigger
language plpgsql as $$
begin
	perform pg_notify('augenhoehe_now', region_id || ' ' || board_id) from (select distinct region_id, board_id from changed) as boards;
	return null;
end $$;

create procedure boards.tells(relation regclass)
language plpgsql as $$
declare
	name text := replace(relation::text, '.', '_');
begin
	execute format('create trigger %I after insert on %s referencing new table as changed for each statement execute function boards.tell()',
		name || '_added_tells', relation);
	execute format('create trigger %I after update on %s referencing new table as changed for each statement execute function boards.tell()',
		name || '_changed_tells', relation);
	execute format('create trigger %I after delete on %s referencing old table as changed for each statement execute function boards.tell()',
		name || '_gone_tells', relation);
end $$;

call boards.tells('boards.board_column');
call boards.tells('boards.stage');
call boards.tells('boards.card');
call boards.tells('boards.guest');
call boards.tells('boards.table_ready');
call boards.tells('boards.link');
drop procedure boards.tells;

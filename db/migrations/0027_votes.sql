-- Dots on bundles. A ballot box holds ballots as one document under random ids: no row, no time, no order for any of them.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

alter table boards.stage drop constraint stage_state_check;
alter table boards.stage add constraint stage_state_check
	check (state in ('ready', 'collecting', 'selecting', 'bundling', 'voting', 'result', 'closed'));

-- Dots that each has, and that one may put on one bundle.
alter table boards.board add column dots integer not null default 5 check (dots between 1 and 20);
alter table boards.board add column dots_each integer not null default 2 check (dots_each between 1 and 20);
alter table boards.board alter column dots drop default, alter column dots_each drop default;

-- Several boxes a vote, so that a rush does not wait for one row; which one is drawn from the ballot's own random id.
create table boards.ballot_box (
	region_id integer not null,
	board_id uuid not null,
	stage integer not null,
	shard integer not null check (shard between 0 and 7),
	-- Random id → { rev, dots: { bundle → dots } }. Keys of a document have no order of arrival.
	ballots jsonb not null default '{}',
	primary key (region_id, board_id, stage, shard),
	foreign key (region_id, board_id, stage) references boards.stage on delete cascade
);
call platform.belongs_to_region('boards.ballot_box');
create trigger boards_ballot_box_changed_tells after update on boards.ballot_box
	referencing new table as changed for each statement execute function boards.tell();

-- Sums that stay when the ballots are erased.
alter table boards.stage add column ballots integer check (ballots >= 0);
create table boards.score (
	region_id integer not null,
	board_id uuid not null,
	stage integer not null,
	bundle_id uuid not null,
	dots integer not null check (dots >= 0),
	voters integer not null check (voters >= 0),
	primary key (region_id, board_id, stage, bundle_id),
	foreign key (region_id, board_id, stage) references boards.stage on delete cascade,
	foreign key (region_id, bundle_id) references boards.bundle on delete cascade
);
create index score_bundle on boards.score (region_id, bundle_id);
call platform.belongs_to_region('boards.score');

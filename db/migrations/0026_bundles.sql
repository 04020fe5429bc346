-- Cards that belong together: a small team gathers them, and every step can be undone until the board is closed.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

alter table boards.stage drop constraint stage_state_check;
alter table boards.stage add constraint stage_state_check check (state in ('ready', 'collecting', 'selecting', 'bundling', 'closed'));
alter table boards.link drop constraint link_role_check;
alter table boards.link add constraint link_role_check check (role in ('facilitator', 'team', 'projector'));

-- Boards that are under way get the new link too.
insert into boards.link (region_id, board_id, role, expires_at)
	select region_id, board_id, 'team', expires_at from boards.link where role = 'facilitator' and ended_at is null;

create table boards.bundle (
	region_id integer not null,
	id uuid not null,
	board_id uuid not null,
	title text not null check (length(title) between 1 and 120),
	primary key (region_id, id),
	foreign key (region_id, board_id) references boards.board on delete cascade
);
create index bundle_board on boards.bundle (region_id, board_id);
call platform.belongs_to_region('boards.bundle');

alter table boards.card add column bundle_id uuid;
alter table boards.card add foreign key (region_id, bundle_id) references boards.bundle on delete set null (bundle_id);
create index card_bundle on boards.card (region_id, bundle_id);

-- What the team did, in its order; forgotten when the board is closed.
create table boards.act (
	region_id integer not null,
	board_id uuid not null,
	id uuid not null,
	number integer not null check (number >= 1),
	-- As whoever did it calls themselves, if they do.
	maker text not null default '' check (length(maker) <= 40),
	what text not null check (what in ('assign', 'rename')),
	bundle_id uuid,
	-- assign: where each card was; rename: the title before and after.
	before jsonb not null,
	after jsonb not null,
	is_undone boolean not null default false,
	primary key (region_id, id),
	unique (region_id, board_id, number),
	foreign key (region_id, board_id) references boards.board on delete cascade
);
call platform.belongs_to_region('boards.act');

create trigger boards_bundle_added_tells after insert on boards.bundle
	referencing new table as changed for each statement execute function boards.tell();
create trigger boards_bundle_changed_tells after update on boards.bundle
	referencing new table as changed for each statement execute function boards.tell();
create trigger boards_act_added_tells after insert on boards.act
	referencing new table as changed for each statement execute function boards.tell();
create trigger boards_act_changed_tells after update on boards.act
	referencing new table as changed for each statement execute function boards.tell();

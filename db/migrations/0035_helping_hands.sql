-- Who works along with a priority, by their own wish, and which card somebody of the team has in their hand just now.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

-- Somebody who wants to work on a priority; nothing of the phone on which they said so.
create table boards.helper (
	region_id integer not null,
	-- Made with the form, so that it counts once.
	id uuid not null,
	board_id uuid not null,
	bundle_id uuid not null,
	name text not null check (length(name) between 1 and 160),
	email text not null check (length(email) between 3 and 254),
	primary key (region_id, id),
	foreign key (region_id, board_id) references boards.board on delete cascade,
	foreign key (region_id, bundle_id) references boards.bundle on delete cascade
);
create index helper_board on boards.helper (region_id, board_id);
create index helper_bundle on boards.helper (region_id, bundle_id);
call platform.belongs_to_region('boards.helper');
create trigger boards_helper_added_tells after insert on boards.helper
	referencing new table as changed for each statement execute function boards.tell();
create trigger boards_helper_gone_tells after delete on boards.helper
	referencing old table as changed for each statement execute function boards.tell();

-- Cards that a device of the team has in its hand; it shows, and keeps nobody from anything.
create table boards.hold (
	region_id integer not null,
	board_id uuid not null,
	-- Drawn by the device for as long as its page is open.
	holder uuid not null,
	maker text not null default '' check (length(maker) <= 40),
	cards uuid[] not null,
	until timestamptz not null,
	primary key (region_id, board_id, holder),
	foreign key (region_id, board_id) references boards.board on delete cascade
);
call platform.belongs_to_region('boards.hold');
create trigger boards_hold_added_tells after insert on boards.hold
	referencing new table as changed for each statement execute function boards.tell();
create trigger boards_hold_changed_tells after update on boards.hold
	referencing new table as changed for each statement execute function boards.tell();
create trigger boards_hold_gone_tells after delete on boards.hold
	referencing old table as changed for each statement execute function boards.tell();

-- Between the vote and its result: what was under way still arrives, paper is counted, and nobody sees how it stands.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

alter table boards.stage drop constraint stage_state_check;
alter table boards.stage add constraint stage_state_check
	check (state in ('ready', 'collecting', 'selecting', 'bundling', 'voting', 'counting', 'result', 'handover', 'closed'));

-- Sealed before anything is shown: from then on a box takes nothing, however long a ballot has been waiting for it.
alter table boards.ballot_box add column is_sealed boolean not null default false;
update boards.ballot_box as box set is_sealed = true
from boards.stage as stage
where stage.region_id = box.region_id and stage.board_id = box.board_id and stage.number = box.stage and stage.ended_at is not null;
alter table boards.ballot_box alter column is_sealed drop default;

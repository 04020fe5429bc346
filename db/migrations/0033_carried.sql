-- Priorities that come along from an earlier board lie on the new one for everybody, and need not be chosen again.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

alter table boards.card add column is_carried boolean not null default false;

-- A card alone is the title of its bundle, whole.
alter table boards.bundle drop constraint bundle_title_check;
alter table boards.bundle add constraint bundle_title_check check (length(title) between 1 and 140);

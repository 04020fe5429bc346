-- Benefit and effort as another way to vote: each bundle is given both, from 1 (little) to 4 (much).

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

alter table boards.board add column method text not null default 'dots' check (method in ('dots', 'matrix'));
alter table boards.board alter column method drop default;

-- Sums over all who said something about the bundle; null where people gave dots.
alter table boards.score add column benefit integer check (benefit >= 0), add column effort integer check (effort >= 0);

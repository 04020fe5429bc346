-- Whether organisations that are due are asked every night, without anybody pressing a button.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

alter table places.region add column asks_by_itself boolean not null default false;

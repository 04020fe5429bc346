-- What everybody may read of the thread: said object by object.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

alter table thread.mandate add column is_public boolean not null default false;
alter table thread.agreement add column is_public boolean not null default false;

-- What knows no noun of the domain: sessions, links, mail, secrets, the door to the job queue.

create function platform.regions() returns integer[]
language sql stable parallel safe as
$$ select string_to_array(nullif(current_setting('app.regions', true), ''), ',')::integer[] $$;

-- Gives a table its tenancy: rows belong to a region, and the owner is bound as well.
create procedure platform.belongs_to_region(relation regclass)
language plpgsql as $$
begin
	execute format('alter table %s enable row level security', relation);
	execute format('alter table %s force row level security', relation);
	execute format('create policy region on %s using (region_id = any (platform.regions()))', relation);
	execute format('grant select, insert, update, delete on %s to augenhoehe_app', relation);
end $$;

revoke all on procedure platform.belongs_to_region from public;
grant usage on schema platform to augenhoehe_app;

create table platform.session (
	region_id integer not null,
	token_hash bytea not null,
	subject text not null,
	created_at timestamptz not null default now(),
	expires_at timestamptz not null,
	primary key (region_id, token_hash)
);
call platform.belongs_to_region('platform.session');

create table platform.sign_in_link (
	region_id integer not null,
	token_hash bytea not null,
	subject text not null,
	expires_at timestamptz not null,
	used_at timestamptz,
	primary key (region_id, token_hash)
);
call platform.belongs_to_region('platform.sign_in_link');

-- A key per region and purpose, made at first use. Personal links are computed from it and never stored.
create table platform.secret (
	region_id integer not null,
	purpose text not null,
	key bytea not null,
	primary key (region_id, purpose)
);
call platform.belongs_to_region('platform.secret');

-- A mail that is to be sent: which template about which row, never its text nor an address.
create table platform.mail (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	template text not null,
	about jsonb not null,
	created_at timestamptz not null default now(),
	sent_at timestamptz,
	dropped_at timestamptz,
	primary key (region_id, id)
);
create index mail_waiting on platform.mail (region_id, created_at) where sent_at is null and dropped_at is null;
call platform.belongs_to_region('platform.mail');

-- Counts requests by a digest of the address; rows are deleted an hour after they end. Written before the region is known.
create table platform.rate_limit (
	key text primary key,
	points integer not null default 0,
	expire bigint
);
alter table platform.rate_limit enable row level security;
alter table platform.rate_limit force row level security;
create policy everyone on platform.rate_limit using (true);
grant select, insert, update, delete on platform.rate_limit to augenhoehe_app;

create table platform.installation (
	singleton boolean primary key default true check (singleton),
	demonstration boolean not null,
	created_at timestamptz not null default now()
);
alter table platform.installation enable row level security;
alter table platform.installation force row level security;
create policy everyone on platform.installation using (true);
grant select, insert on platform.installation to augenhoehe_app;

-- The job queue refuses the application role; this is its only door.
create function platform.enqueue(task text, payload json, job_key text default null, run_at timestamptz default null)
returns void language sql security definer set search_path = pg_catalog, pg_temp as
$$ select from graphile_worker.add_job(task, payload, job_key => job_key, run_at => run_at) $$;
revoke all on function platform.enqueue from public;
grant execute on function platform.enqueue to augenhoehe_app;

grant select on platform.kysely_migration to augenhoehe_app;

-- What organisations say of themselves, and when somebody last confirmed it. Confirming is no saving: only a function sets it.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

alter table organisations.organisation
	add column opening_hours text not null default '' check (length(opening_hours) <= 1000),
	add column possibilities text not null default '' check (length(possibilities) <= 4000),
	add column limits text not null default '' check (length(limits) <= 4000),
	add column ways_of_working text not null default '' check (length(ways_of_working) <= 4000),
	-- When somebody last said that everything is right; null = never.
	add column verified_at timestamptz,
	-- Whether the organisation said so itself, by its link.
	add column verified_own boolean not null default false,
	-- When it was last asked to look.
	add column asked_at timestamptz,
	-- There no longer, but still named where it was.
	add column archived_at timestamptz,
	-- Personal links with a lower number have ended.
	add column link_version integer not null default 1;

create function organisations.verify(checked uuid, own boolean, at timestamptz) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
	update organisations.organisation set verified_at = at, verified_own = own
	where id = checked and region_id = any (platform.regions());
$$;
revoke all on function organisations.verify from public;
grant execute on function organisations.verify to augenhoehe_app;

-- Neither an edit nor a list confirms anything, whatever the program tries.
revoke insert, update on organisations.organisation from augenhoehe_app;
grant insert (region_id, id, name, type, school_number, school_forms, carrier, street, postcode, town, ags, phone, email, website, latitude, longitude, opening_hours,
		possibilities, limits, ways_of_working),
	update (name, type, school_number, school_forms, carrier, street, postcode, town, ags, phone, email, website, latitude, longitude, opening_hours, possibilities, limits,
		ways_of_working, asked_at, archived_at, link_version)
	on organisations.organisation to augenhoehe_app;

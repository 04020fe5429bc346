-- Areas of every kind with their history, and where municipalities lie on a map.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

-- The border of a municipality: the coordinates of a MultiPolygon (RFC 7946); null = not known.
alter table places.municipality add column outline jsonb check (jsonb_typeof(outline) = 'array');
grant update (outline) on places.municipality to augenhoehe_app;

-- On no day a municipality lies in two areas of one kind, whoever writes.
create function places.one_area() returns trigger language plpgsql as $$
begin
	perform pg_advisory_xact_lock(hashtext('places.one_area ' || new.kind), new.region_id);
	if exists (
		select from places.area_municipality other
		where other.region_id = new.region_id and other.kind = new.kind and other.ags = new.ags
			and (other.area_id, other.valid_from) is distinct from (new.area_id, new.valid_from)
			and not (tg_op = 'UPDATE' and other.area_id = old.area_id and other.valid_from = old.valid_from)
			and daterange(other.valid_from, other.valid_until) && daterange(new.valid_from, new.valid_until)
	) then
		raise exception 'municipality % lies in two areas of a kind', new.ags using errcode = 'exclusion_violation';
	end if;
	return new;
end $$;
revoke all on function places.one_area from public;
create trigger one_area before insert or update on places.area_municipality for each row execute function places.one_area();

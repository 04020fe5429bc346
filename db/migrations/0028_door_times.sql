-- A door's link ends some hours after its meeting, wherever that moves; a door opened later is good as long from then.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

alter table registration.door add made_at timestamptz;
update registration.door set made_at = least(expires_at - interval '3 hours', now());
alter table registration.door alter made_at set not null, alter made_at set default now();
alter table registration.door drop expires_at;

-- Whoever looks is told that a meeting was closed.
create trigger events_closing_added_tells after insert on events.closing
	referencing new table as changed for each statement execute function events.beat_meetings();

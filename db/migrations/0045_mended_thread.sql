-- A request for a guest seat counts once the mail is answered; a kind of meeting that a mandate names stays.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

-- When whoever asked answered the mail; null = not yet, and nobody is shown the request.
alter table thread.guest_request add column confirmed_at timestamptz;
update thread.guest_request set confirmed_at = asked_at;
alter table thread.guest_request add check (confirmed_at is not null or decision is null);

-- What was said is not rewritten by removing a kind of meeting.
alter table thread.entry
	drop constraint entry_region_id_asking_id_fkey,
	add foreign key (region_id, asking_id) references events.format;

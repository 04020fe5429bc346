-- A mandate may be asked about by a meeting of another kind than the one that gave it.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

-- The kind of meeting that asks what became of it, from this entry on; null = the next of the kind that gave it.
alter table thread.entry
	add column asking_id uuid,
	add foreign key (region_id, asking_id) references events.format on delete set null (asking_id);
create index entry_asking on thread.entry (region_id, asking_id);

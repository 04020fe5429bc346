-- Texts as they are searched: small letters without marks, kept beside what is searched often.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

-- The dot that a small dotted capital leaves is the last, and has no letter to become.
create function platform.plained(text text) returns text
language sql immutable strict parallel safe as $$
	select translate(replace(replace(lower(text collate "de-x-icu"), 'ß', 'ss'), 'æ', 'ae'),
		'àáâãäåāăąçćčďèéêëēėęěğģìíîïīįıķłļĺľňñńņòóôõöøōőŕřśšşșťţțùúûüūůűųýÿžźżđ' || U&'\0307',
		'aaaaaaaaacccdeeeeeeeeggiiiiiiikllllnnnnoooooooorrsssstttuuuuuuuuyyzzzd')
$$;
revoke all on function platform.plained from public;
grant execute on function platform.plained to augenhoehe_app;

alter table organisations.organisation add column searched text generated always as (platform.plained(name || ' ' || town)) stored;
alter table positions.specialist add column searched text generated always as (platform.plained(name)) stored;
alter table positions.position add column searched text generated always as (platform.plained(number)) stored;

-- What organisations offer, to whom and how one gets it; and what people know and have used of it.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

-- Words one after another: of texts, this depends on nothing but them.
create function platform.joined(words text[]) returns text
language sql immutable strict parallel safe as $$ select array_to_string(words, ' ') $$;
revoke all on function platform.joined from public;
grant execute on function platform.joined to augenhoehe_app;

create schema offers;
grant usage on schema offers to augenhoehe_app;

create table offers.offer (
	region_id integer not null,
	id uuid not null,
	organisation_id uuid not null,
	title text not null check (length(title) between 1 and 160),
	description text not null default '' check (length(description) <= 4000),
	-- Whom it is for; none = everybody.
	audiences text[] not null default '{}' check (audiences <@ array['children', 'youth', 'parents', 'families', 'classes', 'professionals']),
	least_age smallint check (least_age between 0 and 99),
	most_age smallint check (most_age between 0 and 99),
	-- Situations in which it helps; none = any.
	situations text[] not null default '{}' check (situations <@ array['absence', 'addiction', 'conflict', 'crisis', 'disability', 'learning', 'migration', 'poverty', 'protection',
		'psyche', 'separation', 'transition']),
	topics text[] not null default '{}' check (cardinality(topics) <= 12),
	-- How one gets it.
	access text not null default '' check (length(access) <= 1000),
	cost text not null default '' check (cost in ('', 'free', 'some', 'paid')),
	cost_note text not null default '' check (length(cost_note) <= 300),
	-- Weeks one waits at present; null = not known.
	wait_weeks smallint check (wait_weeks between 0 and 104),
	limits text not null default '' check (length(limits) <= 1000),
	state text not null default 'active' check (state in ('active', 'paused', 'ended')),
	level text not null default 'public' check (level in ('public', 'internal')),
	-- When somebody last changed it.
	changed_at timestamptz not null default now(),
	searched text generated always as (platform.plained(title || ' ' || description || ' ' || limits || ' ' || platform.joined(topics))) stored,
	primary key (region_id, id),
	foreign key (region_id, organisation_id) references organisations.organisation,
	check (least_age is null or most_age is null or least_age <= most_age)
);
create index offer_organisation on offers.offer (region_id, organisation_id);
call platform.belongs_to_region('offers.offer');

-- Where it is to be had; none = in the whole region.
create table offers.offer_area (
	region_id integer not null,
	offer_id uuid not null,
	area_id uuid not null,
	primary key (region_id, offer_id, area_id),
	foreign key (region_id, offer_id) references offers.offer,
	foreign key (region_id, area_id) references places.area
);
create index offer_area_area on offers.offer_area (region_id, area_id);
call platform.belongs_to_region('offers.offer_area');

-- What somebody knows and has used. Who it is stands nowhere: only they themselves come by their name to what they marked, for each offer by another one,
-- and there is no time.
create table offers.mark (
	region_id integer not null,
	offer_id uuid not null,
	marker text not null check (length(marker) = 22),
	mark text not null check (mark in ('known', 'used', 'notYet')),
	primary key (region_id, offer_id, marker),
	foreign key (region_id, offer_id) references offers.offer
);
call platform.belongs_to_region('offers.mark');

-- Binding agreements: what several parties promise each other, in versions that are never rewritten, signed by each against the digest of one.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

-- Headings and sentences that a region begins agreements with.
create table thread.template (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	name text not null check (length(name) between 1 and 120),
	term text not null check (term in ('any', 'limited', 'unlimited')),
	-- [{heading, text}, …]
	clauses jsonb not null,
	primary key (region_id, id),
	unique (region_id, name)
);
call platform.belongs_to_region('thread.template');

create table thread.agreement (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	-- Where it was made; without one the region's coordination made it.
	meeting_id uuid,
	-- The mandate it comes from.
	mandate_id uuid,
	-- Whether it must end, at the earliest after a school year, or must not, or as it is wanted.
	term text not null check (term in ('any', 'limited', 'unlimited')),
	primary key (region_id, id),
	foreign key (region_id, meeting_id) references events.meeting,
	foreign key (region_id, mandate_id) references thread.mandate
);
create index agreement_meeting on thread.agreement (region_id, meeting_id);
create index agreement_mandate on thread.agreement (region_id, mandate_id);
call platform.belongs_to_region('thread.agreement');

-- The text with its parties, term and annexes, as it was saved; another text is another version.
create table thread.agreement_version (
	region_id integer not null,
	agreement_id uuid not null,
	number integer not null check (number >= 1),
	-- JSON, exactly as it was digested.
	content text not null,
	hash text not null check (hash = encode(sha256(convert_to(content, 'UTF8')), 'hex')),
	made_at timestamptz not null,
	made_by uuid,
	primary key (region_id, agreement_id, number),
	unique (region_id, agreement_id, number, hash),
	foreign key (region_id, agreement_id) references thread.agreement,
	foreign key (region_id, made_by) references people.person
);
create index agreement_version_made_by on thread.agreement_version (region_id, made_by);
call platform.belongs_to_region('thread.agreement_version');
revoke update, delete on thread.agreement_version from augenhoehe_app;

-- Who is reached for a party; the party's name and role stand in the text.
create table thread.party (
	region_id integer not null,
	id uuid not null,
	agreement_id uuid not null,
	contact_name text not null default '' check (length(contact_name) <= 160),
	contact_function text not null default '' check (length(contact_function) <= 160),
	contact_email text not null default '' check (length(contact_email) <= 254),
	-- Personal links with a lower number have ended.
	link_version integer not null default 1,
	primary key (region_id, id),
	unique (region_id, agreement_id, id),
	foreign key (region_id, agreement_id) references thread.agreement
);
call platform.belongs_to_region('thread.party');

-- A party stands to one version, by its digest.
create table thread.signature (
	region_id integer not null,
	agreement_id uuid not null,
	party_id uuid not null,
	version integer not null,
	hash text not null,
	way text not null check (way in ('link', 'paper', 'noted')),
	name text not null check (length(name) between 1 and 160),
	function text not null default '' check (length(function) <= 160),
	at timestamptz not null,
	-- The day that stands on the paper, and the paper.
	signed_on date,
	scan bytea,
	entered_by uuid,
	check ((way = 'paper') = (scan is not null) and (way = 'paper') = (signed_on is not null) and (way = 'paper') = (entered_by is not null)),
	primary key (region_id, agreement_id, party_id, version),
	foreign key (region_id, agreement_id, version, hash) references thread.agreement_version (region_id, agreement_id, number, hash),
	foreign key (region_id, agreement_id, party_id) references thread.party (region_id, agreement_id, id),
	foreign key (region_id, entered_by) references people.person
);
create index signature_party on thread.signature (region_id, agreement_id, party_id);
create index signature_version on thread.signature (region_id, agreement_id, version, hash);
create index signature_entered_by on thread.signature (region_id, entered_by);
call platform.belongs_to_region('thread.signature');
revoke update, delete on thread.signature from augenhoehe_app;

-- What happened to an agreement beside its text: sent out to be signed, renewed, ended.
create table thread.agreement_entry (
	region_id integer not null,
	agreement_id uuid not null,
	number integer not null check (number >= 1),
	kind text not null check (kind in ('offered', 'renewed', 'ended')),
	at timestamptz not null,
	version integer not null,
	actor_id uuid,
	-- The meeting that asked what became of it, if one did.
	meeting_id uuid,
	note text not null default '' check (length(note) <= 2000),
	-- From then on, for what is renewed; null = without an end, or without another look.
	until date,
	review date,
	check (kind = 'offered' or note <> ''),
	primary key (region_id, agreement_id, number),
	foreign key (region_id, agreement_id, version) references thread.agreement_version,
	foreign key (region_id, actor_id) references people.person,
	foreign key (region_id, meeting_id) references events.meeting
);
create index agreement_entry_version on thread.agreement_entry (region_id, agreement_id, version);
create index agreement_entry_actor on thread.agreement_entry (region_id, actor_id);
create index agreement_entry_meeting on thread.agreement_entry (region_id, meeting_id);
call platform.belongs_to_region('thread.agreement_entry');
revoke update, delete on thread.agreement_entry from augenhoehe_app;

-- Something that belongs to the text; its digest stands there.
create table thread.annex (
	region_id integer not null,
	id uuid not null,
	agreement_id uuid not null,
	title text not null check (length(title) between 1 and 200),
	file bytea not null,
	added_by uuid not null,
	primary key (region_id, id),
	foreign key (region_id, agreement_id) references thread.agreement,
	foreign key (region_id, added_by) references people.person
);
create index annex_agreement on thread.annex (region_id, agreement_id);
create index annex_added_by on thread.annex (region_id, added_by);
call platform.belongs_to_region('thread.annex');
revoke update, delete on thread.annex from augenhoehe_app;

-- What is done so that an agreement does not stay paper, and how far it is.
create table thread.measure (
	region_id integer not null,
	id uuid not null,
	agreement_id uuid not null,
	title text not null check (length(title) between 1 and 200),
	-- The body that does it.
	asked text not null default '' check (length(asked) <= 160),
	due text not null default '' check (due ~ '^([0-9]{4}(-(spring|summer|autumn|winter|[0-9]{2}(-[0-9]{2})?))?)?$'),
	primary key (region_id, id),
	foreign key (region_id, agreement_id) references thread.agreement
);
create index measure_agreement on thread.measure (region_id, agreement_id);
call platform.belongs_to_region('thread.measure');
revoke update, delete on thread.measure from augenhoehe_app;

create table thread.measure_entry (
	region_id integer not null,
	measure_id uuid not null,
	number integer not null check (number >= 1),
	at timestamptz not null,
	-- Who said it: somebody with an account, or a party by its link.
	actor_id uuid,
	party_id uuid,
	percent integer not null check (percent between 0 and 100),
	note text not null check (length(note) between 1 and 2000),
	-- Where it can be seen.
	evidence text not null default '' check (length(evidence) <= 500),
	primary key (region_id, measure_id, number),
	foreign key (region_id, measure_id) references thread.measure,
	foreign key (region_id, actor_id) references people.person,
	foreign key (region_id, party_id) references thread.party
);
create index measure_entry_actor on thread.measure_entry (region_id, actor_id);
create index measure_entry_party on thread.measure_entry (region_id, party_id);
call platform.belongs_to_region('thread.measure_entry');
revoke update, delete on thread.measure_entry from augenhoehe_app;

-- Signatures and scans are forgotten ten years after an agreement has ended; the program can do it then and at no other time.
create function thread.forget_signatures(before timestamptz) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
	delete from thread.signature as signature using thread.agreement_entry as entry
	where entry.region_id = signature.region_id and entry.agreement_id = signature.agreement_id and entry.kind = 'ended'
		and entry.at < least(before, now() - interval '10 years');
$$;
revoke all on function thread.forget_signatures from public;
grant execute on function thread.forget_signatures to augenhoehe_app;

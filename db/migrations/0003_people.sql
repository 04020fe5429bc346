-- People who run things: they have an account. Taking part needs none.

create schema people;
grant usage on schema people to augenhoehe_app;

create table people.person (
	region_id integer not null references places.region,
	id uuid not null default gen_random_uuid(),
	name text not null,
	email text not null check (email = lower(email)),
	language text not null default 'de' check (language in ('de', 'en')),
	created_at timestamptz not null default now(),
	primary key (region_id, id),
	unique (region_id, email)
);
call platform.belongs_to_region('people.person');

create table people.role (
	region_id integer not null,
	person_id uuid not null,
	role text not null check (role in ('coordinator')),
	granted_at timestamptz not null default now(),
	granted_by uuid,
	primary key (region_id, person_id, role),
	foreign key (region_id, person_id) references people.person
);
call platform.belongs_to_region('people.role');

-- Schools, offices, carriers: who takes part, and who works where.

create schema organisations;
grant usage on schema organisations to augenhoehe_app;

create table organisations.organisation (
	region_id integer not null references places.region,
	id uuid not null default gen_random_uuid(),
	name text not null,
	type text not null check (type in ('school', 'youthWelfareOffice', 'freeCarrier', 'municipalCarrier', 'kindergarten',
		'schoolAuthority', 'stateSchoolOffice', 'church', 'municipality', 'network', 'other')),
	school_form text,
	school_number text,
	street text not null default '',
	postcode text not null default '',
	town text not null default '',
	ags text,
	created_at timestamptz not null default now(),
	primary key (region_id, id),
	unique (region_id, name, town),
	foreign key (region_id, ags) references places.municipality,
	check (type = 'school' or (school_form is null and school_number is null))
);
call platform.belongs_to_region('organisations.organisation');

create table organisations.membership (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	organisation_id uuid not null,
	person_id uuid not null,
	function text not null,
	valid_from date not null default current_date,
	valid_until date,
	primary key (region_id, id),
	foreign key (region_id, organisation_id) references organisations.organisation,
	foreign key (region_id, person_id) references people.person
);
create index membership_person on organisations.membership (region_id, person_id);
create index membership_organisation on organisations.membership (region_id, organisation_id);
call platform.belongs_to_region('organisations.membership');

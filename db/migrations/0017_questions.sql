-- Questions that a meeting asks for a purpose and until a day.

select set_config('app.regions', coalesce((select string_agg(id::text, ',') from places.region), ''), true);

create table registration.question (
	region_id integer not null,
	id uuid not null default gen_random_uuid(),
	meeting_id uuid not null,
	label text not null check (length(label) between 1 and 200),
	-- What the answer is needed for; everybody who answers reads it.
	purpose text not null check (length(purpose) between 1 and 300),
	kind text not null check (kind in ('text', 'yesNo', 'choice')),
	options text[] not null default '{}',
	required boolean not null default false,
	delete_on date not null,
	asked_at timestamptz not null default now(),
	asked_by uuid,
	primary key (region_id, id),
	foreign key (region_id, meeting_id) references events.meeting,
	check ((kind = 'choice') = (cardinality(options) >= 2))
);
create index question_meeting on registration.question (region_id, meeting_id, asked_at);
create index question_due on registration.question (region_id, delete_on);
call platform.belongs_to_region('registration.question');

create table registration.answer (
	region_id integer not null,
	place_id uuid not null,
	question_id uuid not null,
	answer text not null check (length(answer) between 1 and 500),
	primary key (region_id, place_id, question_id),
	foreign key (region_id, place_id) references registration.place on delete cascade,
	foreign key (region_id, question_id) references registration.question on delete cascade
);
create index answer_question on registration.answer (region_id, question_id);
call platform.belongs_to_region('registration.answer');

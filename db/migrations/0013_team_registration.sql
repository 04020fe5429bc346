-- One person registers several of their school: whoever is registered by somebody else is told by whom.

alter table registration.place add registered_by_name text not null default '';
comment on column registration.place.registered_by_name is 'Who filled the form in for this person; empty: they did.';

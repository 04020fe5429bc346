-- Signatures are kept by their own age as well: an end that is entered with an early date forgets none. What a mandate or an agreement is, and where it comes from,
-- is not rewritten by the program.

create or replace function thread.forget_signatures(before timestamptz) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
	delete from thread.signature as signature using thread.agreement_entry as entry
	where entry.region_id = signature.region_id and entry.agreement_id = signature.agreement_id and entry.kind = 'ended'
		and entry.at < least(before, now() - interval '10 years') and signature.at < now() - interval '10 years';
$$;

revoke update on thread.mandate, thread.agreement, thread.statement from augenhoehe_app;
grant update (is_public, link_version) on thread.mandate to augenhoehe_app;
grant update (is_public) on thread.agreement, thread.statement to augenhoehe_app;

import { shownAgreement } from '#modules/thread/output-agreement.server.ts';
import { publicAgreement } from '#modules/thread/read-agreement.server.ts';
import { dayOf } from '#platform/time/time.ts';
import { nothingHere } from '../../../gate.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => {
		const today = dayOf(locals.now);
		const found = (await publicAgreement(tx, params.agreement, today)) ?? nothingHere();
		const { title, state, outcome, from, until, review, clauses, parties, measures, progress } = shownAgreement(
			locals.language,
			found,
			today,
		);
		// Who stands to what; nobody by name.
		return {
			id: found.id,
			agreement: { title, state, outcome, from, until, review, clauses, progress },
			parties: parties.map(({ name, role }) => ({ name, role })),
			measures: measures.map(({ title: what, percent }) => ({ title: what, percent })),
		};
	});

import { shownStatement } from '#modules/thread/output-statement.server.ts';
import { publicStatement } from '#modules/thread/read-statement.server.ts';
import { nothingHere } from '../../../gate.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => {
		const found = (await publicStatement(tx, params.statement)) ?? nothingHere();
		const { id, kind, title, wording, status, on, criteria } = shownStatement(locals.language, found);
		return { statement: { id, kind, title, wording, status, on, criteria } };
	});

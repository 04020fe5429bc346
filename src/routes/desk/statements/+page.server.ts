import { randomUUID } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import { coordinator as coordinatorOf } from '#modules/people/access.ts';
import { statement } from '#modules/thread/schema-statement.ts';
import { words } from '#modules/thread/words.ts';
import { sayStatement } from '#modules/thread/write-statement.server.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { coordinator, signedIn } from '../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';
import { listedStatements, statementFilter } from './listed.server.ts';

export const load: PageServerLoad = ({ locals, url }) =>
	locals.within(async (tx) => {
		const actor = signedIn(locals);
		const { search, kind, status } = statementFilter(url);
		return {
			statements: await listedStatements(tx, locals, url),
			isFiltered: Boolean(search || kind || status),
			filter: filled({ q: search, kind, status }),
			query: url.search,
			isCoordinator: coordinatorOf(actor) !== undefined,
			blank: filled({ key: randomUUID(), status: 'draft', kind: 'standard' }),
		};
	});

export const actions: Actions = {
	say: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language, now } = locals;
		const input = await parse(request, statement, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const outcome = await answer(locals.within((tx) => sayStatement(tx, by, input.value, now)));
		if (!outcome.ok) return fail(409, { form: withRejection(input.form, outcome.rejected, language) });
		redirect(303, `${to(language, `/desk/statements/${outcome.value}`)}?done=saved`);
	},
};

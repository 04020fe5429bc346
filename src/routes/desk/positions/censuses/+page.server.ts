import { randomUUID } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import { censuses, schoolsToAsk } from '#modules/positions/read-census.server.ts';
import { census } from '#modules/positions/schema-census.ts';
import { words } from '#modules/positions/words.ts';
import { beginCensus } from '#modules/positions/write-census.server.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { dayLine } from '#platform/time/partial.ts';
import { dayOf } from '#platform/time/time.ts';
import { coordinator } from '../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

const MOST_NAMED = 20;

export const load: PageServerLoad = ({ locals }) => {
	const by = coordinator(locals);
	const { language, now } = locals;
	return locals.within(async (tx) => {
		const schools = await schoolsToAsk(tx, by);
		const unreachable = schools.filter(({ email }) => email === '');
		return {
			censuses: (await censuses(tx, by)).map(({ id, name, referenceOn, dueOn, endedAt, all, answered }) => ({
				id,
				name,
				day: dayLine(language, referenceOn),
				due: dayLine(language, dueOn),
				isOver: endedAt !== null,
				all,
				answered,
			})),
			reachable: schools.length - unreachable.length,
			unreachable: unreachable.slice(0, MOST_NAMED).map(({ id, name }) => ({ id, name })),
			more: Math.max(0, unreachable.length - MOST_NAMED),
			blank: filled({ census: randomUUID(), referenceOn: dayLine(language, dayOf(now)) }),
		};
	});
};

export const actions: Actions = {
	begin: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language, now } = locals;
		const input = await parse(request, census, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const done = await answer(locals.within((tx) => beginCensus(tx, by, input.value, dayOf(now), now)));
		if (!done.ok) return fail(409, { form: withRejection(input.form, done.rejected, language) });
		redirect(303, `${to(language, `/desk/positions/censuses/${done.value}`)}?done=begun`);
	},
};

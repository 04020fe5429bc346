import { randomUUID } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import { organisations } from '#modules/organisations/read.server.ts';
import { typedNames } from '#modules/organisations/rules.ts';
import { programmes } from '#modules/positions/read.server.ts';
import { newPosition } from '#modules/positions/schema.ts';
import { words } from '#modules/positions/words.ts';
import { addPosition } from '#modules/positions/write.server.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { dayLine } from '#platform/time/partial.ts';
import { dayOf } from '#platform/time/time.ts';
import { coordinator } from '../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
	coordinator(locals);
	return locals.within(async (tx) => {
		const all = await organisations(tx);
		const school = url.searchParams.get('school') ?? '';
		return {
			organisations: all,
			programmes: (await programmes(tx)).filter(({ isArchived }) => !isArchived).map(({ id, name }) => ({ value: id, label: name })),
			blank: filled({
				position: randomUUID(),
				from: dayLine(locals.language, dayOf(locals.now)),
				school: typedNames(all).get(school) ?? '',
			}),
		};
	});
};

export const actions: Actions = {
	add: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language } = locals;
		const input = await parse(request, newPosition, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const done = await answer(locals.within((tx) => addPosition(tx, by, input.value)));
		if (!done.ok) return fail(409, { form: withRejection(input.form, done.rejected, language) });
		redirect(303, `${to(language, `/desk/positions/${done.value}`)}?done=added`);
	},
};

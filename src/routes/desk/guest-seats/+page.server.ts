import { randomUUID } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import { organisations } from '#modules/organisations/read.server.ts';
import { shownSlot } from '#modules/thread/output-guest.server.ts';
import { slotsOf } from '#modules/thread/read-guest.server.ts';
import { undecided } from '#modules/thread/rules-guest.ts';
import { slot } from '#modules/thread/schema-guest.ts';
import { words } from '#modules/thread/words.ts';
import { offerSlot } from '#modules/thread/write-guest.server.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { coordinator } from '../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	coordinator(locals);
	return locals.within(async (tx) => {
		const { language, now } = locals;
		return {
			slots: (await slotsOf(tx, null)).map((one) => ({
				...shownSlot(language, one, now),
				open: undecided(one.requests).length,
			})),
			organisations: await organisations(tx),
			blank: filled({ key: randomUUID(), seats: '2' }),
		};
	});
};

export const actions: Actions = {
	default: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language, now } = locals;
		const input = await parse(request, slot, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const outcome = await answer(locals.within((tx) => offerSlot(tx, by, input.value, now)));
		if (!outcome.ok) return fail(409, { form: withRejection(input.form, outcome.rejected, language) });
		redirect(303, `${to(language, `/desk/guest-seats/${input.value.key}`)}?done=saved`);
	},
};

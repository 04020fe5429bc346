import { fail } from '@sveltejs/kit';
import { isCertified } from '#modules/registration/read-after.server.ts';
import { check } from '#modules/registration/schema-after.ts';
import { words } from '#modules/registration/words.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { Rejected } from '#platform/rejected.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => ({ blank: filled({ code: (url.searchParams.get('code') ?? '').slice(0, 60) }) });

export const actions: Actions = {
	default: async ({ request, locals }) => {
		const { language } = locals;
		const input = await parse(request, check, words(language));
		if (!(await locals.mayStill('certificate')))
			return fail(429, { form: withRejection(input.form, new Rejected((l) => words(l)('check.tooMany')), language) });
		if (!input.ok) return fail(400, { form: input.form });
		// Yes or no, and nothing else: neither whose it is, nor what of it was wrong.
		return { form: input.form, isGood: await locals.within((tx) => isCertified(tx, input.value)) };
	},
};

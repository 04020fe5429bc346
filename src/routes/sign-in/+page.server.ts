import { fail, redirect } from '@sveltejs/kit';
import { signIn } from '#modules/people/schema.ts';
import { words } from '#modules/people/words.ts';
import { requestSignIn } from '#modules/people/write.server.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { Rejected } from '#platform/rejected.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url, locals }) => {
	if (locals.actor) redirect(303, to(locals.language, '/desk'));
	return { isSent: url.searchParams.has('sent'), isInvalid: url.searchParams.has('invalid'), blank: filled() };
};

export const actions: Actions = {
	default: async ({ request, locals }) => {
		const { language, region } = locals;
		const input = await parse(request, signIn, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const { email } = input.value;
		const mayTry = (await locals.mayStill('signIn')) && (await locals.mayStill('signInAddress', `${region.id} ${email}`));
		if (!mayTry) return fail(429, { form: withRejection(input.form, new Rejected((l) => words(l)('signIn.tooMany')), language) });
		await locals.within((tx) => requestSignIn(tx, region.id, email, language));
		redirect(303, to(language, '/sign-in?sent'));
	},
};

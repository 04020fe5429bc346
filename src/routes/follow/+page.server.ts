import { fail } from '@sveltejs/kit';
import { followables } from '#modules/events/read-follow.server.ts';
import { follow, followable } from '#modules/events/schema-follow.ts';
import { words } from '#modules/events/words.ts';
import { ask } from '#modules/events/write-follow.server.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { answer, Rejected } from '#platform/rejected.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) =>
	locals.within(async (tx) => {
		const t = words(locals.language);
		const all = await followables(tx);
		return {
			choices: followable.flatMap((kind) =>
				all.filter((one) => one.kind === kind).map((one) => ({ value: `${kind} ${one.id}`, label: `${t(`follow.${kind}`)}: ${one.name}` })),
			),
			blank: filled({ subject: url.searchParams.get('subject') ?? '' }),
		};
	});

export const actions: Actions = {
	default: async ({ request, locals }) => {
		const { language, region } = locals;
		const input = await parse(request, follow, words(language));
		const tooMany = new Rejected((l) => words(l)('team.tooMany'));
		if (!input.ok) return fail(400, { form: input.form });
		const mayTry = (await locals.mayStill('signIn')) && (await locals.mayStill('signInAddress', `${region.id} ${input.value.email}`));
		if (!mayTry) return fail(429, { form: withRejection(input.form, tooMany, language) });
		const done = await answer(locals.within((tx) => ask(tx, region.id, input.value, language)));
		if (!done.ok) return fail(409, { form: withRejection(input.form, done.rejected, language) });
		locals.isPreview = true;
		return { form: filled(), email: input.value.email };
	},
};

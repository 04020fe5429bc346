import { fail, redirect } from '@sveltejs/kit';
import { keptOffer } from '#modules/offers/read.server.ts';
import { offer, offerGone } from '#modules/offers/schema.ts';
import { words } from '#modules/offers/words.ts';
import { dropOffer, keepOffer } from '#modules/offers/write.server.ts';
import { readingOf } from '#modules/organisations/access.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { insider, nothingHere } from '../../../../gate.server.ts';
import { offerChoices, offerForm } from '../../../../offers.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => {
		const { by } = await insider(tx, locals, params.token);
		const known = await keptOffer(tx, by, params.offer);
		if (!known && params.offer !== 'new') nothingHere();
		return { known: offerForm(known), isNew: !known, ...(await offerChoices(tx, readingOf(by))), blank: filled() };
	});

export const actions: Actions = {
	save: async ({ request, locals, params }) => {
		const { language } = locals;
		const input = await parse(request, offer, words(language));
		const outcome = await answer(
			locals.within(async (tx) => {
				const { by } = await insider(tx, locals, params.token);
				return input.ok && keepOffer(tx, by, by.organisation, input.value, locals.now);
			}),
		);
		if (!input.ok) return fail(400, { form: input.form });
		if (!outcome.ok) return fail(409, { form: withRejection(input.form, outcome.rejected, language) });
		redirect(303, to(language, `/organisation/${params.token}/offers?saved=${encodeURIComponent(input.value.title)}`));
	},
	drop: async ({ request, locals, params }) => {
		const input = await parse(request, offerGone, words(locals.language));
		const title = await locals.within(async (tx) => {
			const { by } = await insider(tx, locals, params.token);
			if (!input.ok) return null;
			const known = (await keptOffer(tx, by, params.offer)) ?? nothingHere();
			if (known.id !== input.value.offer) nothingHere();
			await dropOffer(tx, by, by.organisation, known.id);
			return known.title;
		});
		if (title === null) return fail(400, { form: input.form });
		redirect(303, to(locals.language, `/organisation/${params.token}/offers?dropped=${encodeURIComponent(title)}`));
	},
};

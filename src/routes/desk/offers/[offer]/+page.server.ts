import { fail, redirect } from '@sveltejs/kit';
import { keptOffer } from '#modules/offers/read.server.ts';
import { offer, offerGone, ofOrganisation } from '#modules/offers/schema.ts';
import { words } from '#modules/offers/words.ts';
import { dropOffer, keepOffer } from '#modules/offers/write.server.ts';
import { reading } from '#modules/organisations/access.ts';
import { organisationByName, organisations } from '#modules/organisations/read.server.ts';
import { typedNames } from '#modules/organisations/rules.ts';
import { filled, formIn, parse, parseForm, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer, Rejected } from '#platform/rejected.ts';
import { coordinator, nothingHere } from '../../../gate.server.ts';
import { offerChoices, offerForm } from '../../../offers.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) => {
	const by = coordinator(locals);
	return locals.within(async (tx) => {
		const known = await keptOffer(tx, by, params.offer);
		if (!known && params.offer !== 'new') nothingHere();
		const all = await organisations(tx);
		const form = offerForm(known);
		return {
			known: { ...form, values: { ...form.values, organisation: typedNames(all).get(url.searchParams.get('organisation') ?? '') ?? '' } },
			isNew: !known,
			organisation: known ? { id: known.organisation, name: known.organisationName } : null,
			organisations: known ? [] : all,
			...(await offerChoices(tx, reading(by.region, by))),
			blank: filled(),
		};
	});
};

export const actions: Actions = {
	save: async ({ request, locals, params }) => {
		const by = coordinator(locals);
		const { language } = locals;
		const form = await formIn(request);
		const input = parseForm(form, offer, words(language));
		const whose = params.offer === 'new' ? parseForm(form, ofOrganisation, words(language)) : undefined;
		if (!input.ok || whose?.ok === false)
			return fail(400, {
				form: { values: input.form.values, errors: { ...(whose?.form.errors ?? {}), ...input.form.errors } },
			});
		const outcome = await answer(
			locals.within(async (tx) => {
				const name = whose?.ok ? whose.value.organisation : '';
				const organisation = whose ? await organisationByName(tx, name) : (await keptOffer(tx, by, params.offer))?.organisation;
				if (!organisation && whose) throw new Rejected((said) => words(said)('organisationUnknown', { name }), 'organisation');
				await keepOffer(
					tx,
					by,
					organisation ?? nothingHere(),
					{ ...input.value, offer: whose ? input.value.offer : params.offer },
					locals.now,
				);
			}),
		);
		if (!outcome.ok) return fail(409, { form: withRejection(input.form, outcome.rejected, language) });
		redirect(303, to(language, `/desk/offers?saved=${encodeURIComponent(input.value.title)}`));
	},
	drop: async ({ request, locals, params }) => {
		const by = coordinator(locals);
		const input = await parse(request, offerGone, words(locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		const title = await locals.within(async (tx) => {
			const known = (await keptOffer(tx, by, params.offer)) ?? nothingHere();
			if (known.id !== input.value.offer) nothingHere();
			await dropOffer(tx, by, known.organisation, known.id);
			return known.title;
		});
		redirect(303, to(locals.language, `/desk/offers?dropped=${encodeURIComponent(title)}`));
	},
};

import { fail, redirect } from '@sveltejs/kit';
import { hasOrganisations } from '#modules/organisations/read.server.ts';
import { organisation } from '#modules/organisations/schema.ts';
import { asking } from '#modules/organisations/schema-profile.ts';
import { words } from '#modules/organisations/words.ts';
import { addOrganisation } from '#modules/organisations/write.server.ts';
import { askDue, dueOf } from '#modules/organisations/write-profile.server.ts';
import { municipalities } from '#modules/places/read.server.ts';
import { openAskedOf } from '#modules/thread/read.server.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { shortDay } from '#platform/time/time.ts';
import { coordinator } from '../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';
import { listedOrganisations, organisationFilter } from './listed.server.ts';

export const load: PageServerLoad = ({ locals, url }) => {
	const by = coordinator(locals);
	return locals.within(async (tx) => {
		const { language, now } = locals;
		const { search, type, stand } = organisationFilter(url);
		const listed = await listedOrganisations(tx, by, url, now);
		return {
			organisations: listed.map(({ verifiedAt, archivedAt, ...one }) => ({
				...one,
				verifiedOn: verifiedAt ? shortDay(language, verifiedAt) : '',
			})),
			due: (await dueOf(tx, by, now)).length,
			open: await openAskedOf(tx, by),
			municipalities: await municipalities(tx),
			filter: filled({ q: search, type, stand }),
			isFirst: listed.length === 0 && !(await hasOrganisations(tx)),
			/** What a kept view and a table that is taken away stand for: the filter, and not what was done last. */
			query: search || type || stand ? `?${new URLSearchParams({ q: search, type, stand })}` : '',
			blank: filled(),
			added: url.searchParams.get('added') ?? '',
			asked: Number(url.searchParams.get('asked') ?? -1),
		};
	});
};

export const actions: Actions = {
	add: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language } = locals;
		const input = await parse(request, organisation, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const done = await answer(locals.within((tx) => addOrganisation(tx, by, input.value)));
		if (!done.ok) return fail(409, { form: withRejection(input.form, done.rejected, language) });
		redirect(303, to(language, `/desk/organisations?added=${encodeURIComponent(input.value.name)}`));
	},
	ask: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language, now } = locals;
		const input = await parse(request, asking, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const asked = await locals.within((tx) => askDue(tx, by, now));
		redirect(303, to(language, `/desk/organisations?asked=${asked}`));
	},
};

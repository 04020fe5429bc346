import { fail, redirect } from '@sveltejs/kit';
import { colleagues, organisations } from '#modules/organisations/read.server.ts';
import { colleague } from '#modules/organisations/schema.ts';
import { words } from '#modules/organisations/words.ts';
import { addColleague, endMembership } from '#modules/organisations/write.server.ts';
import { filled, isId, nothing, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer, Rejected } from '#platform/rejected.ts';
import { dayOf, shortDay } from '#platform/time/time.ts';
import { coordinator } from '../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
	const by = coordinator(locals);
	return locals.within(async (tx) => {
		const search = (url.searchParams.get('q') ?? '').slice(0, 100);
		const all = await colleagues(tx, by, dayOf(locals.now));
		const wanted = search.toLowerCase();
		const more = all.find(({ id }) => id === url.searchParams.get('more'));
		return {
			people: all
				.filter(({ name, email, memberships }) =>
					[name, email, ...memberships.flatMap((one) => [one.organisation, one.function])].some((text) =>
						text.toLowerCase().includes(wanted),
					),
				)
				.map((person) => ({
					...person,
					memberships: person.memberships.map((one) => ({
						...one,
						since: shortDay(locals.language, new Date(`${one.since}T12:00:00Z`)),
					})),
				})),
			organisations: (await organisations(tx)).map(({ id, name, town }) => ({ value: id, label: `${name}, ${town}` })),
			filter: filled({ q: search }),
			isAdding: more !== undefined,
			blank: more ? filled({ name: more.name, email: more.email }) : filled(),
			done: url.searchParams.get('done') ?? '',
			who: all.find(({ id }) => id === url.searchParams.get('who'))?.name ?? '',
		};
	});
};

export const actions: Actions = {
	add: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language } = locals;
		const input = await parse(request, colleague, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const done = await answer(locals.within((tx) => addColleague(tx, by, input.value, dayOf(locals.now))));
		if (!done.ok) return fail(409, { form: withRejection(input.form, done.rejected, language) });
		redirect(303, to(language, `/desk/persons?done=${done.value.isKnown ? 'extended' : 'added'}&who=${done.value.person}`));
	},
	end: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language } = locals;
		const { form } = await parse(request, nothing, words(language));
		const { id } = form.values;
		const done = await answer(
			locals.within((tx) => {
				if (!isId(id)) throw new Rejected((l) => words(l)('membershipGone'));
				return endMembership(tx, by, id, dayOf(locals.now));
			}),
		);
		if (!done.ok) return fail(409, { form: withRejection(filled(), done.rejected, language) });
		redirect(303, to(language, '/desk/persons?done=ended'));
	},
};

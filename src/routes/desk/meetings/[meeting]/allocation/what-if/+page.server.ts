import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import * as conduct from '#modules/conduct/write.server.ts';
import { workshops } from '#modules/workshops/read.server.ts';
import { MORE_SEATS, whatIf } from '#modules/workshops/read-what-if.server.ts';
import { HASTE } from '#modules/workshops/rules.ts';
import { nameless } from '#modules/workshops/rules-what-if.ts';
import { imagined } from '#modules/workshops/schema.ts';
import { words } from '#modules/workshops/words.ts';
import { type Form, filled, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { organiser } from '../../../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** What the address asks for; nothing where it asks for nothing, or for what cannot be read. */
function askedFor(query: URLSearchParams, count: number) {
	if (!query.has('seats0')) return undefined;
	const read = v.safeParse(imagined(count), Object.fromEntries(query));
	return read.success ? read.output : undefined;
}

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { organiser: by, meeting } = await organiser(tx, locals, params.meeting);
		const all = await workshops(tx, meeting.id);
		const title = new Map(all.map(({ id, title }) => [id, title]));
		const asked = askedFor(url.searchParams, all.length);
		const seen = await answer(whatIf(tx, by, asked));
		const view = seen.ok && typeof seen.value === 'object' ? seen.value : null;
		const unsolved = seen.ok && typeof seen.value === 'string' ? seen.value : 'cannotBe';
		return {
			seats: MORE_SEATS,
			why: seen.ok ? words(locals.language)(`whatIf.${unsolved}`) : seen.rejected.say(locals.language),
			done: Number(url.searchParams.get('decided') ?? -1),
			view: view && {
				objective: view.objective,
				rounds: view.problem.rounds ?? 1,
				present: view.present,
				asked: view.asked,
				isCut: view.isCut,
				given: { problem: nameless(view.problem), limits: HASTE },
				workshops: view.problem.workshops.map((workshop, at) => ({
					id: workshop.id,
					title: title.get(workshop.id) ?? '',
					minimum: all.find(({ id }) => id === workshop.id)?.minimum ?? 0,
					isEverywhere: workshop.rounds === undefined,
					imagined: asked?.[at] ?? view.decided[at],
					seen: typeof view.asked === 'string' ? null : (view.asked ?? view.present),
					thoughts: view.thoughts
						.filter((thought) => thought.workshop === workshop.id)
						.map((thought) => ({ ...thought, cancelled: thought.cancelled.map((id) => title.get(id) ?? '') })),
				})),
			},
			blank: filled(),
		};
	});

export const actions: Actions = {
	decide: async ({ request, locals, params }) => {
		const { language } = locals;
		const count = await locals.within(async (tx) => (await workshops(tx, (await organiser(tx, locals, params.meeting)).meeting.id)).length);
		const input = await parse(request, imagined(count), words(language));
		if (!input.ok) return fail(400, { form: input.form as Form });
		const done = await answer(
			locals.within(async (tx) => conduct.decide(tx, (await organiser(tx, locals, params.meeting)).organiser, input.value)),
		);
		if (!done.ok) return fail(409, { form: withRejection(input.form, done.rejected, language) as Form });
		redirect(303, to(language, `/desk/meetings/${params.meeting}/allocation/what-if?decided=${done.value}`));
	},
};

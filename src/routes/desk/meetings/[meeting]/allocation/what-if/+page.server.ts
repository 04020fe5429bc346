import { fail, redirect } from '@sveltejs/kit';
import * as conduct from '#modules/conduct/write.server.ts';
import { workshops } from '#modules/workshops/read.server.ts';
import { MORE_SEATS, thinkable, thinkThrough } from '#modules/workshops/read-what-if.server.ts';
import { HASTE } from '#modules/workshops/rules.ts';
import { type Imagined, inOneWord, nameless } from '#modules/workshops/rules-what-if.ts';
import { imagined } from '#modules/workshops/schema.ts';
import { words } from '#modules/workshops/words.ts';
import { type Form, filled, parse, parseAgain, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { organiser } from '../../../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** What the address asks for, or the form with what cannot be read; undefined where it asks for nothing. */
function askedFor(query: URLSearchParams, count: number, say: (key: never) => string) {
	if (!query.has('seats0')) return undefined;
	const form = filled(Object.fromEntries(query));
	return parseAgain(form, imagined(count), say, 'form');
}

export const load: PageServerLoad = async ({ locals, params, url, request }) => {
	const { language } = locals;
	// What takes long is thought through after the transaction: nobody else waits for its connection.
	const { all, seen } = await locals.within(async (tx) => {
		const { organiser: by, meeting } = await organiser(tx, locals, params.meeting);
		return { all: await workshops(tx, meeting.id), seen: await answer(thinkable(tx, by)) };
	});
	const title = new Map(all.map(({ id, title }) => [id, title]));
	const read = askedFor(url.searchParams, all.length, words(language));
	const asked = read?.ok ? read.value : undefined;
	const shown = {
		seats: MORE_SEATS,
		decided: Number(url.searchParams.get('decided') ?? -1),
		blank: read && !read.ok ? read.form : filled(),
	};
	if (!seen.ok) return { ...shown, why: seen.rejected.say(language), view: null };
	const { objective, problem, decided } = seen.value;
	const view = await thinkThrough(seen.value, asked, request.signal);
	if (typeof view === 'string') return { ...shown, why: words(language)(`whatIf.${view}`), view: null };
	return {
		...shown,
		why: '',
		view: {
			objective,
			rounds: problem.rounds ?? 1,
			present: view.present,
			asked: view.asked,
			isCut: view.isCut,
			given: { problem: nameless(problem), limits: HASTE },
			workshops: problem.workshops.map((workshop, at) => {
				const now = decided[at] as Imagined;
				return {
					id: workshop.id,
					title: title.get(workshop.id) ?? '',
					minimum: all.find(({ id }) => id === workshop.id)?.minimum ?? 0,
					was: inOneWord(now),
					isEverywhere: now.everyRound,
					imagined: asked?.[at] ?? now,
					seen: typeof view.asked === 'string' ? null : (view.asked ?? view.present),
					thoughts: view.thoughts
						.filter((thought) => thought.workshop === workshop.id)
						.map((thought) => ({ ...thought, cancelled: thought.cancelled.map((id) => title.get(id) ?? '') })),
				};
			}),
		},
	};
};

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

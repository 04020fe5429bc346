import { fail, redirect } from '@sveltejs/kit';
import { boardsOf } from '#modules/boards/read.server.ts';
import { presetNames, presets } from '#modules/boards/rules.ts';
import { board } from '#modules/boards/schema.ts';
import { words } from '#modules/boards/words.ts';
import { addBoard } from '#modules/boards/write-board.server.ts';
import { guidingQuestions } from '#modules/events/read.server.ts';
import { groups } from '#modules/groups/read.server.ts';
import { filled, parse } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { organiser } from '../../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** What somebody typed before they chose a template. */
const KEPT = ['title', 'tables', 'choices', 'dots', 'dotsEach', 'codes', 'method'] as const;

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { meeting, organiser: by } = await organiser(tx, locals, params.meeting);
		const preset = presetNames.find((name) => name === url.searchParams.get('preset')) ?? 'wishes';
		const tables = (await groups(tx, by)).length;
		return {
			boards: await boardsOf(tx, by),
			questions: await guidingQuestions(tx, meeting.id),
			// What people are asked for most often; the tables of the meeting's groups, if it has any.
			known: filled({
				tables: tables ? String(tables) : '8',
				choices: '3',
				dots: '5',
				dotsEach: '2',
				codes: '0',
				...(preset === 'topics' ? { title: words(locals.language)('preset.topics.name') } : {}),
				...Object.fromEntries(
					KEPT.flatMap((name) => (url.searchParams.get(name) ? [[name, url.searchParams.get(name)?.slice(0, 120)]] : [])),
				),
				...Object.fromEntries(presets[preset].map((kind, at) => [`kind${at + 1}`, kind])),
			}),
			isChosen: url.searchParams.has('preset'),
			done: url.searchParams.get('done'),
		};
	});

export const actions: Actions = {
	add: async ({ request, locals, params }) => {
		const input = await parse(request, board, words(locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		const id = await locals.within(async (tx) => {
			const { meeting, organiser: by } = await organiser(tx, locals, params.meeting);
			return addBoard(tx, by, meeting, input.value, locals.now);
		});
		redirect(303, to(locals.language, `/desk/meetings/${params.meeting}/boards/${id}?done=added`));
	},
};

import { fail, redirect } from '@sveltejs/kit';
import { agenda } from '#modules/events/read.server.ts';
import { agendaConflicts } from '#modules/events/rules.ts';
import { boardOf } from '#modules/events/rules-board.ts';
import { shift } from '#modules/events/schema.ts';
import { words } from '#modules/events/words.ts';
import { shiftItem } from '#modules/events/write-programme.server.ts';
import { isId, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer, Rejected } from '#platform/rejected.ts';
import { parts } from '#platform/time/time.ts';
import { organiser } from '../../../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { meeting } = await organiser(tx, locals, params.meeting);
		const items = (await agenda(tx, meeting.id)).map((item) => ({
			...item,
			from: parts(item.startsAt).time,
			until: parts(item.endsAt).time,
		}));
		const title = new Map(items.map((item) => [item.id, item.title]));
		const board = boardOf(meeting, items);
		return {
			columns: board.columns,
			rows: board.rows.map(({ at, cells }) => ({ time: parts(at).time, cells })),
			conflicts: agendaConflicts(meeting, items).map(({ kind, item, other }) => ({
				kind,
				ids: [item, other ?? ''],
				title: title.get(item) ?? '',
				other: title.get(other ?? '') ?? '',
			})),
			isEmpty: items.length === 0,
			isMoved: url.searchParams.get('done') === 'moved',
		};
	});

export const actions: Actions = {
	default: async ({ request, locals, params }) => {
		const { language } = locals;
		const input = await parse(request, shift, words(language));
		const { id } = input.form.values;
		if (!input.ok) return fail(400, { id, form: input.form });
		const done = await answer(
			locals.within(async (tx) => {
				const { organiser: by } = await organiser(tx, locals, params.meeting);
				if (!isId(id)) throw new Rejected((l) => words(l)('itemGone'));
				await shiftItem(tx, by, id, input.value);
			}),
		);
		if (!done.ok) return fail(409, { id, form: withRejection(input.form, done.rejected, language) });
		redirect(303, to(language, `/desk/meetings/${params.meeting}/agenda/board?done=moved`));
	},
};

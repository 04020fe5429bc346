import { randomUUID } from 'node:crypto';
import { helpersFor } from '#modules/boards/read.server.ts';
import { dueLine, shown } from '#modules/thread/output.server.ts';
import { carriedTo, mandatesOf } from '#modules/thread/read.server.ts';
import { decidedLists } from '#modules/thread/read-priority.server.ts';
import { begunFrom, type Standing } from '#modules/thread/rules.ts';
import { called, correction, leftOpen, mandate } from '#modules/thread/schema.ts';
import * as thread from '#modules/thread/write.server.ts';
import { filled, nothing } from '#platform/form.ts';
import { dayOf } from '#platform/time/time.ts';
import { organiser } from '../../../../gate.server.ts';
import { doing, type Place, sayings } from '../../../../mandate.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** How a mandate stands, as a form has it. */
const fields = (language: App.Locals['language'], { asked, step, due }: Pick<Standing, 'asked' | 'step' | 'due'>) => ({
	asked,
	step,
	due: due === 'next' ? '' : dueLine(language, due),
	atNext: due === 'next' ? 'yes' : '',
});

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { language, now } = locals;
		const { organiser: by } = await organiser(tx, locals, params.meeting);
		const today = dayOf(now);
		const given = await mandatesOf(tx, by);
		const helpers = await helpersFor(
			tx,
			given.flatMap(({ bundle }) => bundle ?? []),
		);
		return {
			carried: (await carriedTo(tx, by)).map((one) => shown(language, one, today)),
			lists: (await decidedLists(tx, by)).map(({ board, title, list }) => ({
				board,
				title,
				list: list.map(({ bundle, rank, title: priority, decision, handed }) => ({
					bundle,
					rank,
					title: priority,
					decision,
					hasName: Boolean(handed?.who),
					form: filled({ title: priority, ...fields(language, begunFrom(handed)) }),
				})),
			})),
			given: given.map((one) => ({
				...shown(language, one, today, { helpers }),
				form: filled({
					...fields(language, one.standing),
					carerName: one.carer && !one.carer.hasLeft ? one.carer.name : '',
					carerEmail: one.carer?.email ?? '',
				}),
			})),
			key: randomUUID(),
			done: url.searchParams.get('done'),
			blank: filled(),
		};
	});

const place: Place<RequestEvent, Awaited<ReturnType<typeof organiser>>['organiser']> = {
	gate: async (tx, { locals, params }) => (await organiser(tx, locals, params.meeting)).organiser,
	page: ({ params }) => `/desk/meetings/${params.meeting}/mandates`,
};

const says = sayings(place);

export const actions: Actions = {
	report: says.report,
	postpone: says.postpone,
	end: says.end,
	give: doing(place, 'give', 'given', mandate, thread.give),
	giveHanded: doing(place, 'giveHanded', 'given', nothing, (tx, by, _, now) => thread.giveHanded(tx, by, now)),
	correct: doing(place, 'correct', 'corrected', correction, thread.correct),
	open: doing(place, 'open', 'opened', leftOpen, (tx, by, { bundle }) => thread.leaveOpen(tx, by, [bundle])),
	openAll: doing(place, 'open', 'opened', nothing, async (tx, by) => {
		const all = (await decidedLists(tx, by)).flatMap(({ list }) => list);
		await thread.leaveOpen(
			tx,
			by,
			// What the room promised is not given up with the others.
			all.filter(({ decision, handed }) => decision === 'undecided' && !handed?.who).map(({ bundle }) => bundle),
		);
	}),
	reopen: doing(place, 'reopen', 'reopened', called, thread.reopen),
	leave: doing(place, 'leave', 'left', called, thread.leave),
};

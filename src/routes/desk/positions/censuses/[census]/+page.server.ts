import type { Coordinator } from '#modules/people/access.ts';
import { type Census, censusOf } from '#modules/positions/read-census.server.ts';
import { type Asked, isToBeAsked, progressOf, replyOf } from '#modules/positions/rules-census.ts';
import { asking, closing, moving, replyFor, settling } from '#modules/positions/schema-census.ts';
import { words } from '#modules/positions/words.ts';
import * as writes from '#modules/positions/write-census.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { filled } from '#platform/form.ts';
import { dayLine } from '#platform/time/partial.ts';
import { dayOf, shortDay } from '#platform/time/time.ts';
import { doing, type Place } from '../../../../doing.server.ts';
import { coordinator, nothingHere } from '../../../../gate.server.ts';
import { pageOf } from '../../listed.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';
import { repliesIn, replyFilter } from './replies.server.ts';

const own = async (
	tx: Tx,
	{ locals, params }: Pick<RequestEvent, 'locals' | 'params'>,
): Promise<{ by: Coordinator; known: Census & { asked: Asked[] } }> => {
	const by = coordinator(locals);
	return { by, known: (await censusOf(tx, by, params.census)) ?? nothingHere() };
};

export const load: PageServerLoad = (event) => {
	coordinator(event.locals);
	return event.locals.within(async (tx) => {
		const { language, now } = event.locals;
		const { known } = await own(tx, event);
		const { search, reply } = replyFilter(event.url);
		const schools = repliesIn(event.url, known.asked);
		const { page, pages, rows } = pageOf(schools, event.url);
		const day = (at: Date | null) => (at ? shortDay(language, at) : '');
		return {
			census: {
				id: known.id,
				name: known.name,
				day: dayLine(language, known.referenceOn),
				referenceOn: known.referenceOn,
				due: dayLine(language, known.dueOn),
				isLate: known.endedAt === null && known.dueOn < dayOf(now),
				note: known.note,
				isOver: known.endedAt !== null,
			},
			progress: progressOf(known.asked),
			due: known.endedAt ? 0 : known.asked.filter((one) => isToBeAsked(one, now)).length,
			count: schools.length,
			page,
			pages,
			schools: rows.map((one) => ({
				id: one.id,
				organisation: one.organisation,
				name: one.name,
				town: one.town,
				reply: replyOf(one),
				note: one.note,
				form: filled({ note: one.note }),
				answeredOn: day(one.answeredAt),
				askedOn: day(one.remindedAt ?? one.askedAt),
			})),
			filter: filled({ q: search, reply }),
			query: search || reply ? `?${new URLSearchParams({ q: search, reply })}` : '',
			moved: filled({ dueOn: dayLine(language, known.dueOn) }),
			done: event.url.searchParams.get('done'),
			blank: filled(),
		};
	});
};

const place: Place<RequestEvent, { by: Coordinator; id: string }> = {
	gate: async (tx, event) => {
		const { by, known } = await own(tx, event);
		return { by, id: known.id };
	},
	page: ({ params }) => `/desk/positions/censuses/${params.census}`,
	say: words,
};

export const actions: Actions = {
	ask: doing(place, 'ask', 'asked', asking, (tx, { by, id }, _, now) => writes.askDue(tx, by, id, now)),
	answer: doing(place, 'answer', 'answered', replyFor, (tx, { by, id }, { asked, ...input }, now) =>
		writes.answerFor(tx, by, id, asked, input, now),
	),
	settle: doing(place, 'settle', 'settled', settling, (tx, { by, id }, { asked }, now) => writes.settle(tx, by, id, asked, now)),
	move: doing(place, 'move', 'moved', moving, (tx, { by, id }, { dueOn }, now) => writes.moveDue(tx, by, id, dueOn, dayOf(now))),
	end: doing(place, 'end', 'ended', closing, (tx, { by, id }, _, now) => writes.endCensus(tx, by, id, now)),
};

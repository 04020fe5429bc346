import { error } from '@sveltejs/kit';
import type { Respondent } from '#modules/positions/access.ts';
import { shownRows } from '#modules/positions/output-census.server.ts';
import { respondentBy } from '#modules/positions/read-census.server.ts';
import { reply } from '#modules/positions/schema-census.ts';
import { words } from '#modules/positions/words.ts';
import { answerCensus } from '#modules/positions/write-census.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { filled } from '#platform/form.ts';
import { dayLine } from '#platform/time/partial.ts';
import { dayOf } from '#platform/time/time.ts';
import { doing, type Place } from '../../doing.server.ts';
import { nothingHere } from '../../gate.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const own = async (tx: Tx, { locals, params }: Pick<RequestEvent, 'locals' | 'params'>) =>
	(await respondentBy(tx, locals.region.id, params.token)) ?? nothingHere();

export const load: PageServerLoad = async (event) => {
	if (!(await event.locals.mayStill('link'))) error(429, { message: 'Too many', id: '' });
	return event.locals.within(async (tx) => {
		const { language, region } = event.locals;
		const { census, asked } = await own(tx, event);
		const isOver = census.endedAt !== null;
		return {
			school: asked.name,
			census: {
				name: census.name,
				day: dayLine(language, census.referenceOn),
				due: dayLine(language, census.dueOn),
				note: census.note,
				isOver,
				isLate: census.dueOn < dayOf(event.locals.now),
			},
			...(isOver ? { rows: [], seen: '' } : await shownRows(tx, language, region.id, asked.organisation, census.referenceOn)),
			answer: isOver ? null : asked.answer,
			said: filled({ note: isOver ? '' : asked.note }),
			operatorEmail: region.operatorEmail,
			done: event.url.searchParams.get('done'),
			blank: filled(),
		};
	});
};

const place: Place<RequestEvent, Respondent> = {
	gate: async (tx, event) => (await own(tx, event)).by,
	page: ({ params }) => `/census/${params.token}`,
	say: words,
};

export const actions: Actions = {
	answer: doing(place, 'answer', 'answered', reply, (tx, by, input, now) => answerCensus(tx, by, input, now)),
};

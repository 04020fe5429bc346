import { helpersFor } from '#modules/boards/read.server.ts';
import { shown } from '#modules/thread/output.server.ts';
import { carerBy, mandateOf } from '#modules/thread/read.server.ts';
import { words } from '#modules/thread/words.ts';
import type { Tx } from '#platform/db/database.ts';
import { filled } from '#platform/form.ts';
import { dayOf } from '#platform/time/time.ts';
import type { Place } from '../../doing.server.ts';
import { nothingHere } from '../../gate.server.ts';
import { sayings } from '../../mandate.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const carer = async (tx: Tx, { locals, params }: Pick<RequestEvent, 'locals' | 'params'>) =>
	(await carerBy(tx, locals.region.id, params.token)) ?? nothingHere();

export const load: PageServerLoad = (event) =>
	event.locals.within(async (tx) => {
		const { language, now } = event.locals;
		const mandate = (await mandateOf(tx, await carer(tx, event))) ?? nothingHere();
		const helpers = await helpersFor(tx, mandate.bundle === null ? [] : [mandate.bundle]);
		return {
			mandate: shown(language, mandate, dayOf(now), { isNamed: false, helpers }),
			done: event.url.searchParams.get('done'),
			blank: filled(),
		};
	});

const place: Place<RequestEvent, Awaited<ReturnType<typeof carer>>> = {
	gate: carer,
	page: ({ params }) => `/mandate/${params.token}`,
	say: words,
};

const says = sayings(place);

export const actions: Actions = {
	report: says.report,
	postpone: says.postpone,
	end: says.end,
};

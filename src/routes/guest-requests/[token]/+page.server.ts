import { shownSlot } from '#modules/thread/output-guest.server.ts';
import { deciderBy, slotFor } from '#modules/thread/read-guest.server.ts';
import { decision } from '#modules/thread/schema-guest.ts';
import { words } from '#modules/thread/words.ts';
import { decide } from '#modules/thread/write-guest.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { filled } from '#platform/form.ts';
import { doing, type Place } from '../../doing.server.ts';
import { nothingHere } from '../../gate.server.ts';
import { shownRequests } from '../../guest-seats.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const own = async (tx: Tx, { locals, params }: Pick<RequestEvent, 'locals' | 'params'>) =>
	(await deciderBy(tx, locals.region.id, params.token)) ?? nothingHere();

export const load: PageServerLoad = (event) =>
	event.locals.within(async (tx) => {
		const { language, now } = event.locals;
		const slot = (await slotFor(tx, (await own(tx, event)).slot)) ?? nothingHere();
		const isOpen = slot.startsAt > now && !slot.cancelledAt;
		return {
			slot: shownSlot(language, slot, now),
			place: slot.place,
			/** Once nothing is left to decide, the link shows nobody any more. */
			requests: isOpen ? shownRequests(language, slot) : [],
			isOpen,
			done: event.url.searchParams.get('done'),
			blank: filled(),
		};
	});

const place: Place<RequestEvent, Awaited<ReturnType<typeof own>>> = {
	gate: own,
	page: ({ params }) => `/guest-requests/${params.token}`,
	say: words,
};

export const actions: Actions = {
	decide: doing(place, 'decide', 'decided', decision, decide),
};

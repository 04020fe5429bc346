import { organisations } from '#modules/organisations/read.server.ts';
import type { Coordinator } from '#modules/people/access.ts';
import { deciderAs } from '#modules/thread/access.ts';
import { shownSlot } from '#modules/thread/output-guest.server.ts';
import { type GuestSlot, slotFor } from '#modules/thread/read-guest.server.ts';
import { decision, slot, slotOff } from '#modules/thread/schema-guest.ts';
import { words } from '#modules/thread/words.ts';
import * as thread from '#modules/thread/write-guest.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { filled } from '#platform/form.ts';
import { dayLine } from '#platform/time/partial.ts';
import { clock, dayOf } from '#platform/time/time.ts';
import { doing, type Place } from '../../../doing.server.ts';
import { coordinator, nothingHere } from '../../../gate.server.ts';
import { shownRequests } from '../../../guest-seats.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const own = async (tx: Tx, { locals, params }: Pick<RequestEvent, 'locals' | 'params'>): Promise<{ by: Coordinator; held: GuestSlot }> => {
	const by = coordinator(locals);
	return { by, held: (await slotFor(tx, params.slot)) ?? nothingHere() };
};

export const load: PageServerLoad = (event) => {
	coordinator(event.locals);
	return event.locals.within(async (tx) => {
		const { language, now } = event.locals;
		const { held } = await own(tx, event);
		return {
			slot: shownSlot(language, held, now),
			place: held.place,
			decider: held.deciderName,
			requests: shownRequests(language, held),
			isOpen: held.startsAt > now && !held.cancelledAt,
			known: filled({
				key: held.id,
				host: held.host,
				day: dayLine(language, dayOf(held.startsAt)),
				start: clock(language, held.startsAt),
				end: clock(language, held.endsAt),
				place: held.place,
				seats: String(held.seats),
				closes: dayLine(language, dayOf(held.closesAt)),
				deciderName: held.deciderName,
				deciderEmail: held.deciderEmail,
			}),
			organisations: await organisations(tx),
			done: event.url.searchParams.get('done'),
			blank: filled(),
		};
	});
};

const place: Place<RequestEvent, { by: Coordinator; id: string }> = {
	gate: async (tx, event) => {
		const { by, held } = await own(tx, event);
		return { by, id: held.id };
	},
	page: ({ params }) => `/desk/guest-seats/${params.slot}`,
	say: words,
};

export const actions: Actions = {
	save: doing(place, 'save', 'saved', slot, (tx, { by, id }, input, now) => thread.offerSlot(tx, by, { ...input, key: id }, now)),
	decide: doing(place, 'decide', 'decided', decision, (tx, { by, id }, input, now) => thread.decide(tx, deciderAs(by, id), input, now)),
	off: doing(place, 'off', 'off', slotOff, (tx, { by, id }, _, now) => thread.callOff(tx, by, id, now)),
};

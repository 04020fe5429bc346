import { randomUUID } from 'node:crypto';
import { fail } from '@sveltejs/kit';
import { offered } from '#modules/organisations/read.server.ts';
import { shownSlot } from '#modules/thread/output-guest.server.ts';
import { slotFor } from '#modules/thread/read-guest.server.ts';
import { request as seat } from '#modules/thread/schema-guest.ts';
import { words } from '#modules/thread/words.ts';
import { askForSeat } from '#modules/thread/write-guest.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { answer, Rejected } from '#platform/rejected.ts';
import { nothingHere } from '../../gate.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const slotAt = async (tx: Tx, { params }: Pick<RequestEvent, 'params'>) => (await slotFor(tx, params.slot)) ?? nothingHere();

export const load: PageServerLoad = (event) =>
	event.locals.within(async (tx) => {
		const { language, now } = event.locals;
		return {
			slot: shownSlot(language, await slotAt(tx, event), now),
			organisations: await offered(tx),
			blank: filled({ key: randomUUID() }),
		};
	});

export const actions: Actions = {
	default: async (event) => {
		const { locals, request } = event;
		const { language, region, now } = locals;
		await locals.within((tx) => slotAt(tx, event));
		const input = await parse(request, seat, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const mayTry = (await locals.mayStill('seat')) && (await locals.mayStill('seatAddress', `${region.id} ${input.value.email}`));
		const tooMany = new Rejected((l) => words(l)('guestsTooMany'));
		if (!mayTry) return fail(429, { form: withRejection(input.form, tooMany, language) });
		const outcome = await answer(locals.within((tx) => askForSeat(tx, region.id, event.params.slot, input.value, now)));
		if (!outcome.ok) return fail(409, { form: withRejection(input.form, outcome.rejected, language) });
		return { form: filled(), isAsked: true };
	},
};

// Guest seats: offered, asked for, granted or declined, given back.
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import * as mail from '#platform/mail/mail.ts';
import type { Decider, Guest } from './access.ts';
import { type GuestSlot, slotFor } from './read-guest.server.ts';
import { freeSeats, slotState, undecided } from './rules-guest.ts';
import type { DecisionInput, RequestInput, SlotInput } from './schema-guest.ts';
import { reject } from './write.server.ts';

/** Confirmed requests that one slot takes, decided or not. */
const MOST_REQUESTS = 100;

/** Whoever decides is told of new requests no more often. */
const PATIENCE_MINUTES = 60;

/** A slot, kept from being changed or asked for by others until the transaction ends. Errors: Rejected where there is none */
async function held(tx: Tx, id: string): Promise<GuestSlot> {
	await tx.selectFrom('thread.guest_slot').select('id').where('id', '=', id).forUpdate().execute();
	const slot = await slotFor(tx, id);
	if (!slot) throw reject('slotGone');
	return slot;
}

const tellGuests = (tx: Tx, region: number, requests: readonly { id: string }[], facts: { was?: 'granted' } = {}) =>
	requests.length === 0
		? undefined
		: mail.enqueue(tx, region, 'thread.guest', ...requests.map(({ id: request }) => ({ request, ...facts })));

/**
 * Offers guest seats at a conference, or changes what stands there; whoever was granted a seat is told of another time or place.
 * Errors: Rejected for a conference that lies behind, for one that was called off, and for fewer seats than were granted
 */
export async function offerSlot(
	tx: Tx,
	by: Coordinator,
	{ key: id, deciderName, deciderEmail, ...input }: SlotInput,
	now: Date,
): Promise<void> {
	const { host, startsAt, endsAt, place, seats, closesAt } = input;
	if (startsAt <= now) throw reject('slotPast', 'day');
	const row = {
		host,
		starts_at: startsAt,
		ends_at: endsAt,
		place,
		seats,
		closes_at: closesAt,
		decider_name: deciderName,
		decider_email: deciderEmail,
	};
	const added = await tx
		.insertInto('thread.guest_slot')
		.values({ region_id: by.region, id, ...row })
		.onConflict((conflict) => conflict.doNothing())
		.returning('id')
		.executeTakeFirst();
	if (added) return;
	const before = await held(tx, id);
	if (before.cancelledAt || before.endsAt <= now) throw reject('slotGone');
	const granted = before.requests.filter(({ decision }) => decision === 'granted');
	if (seats < granted.length) throw reject('seatsGranted', 'seats');
	const isMoved = Number(before.startsAt) !== Number(startsAt) || Number(before.endsAt) !== Number(endsAt) || before.place !== place;
	await tx
		.updateTable('thread.guest_slot')
		.set({
			...row,
			sequence: before.sequence + Number(isMoved),
			// Somebody else decides from now on: the earlier link ends.
			...(before.deciderEmail === deciderEmail ? {} : { link_version: sql<number>`link_version + 1` }),
		})
		.where('id', '=', id)
		.execute();
	if (isMoved) await tellGuests(tx, by.region, granted);
}

/** Calls a conference off for guests: whoever asked or was granted a seat is told. The same again changes nothing. */
export async function callOff(tx: Tx, by: Coordinator, id: string, now: Date): Promise<void> {
	const { cancelledAt, endsAt, requests, sequence } = await held(tx, id);
	if (cancelledAt || endsAt <= now) return;
	await tx
		.updateTable('thread.guest_slot')
		.set({ cancelled_at: now, sequence: sequence + 1 })
		.where('id', '=', id)
		.execute();
	await tellGuests(tx, by.region, undecided(requests));
	const granted = requests.filter(({ decision }) => decision === 'granted');
	await tellGuests(tx, by.region, granted, { was: 'granted' });
}

/**
 * Asks for a guest seat: a mail goes out with a link, and the request counts once it is confirmed there. Whoever asked before under the address is answered
 * alike, and gets the mail once more: nobody acts for somebody else by typing their address.
 * Errors: Rejected when nobody can ask any more
 */
export async function askForSeat(tx: Tx, region: number, slot: string, input: RequestInput, now: Date): Promise<void> {
	const { requests, ...facts } = await held(tx, slot);
	const { key: id, name, email, organisation, profession } = input;
	const state = slotState(facts, requests, now);
	if (state !== 'open') throw reject(`slot.${state}`);
	const row = { name, organisation, profession, asked_at: now };
	const known = requests.find((one) => one.email === email);
	let request = known?.id ?? id;
	if (known && !known.isConfirmed) await tx.updateTable('thread.guest_request').set(row).where('id', '=', known.id).execute();
	if (!known) {
		const taken = await tx.selectFrom('thread.guest_request').select('id').where('id', '=', id).executeTakeFirst();
		// Whoever sends a form again under another address learns nothing from the answer.
		request = taken ? randomUUID() : id;
		await tx
			.insertInto('thread.guest_request')
			.values({ region_id: region, id: request, slot_id: slot, email, ...row })
			.execute();
	}
	const about: Record<string, string> = known?.decision === 'withdrawn' ? { request, again: 'yes' } : { request };
	if (!(await mail.wasAsked(tx, 'thread.guest', about, PATIENCE_MINUTES))) await mail.enqueue(tx, region, 'thread.guest', about);
}

/**
 * Confirms a request by its own link, or asks again after it was taken back; whoever decides is told. The same again changes nothing.
 * Errors: Rejected when nobody can ask any more
 */
export async function confirmRequest(tx: Tx, by: Guest, now: Date): Promise<void> {
	const slot = await held(tx, by.slot);
	const request = slot.requests.find(({ id }) => id === by.request);
	if (!request) throw reject('requestGone');
	if (request.isConfirmed && request.decision !== 'withdrawn') return;
	const state = slotState(slot, slot.requests, now);
	if (state !== 'open') throw reject(`slot.${state}`);
	if (slot.requests.filter(({ id, isConfirmed }) => isConfirmed && id !== request.id).length >= MOST_REQUESTS) throw reject('slot.full');
	const anew = { asked_at: now, confirmed_at: now, decision: null, decided_at: null, decided_by: null };
	await tx.updateTable('thread.guest_request').set(anew).where('id', '=', request.id).execute();
	if (!(await mail.wasAsked(tx, 'thread.guestAsked', { slot: slot.id }, PATIENCE_MINUTES)))
		await mail.enqueue(tx, by.region, 'thread.guestAsked', { slot: slot.id });
}

/**
 * Grants a seat or declines it; the guest is told. What was decided can be decided otherwise until the conference.
 * Errors: Rejected for a foreign request or one that was withdrawn, when no seat is free, and once it is over or called off
 */
export async function decide(tx: Tx, by: Decider, { request: id, decision }: DecisionInput, now: Date): Promise<void> {
	const slot = await held(tx, by.slot);
	if (by.link !== null && by.link !== slot.link) throw reject('linkEnded');
	if (slot.cancelledAt || slot.startsAt <= now) throw reject('slotGone');
	const request = slot.requests.find((one) => one.id === id);
	if (!request?.isConfirmed || request.decision === 'withdrawn') throw reject('requestGone');
	if (request.decision === decision) return;
	if (decision === 'granted' && freeSeats(slot, slot.requests) === 0) throw reject('noSeatFree');
	await tx.updateTable('thread.guest_request').set({ decision, decided_at: now, decided_by: by.person }).where('id', '=', id).execute();
	await tellGuests(tx, by.region, [request], request.decision === 'granted' ? { was: 'granted' } : {});
}

/** Gives a seat back, or takes a wish back. The same again changes nothing. Errors: Rejected once the conference has begun */
export async function withdraw(tx: Tx, by: Guest, now: Date): Promise<void> {
	const slot = await held(tx, by.slot);
	if (slot.startsAt <= now) throw reject('slotGone');
	await tx
		.updateTable('thread.guest_request')
		.set({ decision: 'withdrawn', decided_at: now, decided_by: null })
		.where('id', '=', by.request)
		.where('confirmed_at', 'is not', null)
		.where((eb) => eb.or([eb('decision', 'is', null), eb('decision', '<>', 'withdrawn')]))
		.execute();
}

/** Forgets who asked for seats, and who decided, of conferences that ended before a moment, and requests from before another that were never confirmed. */
export async function eraseGuests(tx: Tx, before: Date, unconfirmedBefore: Date): Promise<void> {
	await tx.deleteFrom('thread.guest_request').where('confirmed_at', 'is', null).where('asked_at', '<', unconfirmedBefore).execute();
	await tx
		.deleteFrom('thread.guest_request')
		.where('slot_id', 'in', (eb) => eb.selectFrom('thread.guest_slot').select('id').where('ends_at', '<', before))
		.execute();
	await tx
		.updateTable('thread.guest_slot')
		.set({ decider_name: '', decider_email: '', link_version: sql<number>`link_version + 1` })
		.where('ends_at', '<', before)
		.where((eb) => eb.or([eb('decider_name', '<>', ''), eb('decider_email', '<>', '')]))
		.execute();
}

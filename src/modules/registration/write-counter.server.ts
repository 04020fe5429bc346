import type { SqlBool } from 'kysely';
import type { Tx } from '#platform/db/database.ts';
import { Rejected } from '#platform/rejected.ts';
import { type Group, type Kept, type Seat, seatFor } from './rules.ts';
import { words } from './words.ts';

/** Who did something with a registration. */
export type By = { kind: 'participant' | 'system' } | { kind: 'organiser'; person: string };

/** Appends a line to the history of a registration. */
export async function note(
	tx: Tx,
	region: number,
	place: string,
	by: By,
	what: string,
	before: unknown = null,
	after: unknown = null,
): Promise<void> {
	await tx
		.insertInto('registration.change')
		.values({
			region_id: region,
			place_id: place,
			actor: by.kind,
			actor_id: by.kind === 'organiser' ? by.person : null,
			what,
			before: before === null ? null : JSON.stringify(before),
			after: after === null ? null : JSON.stringify(after),
		})
		.execute();
}

/** A meeting's counter while it is held. */
export interface HeldOffer {
	capacity: number;
	taken: number;
	/** Places kept for groups and not taken yet. */
	held: number;
	queued: number;
	opens_at: Date;
	closes_at: Date;
	isCancelled: SqlBool;
}

/**
 * Holds the meeting's counter until the end of the transaction: whoever gives or takes places comes one after the other.
 * Everything that moves people takes this first; two orders would be a deadlock.
 */
export async function hold(tx: Tx, meeting: string): Promise<HeldOffer | undefined> {
	return tx
		.selectFrom('registration.offer')
		.select((eb) => [
			'capacity',
			'taken',
			'held',
			'queued',
			'opens_at',
			'closes_at',
			eb.exists(eb.selectFrom('events.cancellation').select('meeting_id').where('meeting_id', '=', meeting)).as('isCancelled'),
		])
		.where('meeting_id', '=', meeting)
		.forUpdate()
		.executeTakeFirst();
}

/**
 * Takes a free place for somebody of a group, a kept one first; null where there is none.
 * Shape:  the caller holds the meeting; offer and kept = what it holds, both counted on
 */
export async function takeSeat(tx: Tx, meeting: string, offer: HeldOffer, kept: Kept[], group: Group): Promise<Seat | null> {
	const seat = seatFor(offer, kept, group);
	if (!seat) return null;
	const reservation = kept.find(({ id }) => id === seat.reservation);
	if (reservation) {
		reservation.free -= 1;
		offer.held -= 1;
		await tx
			.updateTable('registration.reservation')
			.set((eb) => ({ used: eb('used', '+', 1) }))
			.where('id', '=', reservation.id)
			.execute();
	}
	offer.taken += 1;
	await tx.updateTable('registration.offer').set({ taken: offer.taken, held: offer.held }).where('meeting_id', '=', meeting).execute();
	return seat;
}

/**
 * Gives a taken place back: to its group as long as that is kept, otherwise to everybody.
 * Shape:  the caller holds the meeting
 */
export async function giveSeatBack(tx: Tx, meeting: string, reservation: string | null): Promise<void> {
	const kept = reservation
		? await tx
				.updateTable('registration.reservation')
				.set((eb) => ({ used: eb('used', '-', 1) }))
				.where('id', '=', reservation)
				.where('released_at', 'is', null)
				.returning('id')
				.executeTakeFirst()
		: undefined;
	await tx
		.updateTable('registration.offer')
		.set((eb) => ({ taken: eb('taken', '-', 1), ...(kept ? { held: eb('held', '+', 1) } : {}) }))
		.where('meeting_id', '=', meeting)
		.execute();
}

/** The next number of the waiting list, the caller holding the meeting. */
export async function nextNumber(tx: Tx, meeting: string): Promise<number> {
	const { queued } = await tx
		.updateTable('registration.offer')
		.set((eb) => ({ queued: eb('queued', '+', 1) }))
		.where('meeting_id', '=', meeting)
		.returning('queued')
		.executeTakeFirstOrThrow();
	return queued;
}

/** The refusal of whoever comes when nothing can be booked. */
export const closed = (): Rejected => new Rejected((language) => words(language)('registrationClosed'));

import type { Organiser } from '#modules/events/access.ts';
import { meetingById } from '#modules/events/read.server.ts';
import * as events from '#modules/events/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import * as jobs from '#platform/jobs/jobs.ts';
import { Rejected } from '#platform/rejected.ts';
import { LAST_HOURS } from './rules.ts';
import type { ReservationInput } from './schema.ts';
import { words } from './words.ts';
import { closed, hold } from './write-counter.server.ts';
import { offerNext } from './write-waiting.server.ts';

const reject = (key: 'reservationTooMany' | 'reservationGone' | 'releaseWrong' | 'unknownChoice', field?: string, free = 0) =>
	new Rejected((language) => words(language)(key, { free }), field);

/**
 * Keeps free places for a group until a day.
 * Errors: Rejected when fewer places are free, the day is past or not before the meeting, or the planning area is none of the region
 */
export async function reserve(tx: Tx, by: Organiser, input: ReservationInput, now: Date): Promise<string> {
	const offer = await hold(tx, by.meeting);
	if (offer?.isCancelled) throw closed();
	const meeting = await meetingById(tx, by.meeting);
	if (!meeting || input.releaseAt <= now || input.releaseAt >= meeting.startsAt) throw reject('releaseWrong', 'releaseDay');
	const free = offer ? offer.capacity - offer.taken - offer.held : 0;
	if (input.seats > free) throw reject('reservationTooMany', 'seats', free);
	if (input.forArea) {
		const known = await tx.selectFrom('places.area').select('id').where('id', '=', input.forArea).executeTakeFirst();
		if (!known) throw reject('unknownChoice', 'forArea');
	}
	const { id } = await tx
		.insertInto('registration.reservation')
		.values({
			region_id: by.region,
			meeting_id: by.meeting,
			profession: input.forProfession,
			area_id: input.forArea,
			seats: input.seats,
			release_at: input.releaseAt,
			reserved_by: by.person,
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	await tx
		.updateTable('registration.offer')
		.set((eb) => ({ held: eb('held', '+', input.seats) }))
		.where('meeting_id', '=', by.meeting)
		.execute();
	await events.note(tx, by, 'reserved', null, { seats: input.seats });
	await rememberRelease(tx, by, id, input.releaseAt);
	return id;
}

const rememberRelease = (tx: Tx, { region, meeting }: { region: number; meeting: string }, reservation: string, at: Date) =>
	jobs.enqueue(tx, 'release', { region, meeting, reservation }, { key: `release ${region} ${reservation}`, at });

/**
 * Keeps releases before the meeting when it moves: at the latest a day before it begins.
 * Shape:  the caller holds the meeting
 */
export async function moveReservations(tx: Tx, by: { region: number; meeting: string }, starts: Date): Promise<void> {
	const last = new Date(starts.getTime() - LAST_HOURS * 3600_000);
	const late = await tx
		.updateTable('registration.reservation')
		.set({ release_at: last })
		.where('meeting_id', '=', by.meeting)
		.where('released_at', 'is', null)
		.where('release_at', '>', last)
		.returning('id')
		.execute();
	for (const { id } of late) await rememberRelease(tx, by, id, last);
}

/**
 * Gives what is left of a kept group to everybody, those who wait first; the answer says how many places that are.
 * Errors: Rejected when it is released already
 */
export async function release(
	tx: Tx,
	by: { region: number; meeting: string; person: string | null },
	reservation: string,
	now: Date,
): Promise<number> {
	await hold(tx, by.meeting);
	const done = await tx
		.updateTable('registration.reservation')
		.set({ released_at: now })
		.where('id', '=', reservation)
		.where('meeting_id', '=', by.meeting)
		.where('released_at', 'is', null)
		.returning(['seats', 'used'])
		.executeTakeFirst();
	if (!done) throw reject('reservationGone');
	const left = done.seats - done.used;
	await tx
		.updateTable('registration.offer')
		.set((eb) => ({ held: eb('held', '-', left) }))
		.where('meeting_id', '=', by.meeting)
		.execute();
	await events.note(tx, by, 'released', null, { seats: left });
	await offerNext(tx, by, now);
	return left;
}

import type { Tx } from '#platform/db/database.ts';
import * as jobs from '#platform/jobs/jobs.ts';
import * as mail from '#platform/mail/mail.ts';
import { Rejected } from '#platform/rejected.ts';
import type { Participant } from './access.ts';
import { keptOf } from './read.server.ts';
import { offeredUntil } from './rules.ts';
import { words } from './words.ts';
import { closed, giveSeatBack, hold, nextNumber, note, takeSeat } from './write-counter.server.ts';

interface Ahead {
	region: number;
	meeting: string;
}

/** When a meeting begins, as long as it lies ahead and takes place. */
async function beginning(tx: Tx, meeting: string, now: Date): Promise<Date | undefined> {
	const row = await tx
		.selectFrom('events.meeting as meeting')
		.innerJoin('events.publication as publication', (join) =>
			join.onRef('publication.region_id', '=', 'meeting.region_id').onRef('publication.meeting_id', '=', 'meeting.id'),
		)
		.select('meeting.starts_at')
		.where('meeting.id', '=', meeting)
		.where('meeting.starts_at', '>', now)
		.where((eb) => eb.not(eb.exists(eb.selectFrom('events.cancellation').select('meeting_id').where('meeting_id', '=', meeting))))
		.executeTakeFirst();
	return row?.starts_at;
}

/**
 * Offers what is free to those who wait, in their order, each with a mail; a place is held until it is taken or its time is up.
 * Shortly before the meeting nothing is held any more: then whoever waits may take what is free.
 * Shape:  the answer lists who was offered a place
 */
export async function offerNext(tx: Tx, { region, meeting }: Ahead, now: Date): Promise<string[]> {
	const offered: string[] = [];
	const offer = await hold(tx, meeting);
	if (!offer) return offered;
	const starts = await beginning(tx, meeting, now);
	const until = starts && offeredUntil(now, starts);
	if (until) {
		const kept = await keptOf(tx, meeting, offer);
		const waiting = await tx
			.selectFrom('registration.place')
			.select(['id', 'profession', 'area_id'])
			.where('meeting_id', '=', meeting)
			.where('state', '=', 'waiting')
			.where('passed_at', 'is', null)
			.orderBy('queue_number')
			.execute();
		for (const place of waiting) {
			if (offer.taken === offer.capacity) break;
			const seat = await takeSeat(tx, meeting, offer, kept, place);
			// What is free may be kept for a group that comes later in the row.
			if (!seat) continue;
			await tx
				.updateTable('registration.place')
				.set({ state: 'offered', offered_until: until, reservation_id: seat.reservation })
				.where('id', '=', place.id)
				.execute();
			await note(tx, region, place.id, { kind: 'system' }, 'offered');
			offered.push(place.id);
		}
		await mail.enqueue(tx, region, 'registration.offered', ...offered.map((place) => ({ place })));
	}
	await remember(tx, { region, meeting });
	return offered;
}

/** Sees to it that the next offer to end is dealt with when it ends. */
async function remember(tx: Tx, { region, meeting }: Ahead): Promise<void> {
	const { next } = await tx
		.selectFrom('registration.place')
		.select((eb) => eb.fn.min('offered_until').as('next'))
		.where('meeting_id', '=', meeting)
		.where('offered_until', 'is not', null)
		.executeTakeFirstOrThrow();
	if (next) await jobs.enqueue(tx, 'waiting-list', { region, meeting }, { key: `waiting-list ${region} ${meeting}`, at: next });
}

/**
 * Ends offers whose time is up, and offers their places to whoever is next. Whoever let one pass stays on the list, at its end.
 * Shape:  the answer lists whose offers ended
 */
export async function endOffers(tx: Tx, by: Ahead, now: Date): Promise<string[]> {
	await hold(tx, by.meeting);
	// What was called off, or has begun, leaves nothing to pass on.
	if (!(await beginning(tx, by.meeting, now))) return [];
	const over = await tx
		.selectFrom('registration.place')
		.select(['id', 'reservation_id'])
		.where('meeting_id', '=', by.meeting)
		.where('offered_until', '<=', now)
		.orderBy('queue_number')
		.execute();
	for (const place of over) {
		const queue_number = await nextNumber(tx, by.meeting);
		await tx
			.updateTable('registration.place')
			.set({ state: 'waiting', queue_number, offered_until: null, passed_at: now, reservation_id: null })
			.where('id', '=', place.id)
			.execute();
		await giveSeatBack(tx, by.meeting, place.reservation_id);
		await note(tx, by.region, place.id, { kind: 'system' }, 'offerPassed');
	}
	await mail.enqueue(tx, by.region, 'registration.offerPassed', ...over.map(({ id: place }) => ({ place })));
	await offerNext(tx, by, now);
	return over.map(({ id }) => id);
}

/**
 * Takes the place that is held for somebody, or a free one that nobody before them may have.
 * Shape:  false = they had it already
 * Errors: Rejected when none is held or free any more, or the meeting has begun or was called off
 */
export async function takeOffered(tx: Tx, by: Pick<Participant, 'region' | 'meeting' | 'place'>, now: Date): Promise<boolean> {
	await hold(tx, by.meeting);
	if (!(await beginning(tx, by.meeting, now))) throw closed();
	await endOffers(tx, by, now);
	const offer = await hold(tx, by.meeting);
	const place = await tx
		.selectFrom('registration.place')
		.select(['state', 'profession', 'area_id', 'reservation_id'])
		.where('id', '=', by.place)
		.where('meeting_id', '=', by.meeting)
		.executeTakeFirst();
	if (place?.state === 'confirmed') return false;
	const isFree = place?.state === 'waiting' && offer !== undefined;
	const seat =
		place?.state === 'offered'
			? { reservation: place.reservation_id }
			: isFree && (await takeSeat(tx, by.meeting, offer, await keptOf(tx, by.meeting, offer), place));
	if (!seat) throw new Rejected((language) => words(language)('offerGone'));
	await tx
		.updateTable('registration.place')
		.set({ state: 'confirmed', queue_number: null, offered_until: null, passed_at: null, reservation_id: seat.reservation })
		.where('id', '=', by.place)
		.execute();
	await note(tx, by.region, by.place, { kind: 'participant' }, 'movedUp');
	await mail.enqueue(tx, by.region, 'registration.movedUp', { place: by.place });
	return true;
}

/**
 * Keeps offers within their bounds when a meeting moves: none is held in its last day.
 * Shape:  the caller holds the meeting
 */
export async function moveOffers(tx: Tx, by: Ahead, now: Date): Promise<void> {
	const starts = await beginning(tx, by.meeting, now);
	if (!starts) return;
	const last = offeredUntil(now, starts);
	await tx
		.updateTable('registration.place')
		.set({ offered_until: last ?? now })
		.where('meeting_id', '=', by.meeting)
		.where('offered_until', '>', last ?? now)
		.execute();
	await endOffers(tx, by, now);
}

import { randomUUID } from 'node:crypto';
import type { Organiser } from '#modules/events/access.ts';
import type { Tx } from '#platform/db/database.ts';
import * as mail from '#platform/mail/mail.ts';
import { publicationOf, type Seat, seats, wishesOf, workshops } from './read.server.ts';
import { type Draft, draftOf, seatsOfDraft } from './read-draft.server.ts';
import { type Round, roundAt, roundsIn, runIn } from './rules-round.ts';
import { noteSeat, reject, requirePerson, requireWorkshop } from './write.server.ts';
import { requireStill } from './write-calculation.server.ts';
import { free, reseat } from './write-seats.server.ts';

/** A move by hand in one round: to a workshop (null = to none), in exchange with whoever is named. */
export interface Move {
	place: string;
	phase: string | null;
	workshop: string | null;
	exchange: string | null;
}

/** The latest draft if it was not made known yet. */
export async function openDraft(tx: Tx, by: Organiser): Promise<Draft | undefined> {
	const draft = await draftOf(tx, by);
	return draft && draft.id !== (await publicationOf(tx, by.meeting))?.draft ? draft : undefined;
}

/**
 * Moves somebody by hand in the draft.
 * Errors: Rejected when the workshop is full or does not run then, the exchange partner sits elsewhere by now, or somebody is
 *         not part of the draft
 */
export async function moveInDraft(tx: Tx, by: Organiser, draft: Draft, move: Move): Promise<void> {
	await requireStill(tx, by);
	const { place, phase, workshop, exchange } = move;
	const rounds = roundsIn(await workshops(tx, by.meeting), draft.phases);
	const at = roundAt(rounds, phase);
	const round = rounds[at];
	if (!round) throw reject('unknownChoice');
	const drafted = seatsOfDraft(draft);
	await requirePerson(tx, by, place);
	if (!drafted.has(place)) throw reject('personAfterDraft');
	const sitsIn = (other: string) => drafted.get(other)?.[at]?.workshop ?? null;
	const sits = (other: string) => (drafted.get(other) ?? []).map((seat) => seat?.workshop ?? null);
	requireOnce(sits(place), at, workshop);
	if (exchange !== null) {
		await requirePerson(tx, by, exchange);
		requirePartner(sitsIn(exchange), move);
		requireOnce(sits(exchange), at, sitsIn(place));
	} else if (workshop !== null) {
		const { capacity, title } = await requireRun(tx, by, workshop, round);
		const there = [...drafted.keys()].filter((other) => other !== place && sitsIn(other) === workshop).length;
		if (there >= capacity) throw reject('workshopFull', 'workshop', { title });
	}
	const act = randomUUID();
	const row = (place_id: string, workshop_id: string | null) => ({
		region_id: by.region,
		allocation_id: draft.id,
		place_id,
		agenda_item_id: round.phase,
		workshop_id,
		act,
		moved_by: by.person,
	});
	await tx
		.insertInto('workshops.move')
		.values([row(place, workshop), ...(exchange === null ? [] : [row(exchange, sitsIn(place))])])
		.execute();
}

function requirePartner(partnerSits: string | null | undefined, { place, workshop, exchange }: Move): void {
	if (workshop === null || partnerSits !== workshop || exchange === place) throw reject('exchangeGone');
}

/** Nobody attends the same workshop in two rounds. */
function requireOnce(sits: readonly (string | null)[], round: number, workshop: string | null): void {
	if (workshop !== null && sits.some((other, at) => at !== round && other === workshop)) throw reject('sameTwice', 'workshop');
}

async function requireRun(
	tx: Tx,
	by: Organiser,
	workshop: string,
	round: Round,
): Promise<{ capacity: number; title: string; left: number }> {
	const { capacity, title } = await requireWorkshop(tx, by, workshop);
	const known = (await workshops(tx, by.meeting)).find(({ id }) => id === workshop);
	const run = known && runIn(known, round);
	if (!run) throw reject('notThen', 'workshop', { title });
	return { capacity, title, left: capacity - run.taken };
}

/**
 * Takes the last move by hand in the draft back; an exchange as a whole.
 * Errors: Rejected when nothing was moved
 */
export async function undoMove(tx: Tx, by: Organiser, draft: Draft): Promise<void> {
	await requireStill(tx, by);
	if (draft.moves.length === 0) throw reject('nothingToUndo');
	await tx
		.deleteFrom('workshops.move')
		.where('allocation_id', '=', draft.id)
		.where('act', '=', (eb) =>
			eb.selectFrom('workshops.move').select('act').where('allocation_id', '=', draft.id).orderBy('id', 'desc').limit(1),
		)
		.execute();
}

/**
 * Moves somebody by hand after places were made known, and tells everybody whom it moves.
 * The caller holds the meeting.
 * Errors: Rejected when the workshop is full or does not run then, or the exchange partner sits elsewhere by now
 */
export async function moveSeat(tx: Tx, by: Organiser, publication: Pick<Draft, 'phases'>, move: Move): Promise<void> {
	const { place, phase, workshop, exchange } = move;
	await requirePerson(tx, by, place, 'confirmed');
	const rounds = roundsIn(await workshops(tx, by.meeting), publication.phases);
	const at = roundAt(rounds, phase);
	const round = rounds[at];
	if (!round) throw reject('unknownChoice');
	const known = await seats(tx, by.meeting);
	const seatIn = (other: string, { phases }: Round) => known.find((seat) => seat.place === other && phases.includes(seat.phase));
	const sits = (other: string) => rounds.map((one) => seatIn(other, one)?.workshop ?? null);
	const now = seatIn(place, round);
	if (now && now.workshop === workshop) return;
	requireOnce(sits(place), at, workshop);
	const leaving = [now];
	if (exchange !== null) {
		await requirePerson(tx, by, exchange, 'confirmed');
		requirePartner(seatIn(exchange, round)?.workshop, move);
		requireOnce(sits(exchange), at, now?.workshop ?? null);
		leaving.push(seatIn(exchange, round));
	}
	await free(
		tx,
		leaving.flatMap((seat) => seat?.id ?? []),
	);
	if (workshop !== null) {
		const { title, left } = await requireRun(tx, by, workshop, round);
		if (left <= 0) throw reject('workshopFull', 'workshop', { title });
	}
	await sitByHand(tx, by, round, { place, workshop }, now);
	if (exchange !== null) await sitByHand(tx, by, round, { place: exchange, workshop: now?.workshop ?? null }, leaving[1]);
}

async function sitByHand(
	tx: Tx,
	by: Organiser,
	round: Round,
	seat: Pick<Seat, 'place' | 'workshop'>,
	before: Seat | undefined,
): Promise<void> {
	const { place, workshop } = seat;
	const rank = workshop === null ? 0 : (await wishesOf(tx, place)).indexOf(workshop) + 1;
	await reseat(tx, by, [{ place, round, before: [], now: { workshop, rank, origin: 'hand' } }]);
	await noteSeat(tx, by, { place, what: 'byHand', before: { workshop: before?.workshop ?? null }, after: { workshop } });
	await mail.enqueue(tx, by.region, 'workshops.seat', { place });
}

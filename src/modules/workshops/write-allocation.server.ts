import { allocate as workOut } from '#algorithms/allocation/allocate.ts';
import { InvalidProblem, type Objective, readProblem } from '#algorithms/allocation/problem.ts';
import type { Organiser } from '#modules/events/access.ts';
import { note } from '#modules/events/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import * as mail from '#platform/mail/mail.ts';
import { draftOf, problemOf, publicationOf, type Seat, seats, seatsOfDraft, seekers, wishesOf, workshops } from './read.server.ts';
import { nextMove, type Seeker } from './rules.ts';
import { noteSeat, reject, requirePerson, requireWorkshop } from './write.server.ts';

/**
 * Works out the fairest way to give out the places and keeps it as a draft: input, seed, outcome and proof.
 * Errors: Rejected when places were made known already, there is no workshop, or more people are fixed than fit
 */
export async function allocate(tx: Tx, by: Organiser, choice: { objective: Objective; seed: number }): Promise<string> {
	if (await publicationOf(tx, by.meeting)) throw reject('alreadyPublished');
	const problem = await problemOf(tx, by, choice.objective, choice.seed);
	if (problem.workshops.length === 0) throw reject('noWorkshops');
	try {
		readProblem(problem);
	} catch (error) {
		if (error instanceof InvalidProblem) throw reject('tooManyFixed');
		throw error;
	}
	const outcome = workOut(problem);
	const { id } = await tx
		.insertInto('workshops.allocation')
		.values({
			region_id: by.region,
			meeting_id: by.meeting,
			input: JSON.stringify(problem),
			outcome: JSON.stringify(outcome),
			made_by: by.person,
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	await note(tx, by, 'allocated', null, { measure: choice.objective, seed: choice.seed, placed: outcome.allocation.placed });
	return id;
}

/**
 * Gives out the places anew by the measure and lot of the present draft.
 * Errors: as allocate, and Rejected without a draft
 */
export async function allocateAgain(tx: Tx, by: Organiser): Promise<string> {
	const draft = await draftOf(tx, by);
	if (!draft) throw reject('noDraft');
	return allocate(tx, by, { objective: draft.problem.objective, seed: draft.problem.seed });
}

/** A move by hand: to a workshop (null = to none), in exchange with whoever is named. */
export interface Move {
	place: string;
	workshop: string | null;
	exchange: string | null;
}

/**
 * Moves somebody by hand in the draft.
 * Errors: Rejected when the workshop is full, the exchange partner sits elsewhere by now, or somebody is not part of the draft
 */
export async function moveInDraft(tx: Tx, by: Organiser, { place, workshop, exchange }: Move): Promise<void> {
	if (await publicationOf(tx, by.meeting)) throw reject('alreadyPublished');
	const draft = await draftOf(tx, by);
	if (!draft) throw reject('noDraft');
	const drafted = seatsOfDraft(draft);
	await requirePerson(tx, by, place);
	if (!drafted.has(place)) throw reject('personAfterDraft');
	const now = drafted.get(place)?.workshop ?? null;
	if (exchange !== null) {
		await requirePerson(tx, by, exchange);
		requirePartner(drafted.get(exchange)?.workshop, { place, workshop, exchange });
	} else if (workshop !== null) {
		const { capacity, title } = await requireWorkshop(tx, by, workshop);
		const there = [...drafted].filter(([other, seat]) => other !== place && seat?.workshop === workshop).length;
		if (there >= capacity) throw reject('workshopFull', 'workshop', { title });
	}
	const row = (place_id: string, workshop_id: string | null) => ({
		region_id: by.region,
		allocation_id: draft.id,
		place_id,
		workshop_id,
		moved_by: by.person,
	});
	await tx
		.insertInto('workshops.move')
		.values([row(place, workshop), ...(exchange === null ? [] : [row(exchange, now)])])
		.execute();
}

function requirePartner(partnerSits: string | null | undefined, { place, workshop, exchange }: Move): void {
	if (workshop === null || partnerSits !== workshop || exchange === place) throw reject('exchangeGone');
}

/**
 * Takes the last move by hand in the draft back; an exchange as a whole.
 * Errors: Rejected once places were made known, or when nothing was moved
 */
export async function undoMove(tx: Tx, by: Organiser): Promise<void> {
	if (await publicationOf(tx, by.meeting)) throw reject('alreadyPublished');
	const draft = await draftOf(tx, by);
	if (!draft?.moves.length) throw reject('nothingToUndo');
	// Both halves of an exchange were written in one transaction and carry its time.
	await tx
		.deleteFrom('workshops.move')
		.where('allocation_id', '=', draft.id)
		.where('moved_at', '=', (eb) =>
			eb
				.selectFrom('workshops.move')
				.select((max) => max.fn.max('moved_at').as('last'))
				.where('allocation_id', '=', draft.id),
		)
		.execute();
}

async function sit(tx: Tx, region: number, seat: Seat): Promise<void> {
	if (seat.workshop !== null) await takeSeat(tx, seat.workshop);
	await tx
		.insertInto('workshops.seat')
		.values({ region_id: region, place_id: seat.place, workshop_id: seat.workshop, rank: seat.rank, origin: seat.origin })
		.execute();
}

async function takeSeat(tx: Tx, workshop: string): Promise<void> {
	const taken = await tx
		.updateTable('workshops.workshop')
		.set((eb) => ({ taken: eb('taken', '+', 1) }))
		.where('id', '=', workshop)
		.whereRef('taken', '<', 'capacity')
		.returning('id')
		.executeTakeFirst();
	if (!taken) throw reject('capacityChanged');
}

/** Frees somebody's seat; the answer is the workshop that has one more now. */
export async function free(tx: Tx, place: string): Promise<string | null> {
	const seat = await tx.deleteFrom('workshops.seat').where('place_id', '=', place).returning('workshop_id').executeTakeFirst();
	if (!seat?.workshop_id) return null;
	await tx
		.updateTable('workshops.workshop')
		.set((eb) => ({ taken: eb('taken', '-', 1) }))
		.where('id', '=', seat.workshop_id)
		.execute();
	return seat.workshop_id;
}

/**
 * Makes a draft known exactly as it was shown: seats for everyone who still has a place, and a mail to each. Whoever came
 * after it takes what is free.
 * Shape:  id = the draft that was looked at; the caller holds the meeting
 * Errors: Rejected without a draft, when it is known already, when a newer one was made meanwhile, or when a workshop has
 *         fewer seats than the draft uses
 */
export async function publish(tx: Tx, by: Organiser, id: string): Promise<void> {
	if (await publicationOf(tx, by.meeting)) throw reject('alreadyPublished');
	const draft = await draftOf(tx, by);
	if (!draft) throw reject('noDraft');
	if (draft.id !== id) throw reject('newerDraft');
	const drafted = seatsOfDraft(draft);
	const people = await tx
		.selectFrom('registration.place')
		.select('id')
		.where('meeting_id', '=', by.meeting)
		.where('state', '=', 'confirmed')
		.orderBy('id')
		.execute();
	for (const { id } of people) {
		const seat = drafted.get(id);
		if (seat) await sit(tx, by.region, { place: id, ...seat });
	}
	await tx
		.insertInto('workshops.publication')
		.values({ region_id: by.region, meeting_id: by.meeting, allocation_id: draft.id, published_by: by.person })
		.execute();
	await note(tx, by, 'placesPublished', null, { draft: draft.id, seed: draft.allocation.seed });
	await fill(tx, by, ({ place }) => !drafted.has(place));
	for (const { id } of people) await mail.enqueue(tx, by.region, 'workshops.seat', { place: id });
}

/**
 * Gives free seats to whoever is next, until nobody gains any more.
 * Shape:  may = whom it is about; the answer lists who moved; the caller holds the meeting
 */
export async function fill(
	tx: Tx,
	by: { region: number; meeting: string },
	may: (seeker: Seeker) => boolean = () => true,
): Promise<string[]> {
	const publication = await publicationOf(tx, by.meeting);
	if (!publication) return [];
	const draft = await draftOf(tx, by, publication.draft);
	const moved = new Set<string>();
	for (;;) {
		const left = new Map((await workshops(tx, by.meeting)).map(({ id, capacity, taken }) => [id, capacity - taken]));
		const move = nextMove(left, (await seekers(tx, by)).filter(may), draft?.allocation.seed ?? 0);
		if (!move) return [...moved];
		const before = await free(tx, move.place);
		await sit(tx, by.region, { ...move, origin: 'movedUp' });
		await noteSeat(tx, { region: by.region, person: null }, move.place, 'movedUp', { workshop: before }, { workshop: move.workshop });
		moved.add(move.place);
	}
}

/**
 * Moves somebody by hand after places were made known, and tells everybody whom it moves.
 * The caller holds the meeting.
 * Errors: Rejected when the workshop is full, or the exchange partner sits elsewhere by now
 */
export async function moveSeat(tx: Tx, by: Organiser, { place, workshop, exchange }: Move): Promise<void> {
	await requirePerson(tx, by, place, 'confirmed');
	const title = workshop === null ? '' : (await requireWorkshop(tx, by, workshop)).title;
	const known = new Map((await seats(tx, by)).map((seat) => [seat.place, seat.workshop]));
	const now = known.get(place) ?? null;
	if (known.has(place) && now === workshop) return;
	if (exchange !== null) {
		await requirePerson(tx, by, exchange, 'confirmed');
		requirePartner(known.get(exchange), { place, workshop, exchange });
		await free(tx, exchange);
	}
	await free(tx, place);
	if (workshop !== null) {
		const left = (await workshops(tx, by.meeting)).find(({ id }) => id === workshop);
		if (!left || left.taken >= left.capacity) throw reject('workshopFull', 'workshop', { title });
	}
	await sitByHand(tx, by, place, now, workshop);
	if (exchange !== null) await sitByHand(tx, by, exchange, workshop, now);
}

async function sitByHand(tx: Tx, by: Organiser, place: string, before: string | null, workshop: string | null): Promise<void> {
	const rank = workshop === null ? 0 : (await wishesOf(tx, place)).indexOf(workshop) + 1;
	await sit(tx, by.region, { place, workshop, rank, origin: 'hand' });
	await noteSeat(tx, by, place, 'byHand', { workshop: before }, { workshop });
	await mail.enqueue(tx, by.region, 'workshops.seat', { place });
}

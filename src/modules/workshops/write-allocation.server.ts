import { type Answer, allocating } from '#algorithms/allocation/allocate.ts';
import { InvalidProblem, type Objective, type Problem } from '#algorithms/allocation/problem.ts';
import type { Organiser } from '#modules/events/access.ts';
import { note } from '#modules/events/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { inTurns } from '#platform/jobs/turns.ts';
import * as mail from '#platform/mail/mail.ts';
import { publicationOf, type Seat, seats, wishesOf, workshops } from './read.server.ts';
import { type Draft, type DraftedSeat, draftOf, problemToSolve, seatsOfDraft, seekers } from './read-draft.server.ts';
import { inputOf, nextMove, PATIENCE, roundsOf, type Seeker } from './rules.ts';
import { cancelRun, noteSeat, reject, requirePerson, requireWorkshop } from './write.server.ts';

/**
 * Works out the fairest way to give out the places and keeps it as a draft: input, seed, outcome and proof. Once places were
 * made known, nobody who was told one is worse off by it.
 * Errors: Rejected when there is no workshop, or more people are fixed than fit
 */
export async function allocate(tx: Tx, by: Organiser, choice: { objective: Objective; seed: number }): Promise<string> {
	const problem = await problemToSolve(tx, by, choice);
	// Read before the work begins: what changes meanwhile is told as outdated, not mixed in.
	const rounds = roundsOf(await workshops(tx, by.meeting)).map(({ phase }) => phase);
	const outcome = await workedOut(problem);
	const { id } = await tx
		.insertInto('workshops.allocation')
		.values({
			region_id: by.region,
			meeting_id: by.meeting,
			input: JSON.stringify(problem),
			outcome: JSON.stringify(outcome),
			rounds: JSON.stringify(rounds),
			made_by: by.person,
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	await note(tx, by, 'allocated', null, { measure: choice.objective, seed: choice.seed, placed: outcome.allocation.placed });
	return id;
}

async function workedOut(problem: Problem): Promise<Answer> {
	try {
		return await inTurns(allocating(problem, PATIENCE));
	} catch (error) {
		if (error instanceof InvalidProblem) throw reject('cannotBe');
		throw error;
	}
}

/**
 * Gives out the places anew by the measure and lot of the present draft.
 * Errors: as allocate, and Rejected without a draft
 */
export async function allocateAgain(tx: Tx, by: Organiser): Promise<string> {
	const draft = await draftOf(tx, by);
	if (!draft) throw reject('noDraft');
	return allocate(tx, by, { objective: draft.problem.objective ?? 'generous', seed: draft.problem.seed ?? 0 });
}

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
	const { place, phase, workshop, exchange } = move;
	const round = draft.phases.indexOf(phase);
	if (round < 0) throw reject('unknownChoice');
	const drafted = seatsOfDraft(draft);
	await requirePerson(tx, by, place);
	if (!drafted.has(place)) throw reject('personAfterDraft');
	const at = (other: string) => drafted.get(other)?.[round]?.workshop ?? null;
	const sits = (other: string) => (drafted.get(other) ?? []).map((seat) => seat?.workshop ?? null);
	requireOnce(sits(place), round, workshop);
	if (exchange !== null) {
		await requirePerson(tx, by, exchange);
		requirePartner(at(exchange), move);
		requireOnce(sits(exchange), round, at(place));
	} else if (workshop !== null) {
		const { capacity, title } = await requireRun(tx, by, workshop, phase);
		const there = [...drafted.keys()].filter((other) => other !== place && at(other) === workshop).length;
		if (there >= capacity) throw reject('workshopFull', 'workshop', { title });
	}
	const row = (place_id: string, workshop_id: string | null) => ({
		region_id: by.region,
		allocation_id: draft.id,
		place_id,
		agenda_item_id: phase,
		workshop_id,
		moved_by: by.person,
	});
	await tx
		.insertInto('workshops.move')
		.values([row(place, workshop), ...(exchange === null ? [] : [row(exchange, at(place))])])
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
	phase: string | null,
): Promise<{ capacity: number; title: string; left: number }> {
	const { capacity, title } = await requireWorkshop(tx, by, workshop);
	const run = (await workshops(tx, by.meeting)).find(({ id }) => id === workshop)?.runs.find((one) => one.phase === phase);
	if (!run || run.isCancelled) throw reject('notThen', 'workshop', { title });
	return { capacity, title, left: capacity - run.taken };
}

/**
 * Takes the last move by hand in the draft back; an exchange as a whole.
 * Errors: Rejected when nothing was moved
 */
export async function undoMove(tx: Tx, draft: Draft): Promise<void> {
	if (draft.moves.length === 0) throw reject('nothingToUndo');
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
	const run = seat.workshop === null ? null : await takeSeat(tx, seat.workshop, seat.phase);
	await tx
		.insertInto('workshops.seat')
		.values({ region_id: region, place_id: seat.place, agenda_item_id: seat.phase, run_id: run, rank: seat.rank, origin: seat.origin })
		.execute();
}

async function takeSeat(tx: Tx, workshop: string, phase: string | null): Promise<string> {
	const taken = await tx
		.updateTable('workshops.run')
		.set((eb) => ({ taken: eb('taken', '+', 1) }))
		.where('workshop_id', '=', workshop)
		.where('agenda_item_id', 'is not distinct from', phase)
		.whereRef('taken', '<', 'capacity')
		.where('id', 'not in', (eb) => eb.selectFrom('workshops.cancellation').select('run_id'))
		.returning('id')
		.executeTakeFirst();
	if (!taken) throw reject('capacityChanged');
	return taken.id;
}

/**
 * Frees somebody's seats, or the one in a round.
 * Shape:  phase undefined = in every round
 */
export async function free(tx: Tx, place: string, phase?: string | null): Promise<void> {
	let query = tx.deleteFrom('workshops.seat').where('place_id', '=', place);
	if (phase !== undefined) query = query.where('agenda_item_id', 'is not distinct from', phase);
	for (const { run_id } of await query.returning('run_id').execute())
		if (run_id)
			await tx
				.updateTable('workshops.run')
				.set((eb) => ({ taken: eb('taken', '-', 1) }))
				.where('id', '=', run_id)
				.execute();
}

/**
 * Makes a draft known exactly as it was shown: seats for everyone who still has a place, and a mail to whoever gets another
 * one than they were told before. Whoever came after it takes what is free. Runs that nobody attends for lack of people are
 * cancelled.
 * Shape:  id = the draft that was looked at; the caller holds the meeting
 * Errors: Rejected without a draft, when it is known already, when a newer one was made meanwhile, when places were known
 *         before and have changed since, or when a workshop has fewer seats than the draft uses
 */
export async function publish(tx: Tx, by: Organiser, id: string): Promise<void> {
	const draft = await draftOf(tx, by);
	if (!draft) throw reject('noDraft');
	if (draft.id !== id) throw reject('newerDraft');
	const earlier = await publicationOf(tx, by.meeting);
	if (earlier?.draft === id) throw reject('alreadyPublished');
	if (earlier) await requireFresh(tx, by, draft);
	const drafted = seatsOfDraft(draft);
	const people = await tx
		.selectFrom('registration.place')
		.select('id')
		.where('meeting_id', '=', by.meeting)
		.where('state', '=', 'confirmed')
		.orderBy('id')
		.execute();
	const known = new Map((await seats(tx, by.meeting)).map((seat) => [`${seat.place} ${seat.phase}`, seat]));
	const changes = people.flatMap(({ id: place }) =>
		draft.phases.flatMap((phase, round) => {
			const now = drafted.get(place)?.[round] ?? null;
			const before = known.get(`${place} ${phase}`);
			// Whoever was taken out on purpose stays marked so.
			const isSame = before ? before.workshop === (now?.workshop ?? null) : now === null;
			return drafted.has(place) && !isSame ? [{ place, phase, before, now }] : [];
		}),
	);
	for (const { place, phase, before } of changes) if (before) await free(tx, place, phase);
	for (const { place, phase, before, now } of changes) {
		if (now) await sit(tx, by.region, { place, phase, ...now });
		if (before) await noteSeat(tx, by, place, 'givenAnew', { workshop: before.workshop }, { workshop: now?.workshop ?? null });
	}
	await tx
		.insertInto('workshops.publication')
		.values({ region_id: by.region, meeting_id: by.meeting, allocation_id: draft.id, published_by: by.person })
		.execute();
	await cancelEmptyRuns(tx, by, draft, drafted);
	await note(tx, by, 'placesPublished', null, { draft: draft.id, seed: draft.allocation.seed });
	await fill(tx, by, ({ place }) => !drafted.has(place));
	const toTell = earlier ? new Set(changes.map(({ place }) => place)) : people.map(({ id: place }) => place);
	for (const place of toTell) await mail.enqueue(tx, by.region, 'workshops.seat', { place });
}

async function requireFresh(tx: Tx, by: Organiser, draft: Draft): Promise<void> {
	const { objective = 'generous', seed = 0 } = draft.problem;
	const now = await problemToSolve(tx, by, { objective, seed });
	if (inputOf(now) !== inputOf(draft.problem)) throw reject('seatsChanged');
}

async function cancelEmptyRuns(tx: Tx, by: Organiser, draft: Draft, drafted: ReadonlyMap<string, (DraftedSeat | null)[]>): Promise<void> {
	for (const { id, minimum, runs } of await workshops(tx, by.meeting)) {
		if (minimum === 0) continue;
		for (const run of runs) {
			const round = draft.phases.indexOf(run.phase);
			const asked = draft.problem.workshops.find((one) => one.id === id);
			if (round < 0 || !asked || asked.rounds?.includes(round + 1) === false) continue;
			const isAttended = [...drafted.values()].some((mine) => mine[round]?.workshop === id);
			if (!run.isCancelled && !isAttended && run.taken === 0) await cancelRun(tx, by, run.id);
		}
	}
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
		const all = await workshops(tx, by.meeting);
		const rounds = roundsOf(all);
		const left = rounds.map(
			({ phase }) =>
				new Map(
					all.flatMap(({ id, capacity, runs }) =>
						runs.filter((run) => run.phase === phase && !run.isCancelled).map((run) => [id, capacity - run.taken] as const),
					),
				),
		);
		const move = nextMove(left, (await seekers(tx, by, rounds)).filter(may), draft?.allocation.seed ?? 0);
		if (!move) return [...moved];
		const phase = rounds[move.round]?.phase ?? null;
		const before = (await seats(tx, by.meeting, move.place)).find((seat) => seat.phase === phase)?.workshop ?? null;
		await free(tx, move.place, phase);
		await sit(tx, by.region, { ...move, phase, origin: 'movedUp' });
		await noteSeat(tx, { region: by.region, person: null }, move.place, 'movedUp', { workshop: before }, { workshop: move.workshop });
		moved.add(move.place);
	}
}

/**
 * Moves somebody by hand after places were made known, and tells everybody whom it moves.
 * The caller holds the meeting.
 * Errors: Rejected when the workshop is full or does not run then, or the exchange partner sits elsewhere by now
 */
export async function moveSeat(tx: Tx, by: Organiser, move: Move): Promise<void> {
	const { place, phase, workshop, exchange } = move;
	await requirePerson(tx, by, place, 'confirmed');
	const rounds = roundsOf(await workshops(tx, by.meeting)).map((round) => round.phase);
	const round = rounds.indexOf(phase);
	if (round < 0) throw reject('unknownChoice');
	const known = await seats(tx, by.meeting);
	const seatOf = (other: string) => known.find((seat) => seat.place === other && seat.phase === phase);
	const sits = (other: string) => rounds.map((one) => known.find((seat) => seat.place === other && seat.phase === one)?.workshop ?? null);
	const now = seatOf(place)?.workshop ?? null;
	if (seatOf(place) && now === workshop) return;
	requireOnce(sits(place), round, workshop);
	if (exchange !== null) {
		await requirePerson(tx, by, exchange, 'confirmed');
		requirePartner(seatOf(exchange)?.workshop, move);
		requireOnce(sits(exchange), round, now);
		await free(tx, exchange, phase);
	}
	await free(tx, place, phase);
	if (workshop !== null) {
		const { title, left } = await requireRun(tx, by, workshop, phase);
		if (left <= 0) throw reject('workshopFull', 'workshop', { title });
	}
	await sitByHand(tx, by, { place, phase, workshop }, now);
	if (exchange !== null) await sitByHand(tx, by, { place: exchange, phase, workshop: now }, workshop);
}

async function sitByHand(tx: Tx, by: Organiser, seat: Pick<Seat, 'place' | 'phase' | 'workshop'>, before: string | null): Promise<void> {
	const { place, workshop } = seat;
	const rank = workshop === null ? 0 : (await wishesOf(tx, place)).indexOf(workshop) + 1;
	await sit(tx, by.region, { ...seat, rank, origin: 'hand' });
	await noteSeat(tx, by, place, 'byHand', { workshop: before }, { workshop });
	await mail.enqueue(tx, by.region, 'workshops.seat', { place });
}

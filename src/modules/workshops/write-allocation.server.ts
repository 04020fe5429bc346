import type { Organiser } from '#modules/events/access.ts';
import { note } from '#modules/events/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import * as mail from '#platform/mail/mail.ts';
import { publicationOf, seats, workshops } from './read.server.ts';
import { type Draft, type DraftedSeat, draftOf, seatsOfDraft } from './read-draft.server.ts';
import { taskToSolve } from './read-problem.server.ts';
import { inputOf } from './rules.ts';
import { isSamePhases, roundAt, roundsIn } from './rules-round.ts';
import { cancelRun, noteSeat, reject } from './write.server.ts';
import { requireStill } from './write-calculation.server.ts';
import { fill, type Reseating, reseat } from './write-seats.server.ts';

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
	await requireStill(tx, by);
	const drafted = seatsOfDraft(draft);
	const people = await tx
		.selectFrom('registration.place')
		.select('id')
		.where('meeting_id', '=', by.meeting)
		.where('state', '=', 'confirmed')
		.orderBy('id')
		.execute();
	const changes = await changesTo(
		tx,
		by,
		draft,
		drafted,
		people.map(({ id: place }) => place),
	);
	await reseat(tx, by, changes);
	const given = changes.filter(({ before }) => before.length > 0);
	await noteSeat(
		tx,
		by,
		...given.map(({ place, before, now }) => ({
			place,
			what: 'givenAnew',
			before: { workshop: before[0]?.workshop ?? null },
			after: { workshop: now?.workshop ?? null },
		})),
	);
	await tx
		.insertInto('workshops.publication')
		.values({ region_id: by.region, meeting_id: by.meeting, allocation_id: draft.id, published_by: by.person })
		.execute();
	await cancelEmptyRuns(tx, by, draft);
	await note(tx, by, 'placesPublished', null, { draft: draft.id, seed: draft.allocation.seed });
	const came = await fill(tx, by, (place) => !drafted.has(place));
	const toTell = new Set(earlier ? [...changes.map(({ place }) => place), ...came] : people.map(({ id: place }) => place));
	await mail.enqueue(tx, by.region, 'workshops.seat', ...[...toTell].map((place) => ({ place })));
}

/** Whose seats differ from what the draft gives them. */
async function changesTo(
	tx: Tx,
	by: Organiser,
	draft: Draft,
	drafted: ReadonlyMap<string, (DraftedSeat | null)[]>,
	people: readonly string[],
): Promise<Reseating[]> {
	const known = Map.groupBy(await seats(tx, by.meeting), ({ place }) => place);
	const rounds = roundsIn(await workshops(tx, by.meeting), draft.phases);
	return people
		.filter((place) => drafted.has(place))
		.flatMap((place) => {
			const own = known.get(place) ?? [];
			const stray = own.filter(({ phase }) => roundAt(rounds, phase) < 0);
			return rounds.flatMap((round, at): Reseating[] => {
				const now = drafted.get(place)?.[at] ?? null;
				// What lies in no round any more is left with the first.
				const before = [...own.filter(({ phase }) => round.phases.includes(phase)), ...(at === 0 ? stray : [])];
				const [only] = before;
				// Whoever was taken out on purpose stays marked so.
				const isSame = before.length === 1 ? only?.workshop === (now?.workshop ?? null) : before.length === 0 && now === null;
				return isSame && stray.length * Number(at === 0) === 0 ? [] : [{ place, round, before, now }];
			});
		});
}

async function requireFresh(tx: Tx, by: Organiser, draft: Draft): Promise<void> {
	const { objective = 'generous', seed = 0 } = draft.problem;
	const { problem, rounds } = await taskToSolve(tx, by, { objective, seed });
	if (inputOf(problem) !== inputOf(draft.problem) || !isSamePhases(rounds, draft.phases)) throw reject('seatsChanged');
}

async function cancelEmptyRuns(tx: Tx, by: Organiser, draft: Draft): Promise<void> {
	const all = await workshops(tx, by.meeting);
	const rounds = roundsIn(all, draft.phases);
	for (const { id, minimum, runs } of all) {
		if (minimum === 0) continue;
		for (const run of runs) {
			const round = roundAt(rounds, run.phase);
			const asked = draft.problem.workshops.find((one) => one.id === id);
			if (round < 0 || !asked || asked.rounds?.includes(round + 1) === false) continue;
			if (!run.isCancelled && run.taken === 0) await cancelRun(tx, by, run.id);
		}
	}
}

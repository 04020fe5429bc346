import { allocate } from '#algorithms/allocation/allocate.ts';
import { explain } from '#algorithms/allocation/explain.ts';
import { type Objective, objectives, type Problem } from '#algorithms/allocation/problem.ts';
import type { Organiser } from '#modules/events/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { type Draft, draftOf, problemOf, publicationOf, seats, seatsOfDraft, type Workshop, workshops } from './read.server.ts';
import { profileOf, type Reason, reasonFor } from './rules.ts';
import { type Way, waysFor } from './rules-move.ts';

/** A person in the picture of an allocation. */
export interface Sitting {
	place: string;
	workshop: string | null;
	rank: number;
	wishes: string[];
	reason: Reason | null;
}

/** Everything the organisers look at before and after places are made known. */
export interface AllocationView {
	workshops: Workshop[];
	/** How many want each workshop most, and at all. */
	demand: { id: string; title: string; first: number; any: number; capacity: number }[];
	wishing: number;
	draft: { id: string; madeAt: Date; madeBy: string | null; objective: Objective; seed: number; isProven: boolean; moves: number } | null;
	/** Registrations, wishes, rules or seats are no longer those the draft was worked out from. */
	isStale: boolean;
	publishedAt: Date | null;
	people: Sitting[];
	profile: { ranks: number[]; fixed: number; unplaced: number };
	compared: { objective: Objective; profile: number[]; unplaced: number; sum: number }[];
}

// Told field by field: the database gives the fields of a stored input back in an order of its own.
const inputOf = ({ workshops, participants }: Required<Problem>) =>
	JSON.stringify([
		workshops.map(({ id, capacity }) => [id, capacity]),
		participants.map(({ id, wishes, fixed, forbidden }) => [id, wishes, fixed ?? [], [...(forbidden ?? [])].sort()]),
	]);

function sittings(
	problem: Required<Problem>,
	seated: ReadonlyMap<string, { workshop: string | null; rank: number; origin: string } | null>,
	draft: Draft,
): Sitting[] {
	return problem.participants.map((person) => {
		const seat = seated.get(person.id) ?? null;
		const drafted = draft.problem.participants.some(({ id }) => id === person.id);
		const missed = drafted && seat?.rank !== 1 ? explain(draft.problem, draft.allocation, person.id) : [];
		const wishes = person.wishes.flat();
		return {
			place: person.id,
			workshop: seat?.workshop ?? null,
			rank: seat?.rank ?? 0,
			wishes,
			reason: reasonFor(seat, wishes.length > 0, missed),
		};
	});
}

/** The seats as they are or would be, how they came about, and what another objective would give. */
export async function allocationView(tx: Tx, by: Organiser): Promise<AllocationView> {
	const all = await workshops(tx, by.meeting);
	const publication = await publicationOf(tx, by.meeting);
	const draft = await draftOf(tx, by, publication?.draft);
	const problem = await problemOf(tx, by, 'generous', draft?.allocation.seed ?? 0);
	const seated = publication ? new Map((await seats(tx, by)).map((seat) => [seat.place, seat])) : draft ? seatsOfDraft(draft) : new Map();
	const people = draft ? sittings(problem, seated, draft) : [];
	const placed = people.filter((person) => person.workshop !== null);
	const ranks = Math.max(0, ...problem.participants.map(({ wishes }) => wishes.length));
	const wants = (id: string) => problem.participants.filter(({ wishes }) => wishes.includes(id)).length;
	return {
		workshops: all,
		demand: all.map(({ id, title, capacity }) => ({
			id,
			title,
			capacity,
			first: problem.participants.filter(({ wishes }) => wishes[0] === id).length,
			any: wants(id),
		})),
		wishing: problem.participants.filter(({ wishes }) => wishes.length > 0).length,
		draft: draft
			? {
					id: draft.id,
					madeAt: draft.madeAt,
					madeBy: draft.madeBy,
					objective: draft.problem.objective,
					seed: draft.problem.seed,
					isProven: draft.allocation.proof.optimal,
					moves: new Set(draft.moves.map(({ place }) => place)).size,
				}
			: null,
		isStale: draft !== undefined && !publication && inputOf(problem) !== inputOf(draft.problem),
		publishedAt: publication?.at ?? null,
		people,
		profile: {
			ranks: profileOf(placed, ranks),
			fixed: placed.filter(({ rank }) => rank === 0).length,
			unplaced: people.length - placed.length,
		},
		compared: draft && !publication ? compared(draft.problem) : [],
	};
}

function compared(problem: Required<Problem>): AllocationView['compared'] {
	return objectives.map((objective) => {
		const { allocation } = allocate({ ...problem, objective });
		return { objective, profile: allocation.profile, unplaced: allocation.unplaced.length, sum: allocation.sumOfRanks };
	});
}

/** How many got which wish, and how many nothing. */
export interface Outcome {
	ranks: number[];
	unplaced: number;
}

/** Everything one looks at before moving somebody by hand. */
export interface MoveView {
	workshops: Workshop[];
	mover: Sitting;
	isPublished: boolean;
	/** What was proven best, and what it is with the moves by hand made so far. */
	proven: Outcome;
	present: Outcome;
	ways: (Way & { outcome: Outcome; exchangeOutcomes: Outcome[]; firm: Outcome | null })[];
}

/** The ways to move somebody and what each costs, measured at the proven allocation; undefined for who is not part of it. */
export async function moveView(tx: Tx, by: Organiser, place: string): Promise<MoveView | undefined> {
	const view = await allocationView(tx, by);
	const draft = await draftOf(tx, by, (await publicationOf(tx, by.meeting))?.draft);
	const mover = view.people.find((person) => person.place === place);
	if (!draft || !mover) return undefined;
	const problem = draft.problem;
	const fixed = new Set(problem.participants.filter((person) => (person.fixed?.length ?? 0) > 0).map(({ id }) => id));
	const everyone = view.people.map((person) => ({ ...person, isFixed: fixed.has(person.place) }));
	const length = view.profile.ranks.length;
	const outcomeWith = (moved: ReadonlyMap<string, { workshop: string | null; rank: number }>): Outcome => {
		const seated = view.people.map((person) => moved.get(person.place) ?? person).filter(({ workshop }) => workshop !== null);
		return { ranks: profileOf(seated, length), unplaced: view.people.length - seated.length };
	};
	const isWished = (id: string | null) => id !== null && mover.wishes.includes(id);
	const ways = waysFor({ ...mover, isFixed: false }, everyone, view.workshops).map((way) => ({
		...way,
		outcome: outcomeWith(new Map([[place, way]])),
		exchangeOutcomes: way.exchanges.map((other) =>
			outcomeWith(
				new Map<string, { workshop: string | null; rank: number }>([
					[place, way],
					[other.place, { workshop: mover.workshop, rank: other.after }],
				]),
			),
		),
		firm: !view.publishedAt && way.free === 0 && isWished(way.workshop) ? firmly(problem, place, way.workshop as string) : null,
	}));
	return {
		workshops: view.workshops,
		mover,
		isPublished: view.publishedAt !== null,
		proven: { ranks: draft.allocation.profile, unplaced: draft.allocation.unplaced.length },
		present: outcomeWith(new Map()),
		ways,
	};
}

/** What the best would be, were somebody planned firmly for a workshop; null where no more firm seats are left. */
function firmly(problem: Required<Problem>, place: string, workshop: string): Outcome | null {
	const capacity = problem.workshops.find(({ id }) => id === workshop)?.capacity ?? 0;
	const participants = problem.participants.map((person) => (person.id === place ? { ...person, fixed: [workshop] } : person));
	if (participants.filter((person) => person.fixed?.includes(workshop)).length > capacity) return null;
	const { profile, unplaced } = allocate({ ...problem, participants }).allocation;
	return { ranks: profile, unplaced: unplaced.length };
}

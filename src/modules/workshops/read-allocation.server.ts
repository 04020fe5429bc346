import { allocate } from '#algorithms/allocation/allocate.ts';
import { explain } from '#algorithms/allocation/explain.ts';
import { InvalidProblem, type Objective, objectives, type Problem, readProblem } from '#algorithms/allocation/problem.ts';
import type { Organiser } from '#modules/events/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { answer } from '#platform/rejected.ts';
import { publicationOf, type Seat, seats, type Workshop, workshops } from './read.server.ts';
import { type Draft, type DraftedSeat, draftOf, problemOf, problemToSolve, seatsOfDraft } from './read-draft.server.ts';
import { HASTE, inputOf, PATIENCE, profileOf, type Reason, type Round, reasonFor, roundsOf } from './rules.ts';
import { type Way, waysFor } from './rules-move.ts';

/** Where a person sits in one round of the picture of an allocation. */
export interface Sitting {
	workshop: string | null;
	rank: number;
	reason: Reason | null;
}

/** A person in the picture of an allocation. */
export interface Sitter {
	place: string;
	wishes: string[];
	/** By round. */
	sits: Sitting[];
}

/** How many got which wish, and how many nothing, over all rounds. */
export interface Outcome {
	ranks: number[];
	fixed: number;
	unplaced: number;
}

/** Everything the organisers look at before and after places are made known. */
export interface AllocationView {
	workshops: Workshop[];
	rounds: Round[];
	/** How many want each workshop most, and at all. */
	demand: { id: string; title: string; first: number; any: number; capacity: number; minimum: number }[];
	wishing: number;
	draft: {
		id: string;
		madeAt: Date;
		madeBy: string | null;
		objective: Objective;
		seed: number;
		isProven: boolean;
		/** The sum of ranks that was found, and what it cannot be below; they differ only where the search ended early. */
		sum: number;
		bound: number;
		moves: number;
	} | null;
	/** Workshops that would not take place in a round for lack of people, by the proven draft. */
	cancelled: { workshop: string; phase: string | null }[];
	/** The draft is not known yet: what is shown would be, not is. */
	isOpen: boolean;
	/** Registrations, wishes, rules or seats are no longer those the draft was worked out from. */
	isStale: boolean;
	publishedAt: Date | null;
	people: Sitter[];
	outcome: Outcome;
	compared: { objective: Objective; profile: number[]; unplaced: number; sum: number }[];
}

type SeatLike = Pick<DraftedSeat, 'workshop' | 'rank'> & { origin: string };

function sitters(problem: Problem, seated: (place: string) => (SeatLike | null)[], draft: Draft): Sitter[] {
	const drafted = new Set(draft.problem.participants.map(({ id }) => id));
	return problem.participants.map((person) => {
		const wishes = person.wishes.flat();
		const mine = seated(person.id);
		const missed =
			drafted.has(person.id) && mine.some((seat) => seat?.rank !== 1) ? explain(draft.problem, draft.allocation, person.id, HASTE) : [];
		return {
			place: person.id,
			wishes,
			sits: mine.map((seat) => ({
				workshop: seat?.workshop ?? null,
				rank: seat?.rank ?? 0,
				reason: reasonFor(seat, wishes.length > 0, missed),
			})),
		};
	});
}

/** The wishes, ranks and gaps of everybody's seats, as the picture and the comparison show them. */
export function outcomeOf(people: readonly { sits: readonly { workshop: string | null; rank: number }[] }[], ranks: number): Outcome {
	const all = people.flatMap(({ sits }) => sits);
	const placed = all.filter(({ workshop }) => workshop !== null);
	return { ranks: profileOf(placed, ranks), fixed: placed.filter(({ rank }) => rank === 0).length, unplaced: all.length - placed.length };
}

const seatsByRound = (all: readonly Seat[], rounds: readonly Round[]) => (place: string) =>
	rounds.map(({ phase }) => all.find((seat) => seat.place === place && seat.phase === phase) ?? null);

function seatsOfOpenDraft(draft: Draft, rounds: readonly Round[]) {
	const drafted = seatsOfDraft(draft);
	return (place: string) => rounds.map(({ phase }) => drafted.get(place)?.[draft.phases.indexOf(phase)] ?? null);
}

/** The seats as they are or would be, how they came about, and what another objective would give. */
export async function allocationView(tx: Tx, by: Organiser): Promise<AllocationView> {
	const all = await workshops(tx, by.meeting);
	const rounds = roundsOf(all);
	const publication = await publicationOf(tx, by.meeting);
	const draft = await draftOf(tx, by);
	const isOpen = draft !== undefined && draft.id !== publication?.draft;
	const seed = draft?.allocation.seed ?? 0;
	const objective = draft?.problem.objective ?? 'generous';
	const problem = await problemOf(tx, by, objective, seed);
	const seated = draft && isOpen ? seatsOfOpenDraft(draft, rounds) : seatsByRound(await seats(tx, by.meeting), rounds);
	const people = draft ? sitters(problem, seated, draft) : [];
	const wants = (id: string) => problem.participants.filter(({ wishes }) => wishes.flat().includes(id)).length;
	return {
		workshops: all,
		rounds,
		demand: all.map(({ id, title, capacity, minimum, runs }) => ({
			id,
			title,
			capacity: capacity * runs.filter(({ isCancelled }) => !isCancelled).length,
			minimum,
			first: problem.participants.filter(({ wishes }) => wishes[0] === id).length,
			any: wants(id),
		})),
		wishing: problem.participants.filter(({ wishes }) => wishes.length > 0).length,
		draft: draft
			? {
					id: draft.id,
					madeAt: draft.madeAt,
					madeBy: draft.madeBy,
					objective,
					seed,
					isProven: draft.allocation.proof.optimal,
					sum: draft.allocation.sumOfRanks,
					bound: draft.allocation.proof.bound,
					moves: new Set(draft.moves.map(({ place }) => place)).size,
				}
			: null,
		cancelled: draft && isOpen ? wouldBeCancelled(all, rounds, people) : [],
		isOpen,
		isStale: draft !== undefined && isOpen && (await isOutdated(tx, by, draft)),
		publishedAt: publication?.at ?? null,
		people,
		outcome: outcomeOf(people, Math.max(0, ...problem.participants.map(({ wishes }) => wishes.length))),
		compared: draft && isOpen ? compared(draft.problem) : [],
	};
}

async function isOutdated(tx: Tx, by: Organiser, { problem }: Draft): Promise<boolean> {
	const { objective = 'generous', seed = 0 } = problem;
	const now = await answer(problemToSolve(tx, by, { objective, seed }));
	return !now.ok || inputOf(now.value) !== inputOf(problem);
}

function wouldBeCancelled(all: readonly Workshop[], rounds: readonly Round[], people: readonly Sitter[]): AllocationView['cancelled'] {
	return all.flatMap(({ id, minimum, runs }) =>
		runs
			.filter(({ isCancelled, phase }) => {
				const round = rounds.findIndex((one) => one.phase === phase);
				return minimum > 0 && !isCancelled && !people.some(({ sits }) => sits[round]?.workshop === id);
			})
			.map(({ phase }) => ({ workshop: id, phase })),
	);
}

function compared(problem: Problem): AllocationView['compared'] {
	return objectives.map((objective) => {
		const { allocation } = allocate({ ...problem, objective }, PATIENCE);
		return { objective, profile: allocation.profile, unplaced: allocation.unplaced.length, sum: allocation.sumOfRanks };
	});
}

/** Everything one looks at before moving somebody by hand in one round. */
export interface MoveView {
	workshops: Workshop[];
	round: Round;
	rounds: number;
	now: Sitting;
	isPublished: boolean;
	/** What was proven best, and what it is with the moves by hand made so far. */
	proven: Outcome;
	present: Outcome;
	ways: (Way & { outcome: Outcome; exchangeOutcomes: Outcome[]; firm: Outcome | null })[];
}

/** The ways to move somebody in one round and what each costs, measured at the proven allocation; undefined for who is not part of it. */
export async function moveView(tx: Tx, by: Organiser, place: string, phase: string | null): Promise<MoveView | undefined> {
	const view = await allocationView(tx, by);
	const draft = await draftOf(tx, by);
	const person = view.people.find((one) => one.place === place);
	const at = view.rounds.findIndex((round) => round.phase === phase);
	const round = view.rounds[at];
	const now = person?.sits[at];
	if (!draft || !person || !round || !now) return undefined;
	const fixed = new Set(draft.problem.participants.filter((one) => (one.fixed?.length ?? 0) > 0).map(({ id }) => id));
	const everyone = view.people.map((one) => ({
		place: one.place,
		wishes: one.wishes,
		workshop: one.sits[at]?.workshop ?? null,
		elsewhere: one.sits.flatMap(({ workshop }, other) => (other === at || workshop === null ? [] : [workshop])),
		isFixed: fixed.has(one.place),
	}));
	const mover = everyone.find((one) => one.place === place) as (typeof everyone)[number];
	const length = view.outcome.ranks.length;
	const outcomeWith = (moved: ReadonlyMap<string, { workshop: string | null; rank: number }>): Outcome =>
		outcomeOf(
			view.people.map((one) => ({ sits: one.sits.map((seat, other) => (other === at ? (moved.get(one.place) ?? seat) : seat)) })),
			length,
		);
	const then = view.workshops.filter(({ runs }) => runs.some((run) => run.phase === phase && !run.isCancelled));
	const ways = waysFor(mover, everyone, then).map((way) => ({
		...way,
		outcome: outcomeWith(new Map([[place, way]])),
		exchangeOutcomes: way.exchanges.map((other) =>
			outcomeWith(
				new Map<string, { workshop: string | null; rank: number }>([
					[place, way],
					[other.place, { workshop: now.workshop, rank: other.after }],
				]),
			),
		),
		firm: view.isOpen && way.free === 0 && way.rank > 0 ? firmly(draft.problem, place, way.workshop as string) : null,
	}));
	return {
		workshops: view.workshops,
		round,
		rounds: view.rounds.length,
		now,
		isPublished: !view.isOpen,
		proven: worth(draft.allocation),
		present: outcomeWith(new Map()),
		ways,
	};
}

const worth = ({ profile, placements, unplaced }: Draft['allocation']): Outcome => ({
	ranks: profile,
	fixed: placements.filter(({ rank }) => rank === 0).length,
	unplaced: unplaced.length,
});

/** What the best would be, were somebody planned firmly for a workshop; null where that cannot be. */
function firmly(problem: Problem, place: string, workshop: string): Outcome | null {
	const participants = problem.participants.map((person) =>
		person.id === place ? { ...person, fixed: [...(person.fixed ?? []), workshop] } : person,
	);
	try {
		return worth(allocate(readProblem({ ...problem, participants }), PATIENCE).allocation);
	} catch (error) {
		if (error instanceof InvalidProblem) return null;
		throw error;
	}
}

import type { Objective, Problem } from '#algorithms/allocation/problem.ts';
import type { Organiser } from '#modules/events/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { inTurns } from '#platform/jobs/turns.ts';
import { answer } from '#platform/rejected.ts';
import { publicationOf, type Seat, seats, type Workshop } from './read.server.ts';
import { type Draft, type DraftedSeat, draftOf, missedIn, seatsOfDraft } from './read-draft.server.ts';
import { taskOf, taskToSolve } from './read-problem.server.ts';
import { HASTE, inputOf, type Outcome, profileOf, type Reason, reasonFor, stillMissed } from './rules.ts';
import { type Findings, type Gap, gapOf } from './rules-findings.ts';
import { type Way, waysFor } from './rules-move.ts';
import { isSamePhases, type Round, roundsIn, runIn } from './rules-round.ts';
import { attempting, outcomeOf } from './rules-solve.ts';

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
		gap: Gap | null;
		moves: number;
	} | null;
	/** Workshops that would not take place in a round for lack of people, by the proven draft. */
	cancelled: { workshop: string; round: number; insisted: Outcome | null }[];
	/** How many rules hold: quotas, pairs, people who must or must not be somewhere. */
	rules: number;
	/** Workshops that are in no phase of the programme, beside others that are: they would be a round of their own. */
	unplanned: string[];
	/** The draft is not known yet: what is shown would be, not is. */
	isOpen: boolean;
	/** Registrations, wishes, rules or seats are no longer those the draft was worked out from. */
	isStale: boolean;
	publishedAt: Date | null;
	people: Sitter[];
	outcome: Outcome;
	compared: Findings['compared'];
	/** How everybody fares by the draft as it was worked out. */
	proven: Outcome | null;
}

type SeatLike = Pick<DraftedSeat, 'workshop' | 'rank'> & { origin: string };

function sitters(problem: Problem, seated: (place: string) => (SeatLike | null)[], draft: Draft): Sitter[] {
	const drafted = new Set(draft.problem.participants.map(({ id }) => id));
	return problem.participants.map((person) => {
		const wishes = person.wishes.flat();
		const mine = seated(person.id);
		const isDrafted = drafted.has(person.id);
		const missed = isDrafted && mine.some((seat) => seat?.rank !== 1) ? stillMissed(missedIn(draft, person.id), mine) : [];
		return {
			place: person.id,
			wishes,
			sits: mine.map((seat) => ({
				workshop: seat?.workshop ?? null,
				rank: seat?.rank ?? 0,
				reason: reasonFor(seat, { hasWishes: wishes.length > 0, isDrafted }, missed),
			})),
		};
	});
}

/** The wishes, ranks and gaps of everybody's seats, as the picture and the comparison show them. */
function outcomeAmong(people: readonly { sits: readonly { workshop: string | null; rank: number }[] }[], ranks: number): Outcome {
	const all = people.flatMap(({ sits }) => sits);
	const placed = all.filter(({ workshop }) => workshop !== null);
	return { ranks: profileOf(placed, ranks), fixed: placed.filter(({ rank }) => rank === 0).length, unplaced: all.length - placed.length };
}

function seatsByRound(all: readonly Seat[], rounds: readonly Round[]) {
	const mine = Map.groupBy(all, ({ place }) => place);
	return (place: string) => rounds.map(({ phases }) => mine.get(place)?.find((seat) => phases.includes(seat.phase)) ?? null);
}

function seatsOfOpenDraft(draft: Draft) {
	const drafted = seatsOfDraft(draft);
	return (place: string) => drafted.get(place) ?? draft.phases.map(() => null);
}

/** The seats as they are or would be, how they came about, and what another objective would give. */
export async function allocationView(tx: Tx, by: Organiser): Promise<AllocationView> {
	const publication = await publicationOf(tx, by.meeting);
	const draft = await draftOf(tx, by);
	const isOpen = draft !== undefined && draft.id !== publication?.draft;
	const seed = draft?.allocation.seed ?? 0;
	const objective = draft?.problem.objective ?? 'generous';
	const task = await taskOf(tx, by, objective, seed);
	const { problem, workshops: all } = task;
	const rounds = draft ? roundsIn(all, draft.phases) : task.rounds;
	const seated = draft && isOpen ? seatsOfOpenDraft(draft) : seatsByRound(await seats(tx, by.meeting), rounds);
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
					gap: gapOf(objective, draft),
					moves: new Set(draft.moves.map(({ place }) => place)).size,
				}
			: null,
		cancelled: draft && isOpen ? wouldBeCancelled(all, rounds, people, draft) : [],
		rules:
			(problem.quotas?.length ?? 0) +
			(problem.together?.length ?? 0) +
			(problem.apart?.length ?? 0) +
			problem.participants.reduce((sum, { fixed, forbidden }) => sum + (fixed?.length ?? 0) + (forbidden?.length ?? 0), 0),
		unplanned: all.filter(({ runs }) => task.rounds.length > 1 && runs.some(({ phase }) => phase === null)).map(({ title }) => title),
		isOpen,
		isStale: draft !== undefined && isOpen && (await isOutdated(tx, by, draft)),
		publishedAt: publication?.at ?? null,
		people,
		outcome: outcomeAmong(people, Math.max(0, ...problem.participants.map(({ wishes }) => wishes.length))),
		compared: (isOpen && draft?.findings?.compared) || [],
		proven: draft ? outcomeOf(draft.allocation) : null,
	};
}

async function isOutdated(tx: Tx, by: Organiser, { problem, phases }: Draft): Promise<boolean> {
	const { objective = 'generous', seed = 0 } = problem;
	const now = await answer(taskToSolve(tx, by, { objective, seed }));
	return !now.ok || inputOf(now.value.problem) !== inputOf(problem) || !isSamePhases(now.value.rounds, phases);
}

function wouldBeCancelled(
	all: readonly Workshop[],
	rounds: readonly Round[],
	people: readonly Sitter[],
	{ findings }: Draft,
): AllocationView['cancelled'] {
	return all.flatMap((workshop) =>
		rounds.flatMap((round, at) => {
			const isEmpty = runIn(workshop, round) && !people.some(({ sits }) => sits[at]?.workshop === workshop.id);
			const insisted = findings?.insisted.find((one) => one.workshop === workshop.id)?.outcome ?? null;
			return workshop.minimum > 0 && isEmpty ? [{ workshop: workshop.id, round: at, insisted }] : [];
		}),
	);
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
	ways: (Way & { outcome: Outcome; exchangeOutcomes: Outcome[] })[];
	/** What is solved where somebody is planned firmly for a full workshop; null once places are known. */
	problem: Problem | null;
}

/**
 * The ways to move somebody in one round and what each costs, measured at the proven allocation; undefined for who is not part of it.
 * Shape:  at = the round, counted from 0
 */
export async function moveView(tx: Tx, by: Organiser, place: string, at: number): Promise<MoveView | undefined> {
	const view = await allocationView(tx, by);
	const draft = await draftOf(tx, by);
	const person = view.people.find((one) => one.place === place);
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
		outcomeAmong(
			view.people.map((one) => ({ sits: one.sits.map((seat, other) => (other === at ? (moved.get(one.place) ?? seat) : seat)) })),
			length,
		);
	const then = view.workshops.filter((workshop) => runIn(workshop, round));
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
	}));
	return {
		workshops: view.workshops,
		round,
		rounds: view.rounds.length,
		now,
		isPublished: !view.isOpen,
		problem: view.isOpen ? draft.problem : null,
		proven: outcomeOf(draft.allocation),
		present: outcomeWith(new Map()),
		ways,
	};
}

/**
 * What the best would be, were somebody planned firmly for each of the full workshops they wished for; those where that cannot be,
 * or is not known in time, are absent. Nothing is read: it may take a moment.
 */
export async function firmly({ problem, ways }: MoveView, place: string): Promise<Map<string, Outcome>> {
	const known = new Map<string, Outcome>();
	for (const { workshop, free, rank } of problem ? ways : []) {
		if (!problem || workshop === null || free > 0 || rank === 0) continue;
		const participants = problem.participants.map((person) =>
			person.id === place ? { ...person, fixed: [...(person.fixed ?? []), workshop] } : person,
		);
		const allocation = await inTurns(attempting({ ...problem, participants }, HASTE));
		if (typeof allocation === 'object' && allocation.proof.optimal) known.set(workshop, outcomeOf(allocation));
	}
	return known;
}

import { type Bounds, boundsOf } from './bounds.ts';
import { construct } from './construct.ts';
import { type Instance, instanceOf } from './instance.ts';
import { costOf, judge, type Worth } from './judge.ts';
import { goRound, seatAsTold } from './plan.ts';
import type { ReadMixing, Rounds } from './problem.ts';
import { type Budget, type Cooling, closely, freely, type Progress, searching, withinAlgebra } from './search.ts';

/** How good a plan is: each value beside what no plan can fall below. */
export interface Appraised extends Worth {
	/** repeats, met and each attribute */
	bounds: Record<string, number>;
	/** No plan costs less. */
	proven: boolean;
}

/** Who sits where, and how good it is. */
export interface Mixed extends Appraised {
	/** rounds[round][table] = ids, the host first */
	rounds: Rounds;
	seed: number;
}

/** Tells the time in milliseconds, from any beginning. */
export interface Clock {
	now: () => number;
}

// A millisecond or less, so that others have their turn; and looking at a clock costs next to nothing.
const BLOCK = 2048;
// Seats in all rounds; with fewer, every swap matters, and a cool search is caught by the first plan that is hardly bad.
const SMALL = 200;

/**
 * Seats everyone in each round, so that people meet new and different people.
 * Shape:  a problem as readMixing returns it; the clock matters where it has a time budget
 * Errors: none; what cannot be avoided is a value (`repeats`, `met`, `same`) beside its bound
 * Source: algebra where it gives rounds without a repeat, simulated annealing for the rest
 */
export function mix(problem: ReadMixing, clock: Clock): Mixed {
	const work = mixing(problem, clock);
	for (;;) {
		const { done, value } = work.next();
		if (done) return value;
	}
}

/** The same step by step: whoever drives it may do something else between two steps, tell how far it is, or stop. */
export function* mixing(problem: ReadMixing, clock: Clock): Generator<Progress, Mixed, void> {
	const budget = budgetOf(problem, clock);
	const instance = instanceOf(problem);
	const bounds = boundsOf(instance);
	const least = costOf(problem, bounds);
	const { seated, coolings } = start(instance);
	const tables = yield* searching(instance, seated, coolings, least, budget);
	return told(problem, instance, tables, bounds);
}

function budgetOf({ budget }: ReadMixing, clock: Clock): Budget {
	if (!('steps' in budget)) {
		const from = clock.now();
		return { spent: () => (clock.now() - from) / budget.ms, block: BLOCK };
	}
	const { steps } = budget;
	return { spent: (tried) => (steps > 0 ? tried / steps : 1), block: Math.min(BLOCK, Math.ceil(steps / 256)) };
}

/** Seats to begin with, and how to go on: as people were told, by algebra as far as it goes, or round the tables. */
function start(instance: Instance): { seated: number[][][]; coolings: readonly Cooling[] } {
	const { keep, rounds, ids, tables, hostOf } = instance;
	const each = Array.from({ length: rounds }, (_, round) => round);
	// Everyone meets more than a third of the others: hardly a seat can be chosen freely.
	const isTight = (rounds * (ids.length - tables.length)) / tables.length > ids.length / 3;
	const isSmall = rounds * ids.length <= SMALL;
	const usual = isTight || isSmall || hostOf.some((host) => host >= 0) ? closely : freely;
	if (keep) return { seated: each.map((round) => seatAsTold(instance, round, keep[round] as number[][])), coolings: usual };
	const constructed = construct(instance);
	return {
		seated: each.map((round) => constructed[round] ?? goRound(instance, round)),
		coolings: constructed.length === rounds && isTight ? withinAlgebra : usual,
	};
}

function told(problem: ReadMixing, { ids, hostOf }: Instance, tables: readonly number[][][], bounds: Bounds): Mixed {
	const rounds = tables.map((round) =>
		round.map((people, table) => {
			const first = (person: number) => (person === hostOf[table] ? 0 : 1);
			const sorted = [...people].sort((a, b) => first(a) - first(b) || ((ids[a] as string) < (ids[b] as string) ? -1 : 1));
			return sorted.map((person) => ids[person] as string);
		}),
	);
	return { rounds, ...beside(bounds, problem, rounds), seed: problem.seed };
}

/** What a plan is worth beside what no plan can fall below: for a plan that was changed by hand. */
export const appraise = (problem: ReadMixing, rounds: Rounds): Appraised => beside(boundsOf(instanceOf(problem)), problem, rounds);

function beside(bounds: Bounds, problem: ReadMixing, rounds: Rounds): Appraised {
	const { repeats, met, same } = bounds;
	const worth = judge(problem, rounds);
	// Sums of weights that are no whole numbers differ in their last digits.
	return { ...worth, bounds: { repeats, met, ...same }, proven: worth.cost <= costOf(problem, bounds) + 1e-9 };
}

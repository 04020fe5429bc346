import { type Allocation, type Answer, allocating } from '#algorithms/allocation/allocate.ts';
import { explain, type Missed } from '#algorithms/allocation/explain.ts';
import { InvalidProblem, type Objective, objectives, type Problem, Undecided } from '#algorithms/allocation/problem.ts';
import type { Limits } from '#algorithms/allocation/search.ts';
import { worth } from '#algorithms/allocation/worth.ts';
import { BRIEFLY, HASTE, type Outcome, PATIENCE } from './rules.ts';

/** How far a distribution is worked out. */
export interface Progress {
	step: 'searching' | 'comparing' | 'explaining';
	done: number;
	/** 0 = nobody can know */
	total: number;
}

/** What another measure would give. */
export interface Compared {
	objective: Objective;
	profile: number[];
	unplaced: number;
	sum: number;
	isProven: boolean;
}

/** A distribution with all that is told about it, worked out once. */
export interface Findings extends Answer {
	compared: Compared[];
	/** What it would cost everybody if a workshop took place that would not; null where it cannot. */
	insisted: { workshop: string; outcome: Outcome | null }[];
	/** By person, for those who did not get all they wished most. */
	explained: Record<string, Missed[]>;
}

/** The counts of an allocation, as pictures and comparisons show them. */
export const outcomeOf = ({ profile, placements, unplaced }: Allocation): Outcome => ({
	ranks: profile,
	fixed: placements.filter(({ rank }) => rank === 0).length,
	unplaced: unplaced.length,
});

/** Why there is no allocation: what must be cannot be, or none was found in time. */
export type Unsolved = 'cannotBe' | 'undecided';

/** The best allocation of a problem, or why there is none; step by step. */
export function* attempting(problem: Problem, limits: Limits): Generator<number, Allocation | Unsolved, void> {
	try {
		return (yield* allocating(problem, limits)).allocation;
	} catch (error) {
		if (error instanceof Undecided) return 'undecided';
		if (error instanceof InvalidProblem) return 'cannotBe';
		throw error;
	}
}

/** Where an answer could still be better: how many people it gives nothing, or a wish of this rank, and what is the limit. */
export interface Gap {
	/** 0 = without a workshop */
	rank: number;
	found: number;
	bound: number;
}

/**
 * What is not proven of an answer: the first count, in the order in which the measure looks at them, that could be better.
 * Shape:  null when all is proven; for the smallest sum the counts say nothing, and the sum and its bound stand in the allocation
 */
export function gapOf(objective: Objective, { allocation, certificate }: Answer): Gap | null {
	const { profile, unplaced } = allocation;
	const reached = [0, ...worth(objective, unplaced.length, profile)];
	const at = certificate.bound.findIndex((digit, place) => digit !== reached[place]);
	if (at < 0 || (objective === 'minSumOfRanks' && at > 1)) return null;
	const [found = 0, bound = 0] = [reached[at], certificate.bound[at]];
	if (at === 1) return { rank: 0, found, bound };
	const rank = objective === 'generous' ? profile.length - (at - 2) : at - 1;
	return { rank, found: Math.abs(found), bound: Math.abs(bound) };
}

/**
 * Works a distribution out with everything that is told about it, step by step.
 * Errors: InvalidProblem when what must be cannot be
 */
export function* workingOut(problem: Problem): Generator<Progress, Findings, void> {
	const searched = allocating(problem, PATIENCE);
	let next = searched.next();
	for (; !next.done; next = searched.next()) yield { step: 'searching', done: next.value, total: 0 };
	const answer = next.value;
	const { allocation } = answer;
	const compared: Compared[] = [];
	for (const objective of objectives) {
		yield { step: 'comparing', done: compared.length, total: objectives.length };
		const other = objective === problem.objective ? allocation : inOneGo(attempting({ ...problem, objective }, HASTE));
		if (typeof other === 'object')
			compared.push({
				objective,
				profile: other.profile,
				unplaced: other.unplaced.length,
				sum: other.sumOfRanks,
				isProven: other.proof.optimal,
			});
	}
	const insisted: Findings['insisted'] = [];
	for (const workshop of allocation.cancelled) {
		const workshops = problem.workshops.map((one) => (one.id === workshop ? { ...one, takesPlace: true } : one));
		const other = inOneGo(attempting({ ...problem, workshops }, HASTE));
		insisted.push({ workshop, outcome: typeof other === 'object' ? outcomeOf(other) : null });
	}
	const explained: Findings['explained'] = {};
	for (const [done, { id }] of problem.participants.entries()) {
		yield { step: 'explaining', done, total: problem.participants.length };
		const missed = explain(problem, allocation, id, BRIEFLY);
		if (missed.length > 0) explained[id] = missed;
	}
	return { ...answer, compared, insisted, explained };
}

/** The same work in one go, where nobody needs to know how far it is. */
export function inOneGo<Result>(work: Generator<unknown, Result, void>): Result {
	for (;;) {
		const { done, value } = work.next();
		if (done) return value;
	}
}

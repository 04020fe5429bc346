import { type Allocation, allocating } from '#algorithms/allocation/allocate.ts';
import { InvalidProblem, type Problem, Undecided } from '#algorithms/allocation/problem.ts';
import type { Limits } from '#algorithms/allocation/search.ts';
import type { Outcome } from './rules.ts';

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

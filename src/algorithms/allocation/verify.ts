import { type Allocation, type Certificate, inOrder, profileOf, told } from './allocate.ts';
import { wrongPlaces } from './places.ts';
import type { Problem } from './problem.ts';
import { proves } from './proof.ts';
import { compare, worth } from './worth.ts';

/**
 * Checks an allocation against its problem without trusting who made it, and without solving anything: the places by the
 * rules, ranks and sums as told, and by the certificate that no allocation is better than the bound.
 * Shape:  the answer is null, or what is wrong in one sentence
 */
export function verify(problem: Problem, allocation: Allocation, certificate: Certificate): string | null {
	const wrong = wrongPlaces(problem, allocation);
	if (wrong) return wrong;
	const { bound } = certificate;
	if (!Array.isArray(bound) || !bound.every(Number.isSafeInteger)) return 'The certificate has no bound.';
	const reached = worthOf(problem, allocation);
	const isOptimal = compare(reached, bound) === 0;
	const expected = told(problem, { placements: allocation.placements, unplaced: allocation.unplaced, bound, isOptimal });
	if (!isSame(inTelling(allocation), expected)) return 'The allocation tells other ranks, sums or bounds than it has.';
	if (compare(bound, reached) > 0) return 'The bound is worse than the allocation.';
	return proves(inOrder(problem), certificate.tree, bound) ? null : 'The certificate leaves something out, or shows less than it says.';
}

/** The worth as the search counts it: nothing against the rules, and without the rank that follows from the others. */
function worthOf(problem: Problem, { placements, unplaced }: Allocation): number[] {
	const { objective = 'generous' } = problem;
	const all = [0, ...worth(objective, unplaced.length, profileOf(problem, placements))];
	return objective === 'minSumOfRanks' ? all : all.slice(0, -1);
}

/** The lists of an allocation in the order in which they are told; any other says the same. */
function inTelling(allocation: Allocation): Allocation {
	const order = (a: { participant: string; round: number }, b: { participant: string; round: number }) =>
		a.participant < b.participant ? -1 : a.participant > b.participant ? 1 : a.round - b.round;
	return {
		...allocation,
		placements: [...allocation.placements].sort(order),
		unplaced: [...allocation.unplaced].sort(order),
		cancelled: [...allocation.cancelled].sort(),
	};
}

/** Whether two values say the same; the order of fields does not count, since stores keep one of their own. */
function isSame(a: unknown, b: unknown): boolean {
	if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
	const fields = Object.keys(a);
	if (Array.isArray(a) !== Array.isArray(b) || fields.length !== Object.keys(b).length) return false;
	return fields.every((field) => isSame(a[field as keyof typeof a], b[field as keyof typeof b]));
}

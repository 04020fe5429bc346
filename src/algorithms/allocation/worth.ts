import type { Objective } from './problem.ts';

/** Compares vectors from left to right. */
export function compare(a: readonly number[], b: readonly number[]): number {
	for (let at = 0; at < a.length; at++) {
		const difference = (a[at] as number) - (b[at] as number);
		if (difference !== 0) return difference;
	}
	return 0;
}

/**
 * What an outcome is worth, as numbers that are compared from left to right: smaller is better.
 * Shape:  profile[r - 1] = person-rounds at rank r, as long as there are ranks
 */
export function worth(objective: Objective, unplaced: number, profile: readonly number[]): number[] {
	if (objective === 'minSumOfRanks') return [unplaced, profile.reduce((sum, count, at) => sum + count * (at + 1), 0)];
	return [unplaced, ...(objective === 'generous' ? [...profile].reverse() : profile.map((count) => 0 - count))];
}

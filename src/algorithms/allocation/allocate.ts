import { type Instance, instanceOf } from './instance.ts';
import type { Problem } from './problem.ts';
import { type Solution, solve } from './solve.ts';

export interface Placement {
	participant: string;
	workshop: string;
	round: 1;
	/** 1 = first wish; 0 = fixed without a wish */
	rank: number;
}

/** Who goes where, with the proof that nobody could have done better. */
export interface Allocation {
	placements: Placement[];
	unplaced: { participant: string; round: 1 }[];
	cancelled: string[];
	placed: number;
	sumOfRanks: number;
	/** profile[r - 1] = people who got their r-th wish */
	profile: number[];
	proof: { optimal: boolean; bound: number };
	seed: number;
}

/** The prices that prove an allocation, by workshop. */
export type Certificate = Record<string, number[]>;

/** Tells a solution in the words of the problem. */
export function told(problem: Problem, instance: Instance, option: Int32Array, optimal: boolean): Allocation {
	const placements: Placement[] = [];
	const unplaced: Allocation['unplaced'] = [];
	const profile = new Array<number>(instance.ranks).fill(0);
	for (const [p, participant] of instance.participants.entries()) {
		const workshop = instance.workshops[instance.place[option[p] as number] as number];
		if (workshop === undefined) {
			unplaced.push({ participant, round: 1 });
			continue;
		}
		const rank = instance.level[option[p] as number] as number;
		placements.push({ participant, workshop, round: 1, rank });
		if (rank > 0) profile[rank - 1] = (profile[rank - 1] as number) + 1;
	}
	const sumOfRanks = profile.reduce((sum, count, at) => sum + count * (at + 1), 0);
	return {
		placements,
		unplaced,
		cancelled: [],
		placed: placements.length,
		sumOfRanks,
		profile,
		proof: { optimal, bound: sumOfRanks },
		seed: problem.seed ?? 0,
	};
}

/** Whether prices prove a choice of options optimal: one pass over all wishes. */
export function proves({ offsets, place, cost, width, capacity }: Instance, { option, prices }: Solution): boolean {
	const nodes = capacity.length;
	const load = new Int32Array(nodes);
	const total = (o: number, limb: number) => (cost[o * width + limb] as number) + (prices[(place[o] as number) * width + limb] as number);
	for (let p = 0; p + 1 < offsets.length; p++) {
		const taken = option[p] as number;
		if (taken < (offsets[p] as number) || taken >= (offsets[p + 1] as number)) return false;
		const node = place[taken] as number;
		load[node] = (load[node] as number) + 1;
		for (let o = offsets[p] as number; o < (offsets[p + 1] as number); o++) {
			let limb = 0;
			while (limb < width && total(o, limb) === total(taken, limb)) limb++;
			if (limb < width && total(o, limb) < total(taken, limb)) return false;
		}
	}
	for (let node = 0; node < nodes; node++) {
		if ((load[node] as number) > (capacity[node] as number)) return false;
		let limb = 0;
		while (limb < width && prices[node * width + limb] === 0) limb++;
		if (limb === width) continue;
		if ((prices[node * width + limb] as number) < 0 || (load[node] as number) < (capacity[node] as number)) return false;
	}
	return true;
}

/**
 * Gives every participant at most one workshop, fairest first.
 * Shape:  a problem as readProblem returns it
 * Unit:   rank 1 = first wish
 * Errors: none; too few seats is a value (`unplaced`), not an exception
 * Source: ADR 0007
 */
export function allocate(problem: Problem): { allocation: Allocation; certificate: Certificate } {
	const instance = instanceOf(problem);
	const solution = solve(instance);
	const certificate = Object.fromEntries(
		[...instance.workshops, ''].map((id, node) => [id, [...solution.prices.subarray(node * instance.width, (node + 1) * instance.width)]]),
	);
	return { allocation: told(problem, instance, solution.option, proves(instance, solution)), certificate };
}

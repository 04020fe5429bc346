import type { Objective } from './problem.ts';

/**
 * What each rank costs, as a vector that is compared from left to right.
 * Shape:  values[level * width + limb]; level 0 = fixed without a wish, 1..ranks, ranks + 1 = unplaced; the last limb stays
 *         free for the lot
 */
export interface Costs {
	width: number;
	values: Float64Array;
}

/**
 * Weighs ranks for an objective, exactly. Ranks that must be compared one after the other are digits of base places + 2:
 * a change along a path or cycle takes each place at most once, so no digit can overflow into the next. As many digits as
 * stay exact in a double share a limb; further ones take another limb.
 * Unit:   places = workshops and "unplaced"
 * Source: lexicographic profiles as weights; ADR 0007
 */
export function costsFor(objective: Objective, ranks: number, places: number): Costs {
	const unplaced = ranks + 1;
	const base = places + 1;
	if (objective === 'minSumOfRanks') {
		const values = new Float64Array((ranks + 2) * 2);
		for (let rank = 1; rank <= ranks; rank++) values[rank * 2] = rank;
		values[unplaced * 2] = base * (ranks + 1);
		return { width: 2, values };
	}
	// The most important digit first: who has no place, then the worst rank or the first.
	const byRank = Array.from({ length: ranks }, (_, at) => (objective === 'generous' ? ranks - at : at + 1));
	const digits = [unplaced, ...byRank.slice(0, -1)];
	const sign = objective === 'generous' ? 1 : -1;
	const perLimb = Math.max(1, Math.floor((53 * Math.LN2) / Math.log(base)) - 2);
	const limbs = Math.ceil(digits.length / perLimb);
	const width = limbs + 1;
	const values = new Float64Array((ranks + 2) * width);
	for (const [at, level] of digits.entries()) {
		const limb = Math.floor(at / perLimb);
		values[level * width + limb] = (level === unplaced ? 1 : sign) * base ** (perLimb - 1 - (at % perLimb));
	}
	return { width, values };
}

const mix = (hash: number, value: number) => {
	const mixed = Math.imul(hash ^ value, 0x9e3779b1);
	return mixed ^ (mixed >>> 15);
};

/**
 * The lot that decides between equals: the same for the same seed, person and place, whatever their order in a list.
 * Unit:   0..2^26 - 1
 */
export function lot(seed: number, participant: string, workshop: string): number {
	let hash = mix(mix(0x811c9dc5, seed % 0x100000000), Math.floor(seed / 0x100000000));
	for (const text of [participant, '\0', workshop]) for (let at = 0; at < text.length; at++) hash = mix(hash, text.charCodeAt(at));
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return (hash ^ (hash >>> 16)) >>> 6;
}

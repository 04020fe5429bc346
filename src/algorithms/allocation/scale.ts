import type { Objective } from './problem.ts';

/**
 * The objective as a vector of digits, and as numbers for flows. The first digit counts what must not be: options taken that
 * are barred, options not taken that must be, people missing at a workshop. Digits share a number, a phase, as long as it
 * stays exact; they are balanced (from -half to +half), so that a price can be read back as a vector.
 * Shape:  vector[level * digits + digit], level = rank * 3 + flag
 */
export interface Scale {
	digits: number;
	levels: number;
	vector: Int32Array;
	phases: Phase[];
}

export interface Phase {
	/** the digits first..last-1 of the vector */
	first: number;
	last: number;
	/** weight[digit - first]; the last is 1 */
	weight: number[];
	base: number[];
	cost: Float64Array;
}

export const FREE = 0;
export const MUST = 1;
export const BARRED = 2;

/** What each rank counts as: digits after the first. */
function digitsOf(objective: Objective, ranks: number): ((rank: number) => number)[] {
	const unplaced = (rank: number) => (rank > ranks ? 1 : 0);
	if (objective === 'minSumOfRanks') return [unplaced, (rank) => (rank > ranks ? 0 : rank)];
	// The last rank follows from the others, since the number of person-rounds is given.
	const order = Array.from({ length: ranks - 1 }, (_, at) => (objective === 'generous' ? ranks - at : at + 1));
	const sign = objective === 'generous' ? 1 : -1;
	return [unplaced, ...order.map((counted) => (rank: number) => (rank === counted ? sign : 0))];
}

/**
 * Weighs the ranks for an objective.
 * Unit:   nodes = places and "unplaced"; no path or cycle of exchanges is longer, so no digit overflows into the next;
 *         exact = how far numbers may go
 */
export function scaleFor(objective: Objective, ranks: number, nodes: number, exact = Number.MAX_SAFE_INTEGER): Scale {
	const parts = digitsOf(objective, ranks);
	const digits = parts.length + 1;
	const levels = (ranks + 2) * 3;
	const vector = new Int32Array(levels * digits);
	for (let level = 0; level < levels; level++) {
		const flag = level % 3;
		vector[level * digits] = flag === MUST ? -1 : flag === BARRED ? 1 : 0;
		for (const [at, part] of parts.entries()) vector[level * digits + at + 1] = part(Math.floor(level / 3));
	}
	const steps = [2, 1, ...parts.slice(1).map(() => (objective === 'minSumOfRanks' ? ranks : 1))];
	const bases = steps.map((step) => 2 * (nodes + 2) * step + 1);
	const phases: Phase[] = [];
	for (let first = 0; first < digits; ) {
		let last = first + 1;
		for (let room = exact / (bases[first] as number); last < digits && room >= (bases[last] as number); last++)
			room /= bases[last] as number;
		phases.push(phaseOf(vector, digits, levels, bases, first, last));
		first = last;
	}
	return { digits, levels, vector, phases };
}

function phaseOf(vector: Int32Array, digits: number, levels: number, bases: number[], first: number, last: number): Phase {
	const base = bases.slice(first, last);
	const weight = base.map((_, at) => base.slice(at + 1).reduce((product, one) => product * one, 1));
	const cost = new Float64Array(levels);
	for (let level = 0; level < levels; level++)
		for (let digit = first; digit < last; digit++)
			cost[level] = (cost[level] as number) + (vector[level * digits + digit] as number) * (weight[digit - first] as number);
	return { first, last, weight, base, cost };
}

/** Reads a price of a phase back as digits. */
export function decode({ first, weight, base }: Phase, price: number, into: Float64Array, offset: number): void {
	let rest = price;
	for (let at = weight.length - 1; at > 0; at--) {
		const size = base[at] as number;
		const half = (size - 1) / 2;
		const digit = ((((rest + half) % size) + size) % size) - half;
		into[offset + first + at] = digit;
		rest = (rest - digit) / size;
	}
	into[offset + first] = rest;
}

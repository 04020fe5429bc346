import type { Scale } from './scale.ts';
import type { Relaxation } from './state.ts';

/**
 * What no solution of a relaxation can be better than, from any prices whatever: weak duality, digit by digit, since
 * vectors that are compared from left to right can be added like numbers.
 * Shape:  prices[node * digits + digit]
 */
export function boundOf(scale: Scale, relaxation: Relaxation, prices: Float64Array): number[] {
	const { offsets, node, level, demand, parent, low, high, musts } = relaxation;
	const { digits, vector } = scale;
	const bound = new Array<number>(digits).fill(0);
	bound[0] = musts;
	const total = new Float64Array(level.length * digits);
	for (let o = 0; o < level.length; o++) {
		for (let digit = 0; digit < digits; digit++) total[o * digits + digit] = vector[(level[o] as number) * digits + digit] as number;
		for (let n = node[o] as number; n >= 0; n = parent[n] as number)
			for (let digit = 0; digit < digits; digit++)
				total[o * digits + digit] = (total[o * digits + digit] as number) + (prices[n * digits + digit] as number);
	}
	const difference = (a: number, b: number) => {
		for (let digit = 0; digit < digits; digit++) {
			const one = (total[a * digits + digit] as number) - (total[b * digits + digit] as number);
			if (one !== 0) return one;
		}
		return 0;
	};
	for (let p = 0; p < demand.length; p++) {
		const own = Array.from({ length: (offsets[p + 1] as number) - (offsets[p] as number) }, (_, at) => (offsets[p] as number) + at);
		for (const o of own.sort(difference).slice(0, demand[p]))
			for (let digit = 0; digit < digits; digit++) bound[digit] = (bound[digit] as number) + (total[o * digits + digit] as number);
	}
	for (let n = 0; n < parent.length; n++) {
		const own = prices.subarray(n * digits, (n + 1) * digits);
		const edge = (own.find((digit) => digit !== 0) ?? 0) > 0 ? high : low;
		for (let digit = 0; digit < digits; digit++) bound[digit] = (bound[digit] as number) - (own[digit] as number) * (edge[n] as number);
	}
	return bound;
}

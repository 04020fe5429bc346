import { type Flow, flow, type Network, type Start } from './flow.ts';
import { decode, type Phase, type Scale } from './scale.ts';
import type { Relaxation } from './state.ts';

/** An optimum of a relaxation. */
export interface Relaxed {
	taken: Uint8Array;
	load: Int32Array;
	/** what it is worth; the first digit is 0 if nothing is against the rules */
	worth: number[];
	/** prices[node * digits + digit], the proof */
	prices: Float64Array;
	/** what a similar problem can begin with */
	start: Start;
	/** people missing at each node */
	short: Int32Array;
}

/** What was worked out in earlier phases narrows the next: who is where at no other price, and what must stay full or empty. */
interface Rest {
	network: Network;
	/** option of the whole problem for each that is left */
	option: Int32Array;
	/** options that are settled as taken */
	settled: Uint8Array;
	/** people settled at each node */
	away: Int32Array;
	/** the least load before anybody was settled */
	least: Int32Array;
	start: Start;
}

/** What it costs to take each option, prices of places included. */
function reducedCosts({ offsets, node, level, cost, parent }: Network, price: Float64Array): Float64Array {
	const reduced = new Float64Array(offsets[offsets.length - 1] as number);
	for (let o = 0; o < reduced.length; o++) {
		const n = node[o] as number;
		const above = parent[n] as number;
		reduced[o] = (cost[level[o] as number] as number) + (price[n] as number) + (above < 0 ? 0 : (price[above] as number));
	}
	return reduced;
}

/** The optima of a phase as a flow problem of its own: only people with several equally good options are left. */
function narrowed(
	{ network, option, settled, away: before, least: leastBefore }: Rest,
	{ taken, price, load }: Flow,
	cost: Float64Array,
	shortage: number,
): Rest {
	const { offsets, node, level, demand, parent, high } = network;
	const reduced = reducedCosts(network, price);
	const left: number[] = [];
	const nextOffsets = [0];
	const nextDemand: number[] = [];
	const gone = new Int32Array(parent.length);
	const nextSettled = settled.slice();
	for (let p = 0; p < demand.length; p++) {
		// The dearest option taken is the threshold: cheaper ones are taken in every optimum, dearer ones in none.
		let threshold = -Infinity;
		for (let o = offsets[p] as number; o < (offsets[p + 1] as number); o++)
			if (taken[o]) threshold = Math.max(threshold, reduced[o] as number);
		let open = demand[p] as number;
		for (let o = offsets[p] as number; o < (offsets[p + 1] as number); o++) {
			if (reduced[o] === threshold) left.push(o);
			if (!taken[o] || reduced[o] === threshold) continue;
			nextSettled[option[o] as number] = 1;
			open--;
			for (let n = node[o] as number; n >= 0; n = parent[n] as number) gone[n] = (gone[n] as number) + 1;
		}
		nextOffsets.push(left.length);
		nextDemand.push(open);
	}
	const away = before.map((settledBefore, n) => settledBefore + (gone[n] as number));
	const least = leastBefore.map((one, n) => ((price[n] as number) > 0 ? (load[n] as number) + (before[n] as number) : one));
	return {
		network: {
			offsets: Int32Array.from(nextOffsets),
			node: Int32Array.from(left, (o) => node[o] as number),
			level: Int32Array.from(left, (o) => level[o] as number),
			cost,
			demand: Int32Array.from(nextDemand),
			parent,
			low: least.map((one, n) => Math.max(0, one - (away[n] as number))),
			high: high.map((most, n) => ((price[n] as number) < 0 ? (load[n] as number) : most) - (gone[n] as number)),
			shortage,
		},
		option: Int32Array.from(left, (o) => option[o] as number),
		settled: nextSettled,
		away,
		least,
		start: { taken: Uint8Array.from(left, (o) => taken[o] as number), price: new Float64Array(parent.length) },
	};
}

function worthOf(scale: Scale, { level, musts }: Relaxation, taken: Uint8Array, short: Int32Array): number[] {
	const worth = new Array<number>(scale.digits).fill(0);
	worth[0] = musts + short.reduce((sum, missing) => sum + missing, 0);
	for (let o = 0; o < taken.length; o++)
		if (taken[o])
			for (let digit = 0; digit < scale.digits; digit++)
				worth[digit] = (worth[digit] as number) + (scale.vector[(level[o] as number) * scale.digits + digit] as number);
	return worth;
}

/** Whether a vector is worse than `limit` in the digits before `last`. */
function isWorse(worth: readonly number[], limit: readonly number[] | null, last: number): boolean {
	if ((worth[0] as number) > 0) return true;
	for (let digit = 0; limit !== null && digit < last; digit++)
		if (worth[digit] !== limit[digit]) return (worth[digit] as number) > (limit[digit] as number);
	return false;
}

/**
 * Solves a relaxation, the most important digits first.
 * Shape:  `limit` is the worth that is known to be reachable; when a phase is already worse, later ones are left out and
 *         `worth` holds from the digits of this phase on what the flow happened to have
 */
export function relax(scale: Scale, relaxation: Relaxation, limit: readonly number[] | null, start?: Start): Relaxed {
	const { offsets, node, level, demand, parent, low, high } = relaxation;
	const options = level.length;
	const [first] = scale.phases as [Phase];
	const prices = new Float64Array(parent.length * scale.digits);
	let rest: Rest = {
		network: { offsets, node, level, demand, parent, low, high, cost: first.cost, shortage: first.weight[0] as number },
		option: new Int32Array(options).map((_, o) => o),
		settled: new Uint8Array(options),
		away: new Int32Array(parent.length),
		least: low,
		start: start ?? { taken: new Uint8Array(0), price: new Float64Array(0) },
	};
	let result = flow(rest.network, start);
	const whole = result;
	let taken = result.taken;
	const short = low.map((least, n) => Math.max(0, least - (whole.load[n] as number)));
	for (const [at, phase] of scale.phases.entries()) {
		const { away, least } = rest;
		// Where more are settled than must be, nobody has to be drawn there: a price below 0 would count them as if they had.
		const price = result.price.map((one, n) => ((away[n] as number) > (least[n] as number) ? Math.max(0, one) : one));
		for (let n = 0; n < parent.length; n++) decode(phase, price[n] as number, prices, n * scale.digits);
		const next = scale.phases[at + 1];
		if (next === undefined || isWorse(worthOf(scale, relaxation, taken, short), limit, phase.last)) break;
		// Nothing is missing here, so a shortage in the next phase would be an error; it has to cost more than anything.
		rest = narrowed(rest, { ...result, price }, next.cost, (next.weight[0] as number) * (next.base[0] as number));
		result = flow(rest.network, rest.start);
		taken = rest.settled.slice();
		for (let o = 0; o < rest.option.length; o++) if (result.taken[o]) taken[rest.option[o] as number] = 1;
	}
	const load = new Int32Array(parent.length);
	for (let o = 0; o < options; o++)
		if (taken[o]) for (let n = node[o] as number; n >= 0; n = parent[n] as number) load[n] = (load[n] as number) + 1;
	return { taken, load, worth: worthOf(scale, relaxation, taken, short), prices, start: { taken: whole.taken, price: whole.price }, short };
}

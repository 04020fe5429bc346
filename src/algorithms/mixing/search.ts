import type { Instance } from './instance.ts';
import { chance } from './lot.ts';
import { costOfSwap, type Plan, planOf, returnsTo, swap, tablesOf } from './plan.ts';

/** What a search may spend. */
export interface Budget {
	/** How much is spent, from 0 to 1: by a clock, or by the swaps tried. */
	spent: (tried: number) => number;
	/** Swaps to try before it looks again. */
	block: number;
}

/** How far a search is. */
export interface Progress {
	spent: number;
	/** of the best plan so far */
	cost: number;
}

/** One cooling: until so much of the budget is spent, so hot in the beginning. */
export interface Cooling {
	until: number;
	/** of the spread of what swaps cost */
	heat: number;
	/** Swaps whole itineraries, so that who meets whom is exchanged and never more: what algebra gave is kept. */
	isWhole: boolean;
}

const SAMPLES = 512;
const DRAWS = 4096;
// Cheaper swaps than this part of the cheapest that costs anything are certain, dearer ones hardly happen.
const COLD = 0.12;

/** Where there is much room: most plans have neighbours that are hardly worse. */
export const freely: readonly Cooling[] = [
	{ until: 0.1, heat: 0.05, isWhole: false },
	{ until: 0.5, heat: 0.05, isWhole: false },
	{ until: 1, heat: 0.1, isWhole: false },
];

/** Where who meets whom is soon settled, since many meet, few are there or guests must not come back: itineraries can be exchanged. */
export const closely: readonly Cooling[] = [
	{ until: 0.1, heat: 1, isWhole: false },
	{ until: 0.5, heat: 0.3, isWhole: false },
	{ until: 1, heat: 0.3, isWhole: true },
];

/** Where algebra has settled it: whoever moves in one round only meets somebody again. */
export const withinAlgebra: readonly Cooling[] = [
	{ until: 0.6, heat: 0.5, isWhole: true },
	{ until: 0.7, heat: 0.1, isWhole: false },
	{ until: 1, heat: 0.3, isWhole: true },
];

/**
 * Improves a plan by swapping people, fewer and fewer for the worse, until nothing better is possible or the budget is spent.
 * Shape:  yields how far it is, returns the best tables for each round
 * Unit:   an exchange of itineraries counts as two swaps a round
 * Source: simulated annealing, its heat in proportion to the spread of what swaps cost
 */
export function* searching(
	instance: Instance,
	seated: number[][][],
	coolings: readonly Cooling[],
	least: number,
	{ spent, block }: Budget,
): Generator<Progress, number[][][], void> {
	const enough = least + 1e-6;
	let plan = planOf(instance, seated);
	if (plan.cost <= enough) return seated;
	let best = bestOf(plan);
	const draw = chance(instance.seed);
	const patience = Float64Array.from({ length: DRAWS }, () => -Math.log((draw(1 << 20) + 0.5) / (1 << 20)));
	let [tried, now] = [0, spent(0)];
	for (const { until, heat, ...asked } of coolings) {
		if (plan.cost > best.cost + 1e-6) plan = planOf(instance, best.tables);
		// Itineraries of people who are alike are worth the same: only the rounds are left to be improved.
		const isWhole = asked.isWhole && sample(plan, draw, true).spread > 0;
		const { spread, cheapest } = sample(plan, draw, isWhole);
		if (spread === 0) continue;
		const move = isWhole ? swapItineraries : swapInRound;
		const [from, hot, cold] = [now, spread * heat, cheapest * COLD];
		while (now < until && best.cost > enough) {
			const temperature = hot * (cold / hot) ** Math.min(1, (now - from) / (until - from));
			for (let left = isWhole ? Math.ceil(block / instance.rounds / 2) : block; left > 0 && plan.cost > enough; left--)
				move(plan, draw, temperature * (patience[draw(DRAWS)] as number));
			tried += block;
			now = spent(tried);
			if (plan.cost < best.cost - 1e-6 && returnsTo(plan) <= best.returns) best = bestOf(plan);
			yield { spent: Math.min(1, now), cost: best.cost };
		}
	}
	return best.tables;
}

const bestOf = (plan: Plan) => ({ cost: plan.cost, returns: returnsTo(plan), tables: tablesOf(plan) });

type Draw = (limit: number) => number;

/** Two people at different tables of a round, by lot; null where the lot names two at one table. */
function twoIn(plan: Plan, round: number, draw: Draw): [number, number] | null {
	const movers = plan.movers[round] as Int32Array;
	if (movers.length < 2) return null;
	const [one, other] = [movers[draw(movers.length)] as number, movers[draw(movers.length)] as number];
	return plan.tableOf[round]?.[one] === plan.tableOf[round]?.[other] ? null : [one, other];
}

function swapInRound(plan: Plan, draw: Draw, most: number): void {
	const round = draw(plan.seats.length);
	const two = twoIn(plan, round, draw);
	if (!two) return;
	const cost = costOfSwap(plan, round, ...two);
	if (cost <= most) swap(plan, round, ...two, cost);
}

function swapItineraries(plan: Plan, draw: Draw, most: number): void {
	const two = twoIn(plan, 0, draw);
	const cost = two && costOfExchange(plan, ...two);
	if (two && cost !== null && cost <= most) exchange(plan, ...two);
}

/** What it would cost if two people exchanged their tables in all rounds; null where one is not always there. */
function costOfExchange(plan: Plan, one: number, other: number): number | null {
	if (plan.tableOf.some((tables) => (tables[one] as number) < 0 || (tables[other] as number) < 0)) return null;
	const before = plan.cost;
	exchange(plan, one, other);
	const after = plan.cost;
	exchange(plan, one, other);
	return after - before;
}

/** Lets two people exchange their tables in all rounds. */
function exchange(plan: Plan, one: number, other: number): void {
	for (const [round, tables] of plan.tableOf.entries())
		if (tables[one] !== tables[other]) swap(plan, round, one, other, costOfSwap(plan, round, one, other));
}

/**
 * How far apart the costs of swaps are, and the smallest that is not 0. Swaps that bring somebody back to a table are left out,
 * or the heat would be theirs; but where there are hardly others, all must be crossed.
 */
function sample(plan: Plan, draw: Draw, isWhole: boolean): { spread: number; cheapest: number } {
	const costs: number[] = [];
	for (let at = 0; at < SAMPLES; at++) {
		const round = isWhole ? 0 : draw(plan.seats.length);
		const two = twoIn(plan, round, draw);
		if (two) costs.push(isWhole ? (costOfExchange(plan, ...two) ?? 0) : costOfSwap(plan, round, ...two));
	}
	const usual = costs.filter((cost) => Math.abs(cost) < plan.back);
	const counted = usual.filter((cost) => cost !== 0).length > costs.length / 20 ? usual : costs;
	const mean = counted.reduce((sum, cost) => sum + cost, 0) / counted.length;
	const spread = Math.sqrt(counted.reduce((sum, cost) => sum + (cost - mean) ** 2, 0) / counted.length);
	const some = counted.map(Math.abs).filter((cost) => cost > 1e-3 * spread);
	return { spread: some.length > 0 ? spread || Math.abs(mean) : 0, cheapest: Math.min(...some) };
}

import { flow, type Network } from './flow.ts';
import { bits, type Instance } from './instance.ts';
import type { Relaxed } from './relax.ts';
import type { Branch, State } from './state.ts';

/** The round of each option that is taken; or the question to ask next because some found none. */
export type Timetable = { round: Int8Array; branch?: undefined } | { round?: undefined; branch: Branch };

/** Whether each set of rounds can get a round of its own. */
function canBeMatched(masks: readonly number[], rounds: number): boolean {
	const [first, ...others] = masks;
	if (first === undefined) return true;
	for (let free = first & rounds; free !== 0; free &= free - 1) if (canBeMatched(others, rounds & ~(free & -free))) return true;
	return false;
}

const isSettled = (state: State, o: number) => state.must[o] === 1 && bits(state.mask[o] as number) === 1;

/** Workshops taken by each visitor, as options. */
function choicesOf({ offsets, workshop }: Instance, taken: Uint8Array): number[][] {
	return Array.from({ length: offsets.length - 1 }, (_, v) => {
		const own: number[] = [];
		for (let o = offsets[v] as number; o < (offsets[v + 1] as number); o++) if (taken[o] && (workshop[o] as number) >= 0) own.push(o);
		return own;
	});
}

/** An option of a visitor who has too many workshops for some set of rounds. */
function clash(instance: Instance, state: State, choices: readonly number[][]): number | null {
	for (const [v, own] of choices.entries()) {
		const block = instance.block[v] as number;
		const maskOf = (o: number) => state.mask[o] as number;
		if (canBeMatched(own.map(maskOf), block)) continue;
		for (let set = block; set !== 0; set = (set - 1) & block) {
			const within = own.filter((o) => !(maskOf(o) & ~set));
			const loose = within.filter((o) => !isSettled(state, o));
			if (within.length > bits(set) && loose.length > 0) return loose.at(-1) as number;
		}
	}
	return null;
}

/** In which rounds workshops with a minimum take place: one guess of several, the rounds filled evenly. */
function pattern(instance: Instance, state: State, { load }: Relaxed, choices: readonly number[][], attempt: number): Int32Array {
	const { rounds, minimum, capacity, offered } = instance;
	const needs = new Int32Array(instance.workshops.length * rounds);
	for (const o of choices.flat())
		for (let round = 0; round < rounds; round++)
			if (state.mask[o] === 1 << round) {
				const cell = (instance.workshop[o] as number) * rounds + round;
				needs[cell] = (needs[cell] as number) + 1;
			}
	const full = new Float64Array(rounds);
	const open = offered.slice();
	const order = [...instance.workshops.keys()].filter((w) => minimum[w]).sort((a, b) => (load[b] as number) - (load[a] as number) || a - b);
	for (const w of order) {
		const n = load[w] as number;
		const possible = (offered[w] as number) & ~(state.closed[w] as number);
		const smallest = Math.max(Math.ceil(n / (capacity[w] as number)) || 0, state.fewest[w] as number);
		const largest = Math.min(Math.floor(n / (minimum[w] as number)), state.most[w] as number);
		const times = attempt < rounds ? largest : smallest;
		const preference = Array.from({ length: rounds }, (_, round) => (round + attempt) % rounds)
			.filter((round) => possible & (1 << round))
			.map((round) => ({ round, isOpen: (state.open[w] as number) & (1 << round) ? 0 : 1, need: -(needs[w * rounds + round] as number) }))
			.sort((a, b) => a.isOpen - b.isOpen || a.need - b.need || (full[a.round] as number) - (full[b.round] as number));
		open[w] = 0;
		for (const { round } of preference.slice(0, times)) {
			open[w] = (open[w] as number) | (1 << round);
			full[round] = (full[round] as number) + n / times;
		}
	}
	return open;
}

const SKIP_COST = 1;

/** Who goes where in a round, and choices around which it fails. */
interface Peeled {
	going: number[];
	stuck: number[];
}

/** Who of those left goes where in one round, so that the rest still fits into later rounds. */
function peel(instance: Instance, open: Int32Array, left: number[][], masks: Int32Array, round: number): Peeled {
	const { parent, most, minimum } = instance;
	const nodes = parent.length;
	const now = 1 << round;
	const later = ((1 << instance.rounds) - 1) & ~(2 * now - 1);
	const rest = new Int32Array(nodes);
	for (const o of left.flat()) for (let n = instance.node[o] as number; n >= 0; n = parent[n] as number) rest[n] = (rest[n] as number) + 1;
	const low = new Int32Array(nodes);
	const high = new Int32Array(nodes);
	for (let n = 0; n < nodes - 1; n++) {
		const w = (parent[n] as number) < 0 ? n : (parent[n] as number);
		const least = n === w ? (minimum[w] as number) : 0;
		const times = bits((open[w] as number) & later);
		const isOpen = ((open[w] as number) & now) !== 0;
		low[n] = Math.max(isOpen ? least : 0, (rest[n] as number) - (most[n] as number) * times);
		high[n] = isOpen ? Math.min(most[n] as number, (rest[n] as number) - least * times) : 0;
		if ((low[n] as number) > (high[n] as number)) return { going: [], stuck: left.flat().filter((o) => instance.workshop[o] === w) };
	}
	high[nodes - 1] = left.length;
	const offsets = [0];
	const option: number[] = [];
	const level: number[] = [];
	for (const own of left) {
		const fits = (without: number, rounds: number) =>
			canBeMatched(
				own.filter((o) => o !== without).map((o) => masks[o] as number),
				rounds,
			);
		for (const o of own) {
			if (!((masks[o] as number) & now) || !fits(o, later)) continue;
			option.push(o);
			level.push(0);
		}
		option.push(-1);
		level.push(fits(-1, later) ? 0 : 1);
		offsets.push(option.length);
	}
	const network: Network = {
		offsets: Int32Array.from(offsets),
		node: Int32Array.from(option, (o) => (o < 0 ? nodes - 1 : (instance.node[o] as number))),
		level: Int32Array.from(level),
		cost: Float64Array.of(0, SKIP_COST),
		demand: new Int32Array(left.length).fill(1),
		parent,
		low,
		high,
		shortage: nodes * SKIP_COST,
	};
	const { taken, value, load } = flow(network);
	if (value === 0) return { going: option.filter((o, at) => taken[at] && o >= 0), stuck: [] };
	const waiting = left.filter((_, v) => level[(offsets[v + 1] as number) - 1] === 1 && taken[(offsets[v + 1] as number) - 1]);
	const isLacking = (o: number) => (load[instance.workshop[o] as number] as number) < (low[instance.workshop[o] as number] as number);
	return { going: [], stuck: [...waiting.flat(), ...left.flat().filter(isLacking)] };
}

/** One attempt to give every choice a round; the first choices around which it fails. */
function attemptAt(instance: Instance, state: State, open: Int32Array, choices: number[][]): { round: Int8Array; stuck: number[] } {
	const round = new Int8Array(instance.rank.length).fill(-1);
	const masks = Int32Array.from(state.mask, (mask, o) => mask & ((open[instance.workshop[o] as number] ?? 0) as number));
	let left = choices;
	for (let now = 0; now < instance.rounds; now++) {
		const { going, stuck } = peel(instance, open, left, masks, now);
		if (stuck.length > 0) return { round, stuck };
		for (const o of going) round[o] = now;
		left = left.map((own) => own.filter((o) => round[o] === -1));
	}
	return { round, stuck: left.flat() };
}

/**
 * Splits what was chosen for all rounds together into rounds, one after the other.
 * Errors: none; where a workshop has a minimum or rounds have programmes that overlap it may fail, and then asks a question
 *         whose answers come closer: in the end every choice has its round
 */
export function timetable(instance: Instance, state: State, relaxed: Relaxed): Timetable {
	const { rounds, workshop, minimum, offered } = instance;
	if (rounds === 1)
		return { round: new Int8Array(workshop.length).map((_, o) => (relaxed.taken[o] && (workshop[o] as number) >= 0 ? 0 : -1)) };
	const choices = choicesOf(instance, relaxed.taken);
	const loose = clash(instance, state, choices);

	if (loose !== null) return { branch: { kind: 'option', option: loose } };
	let around: number[] = [];
	for (let attempt = 0; attempt < 2 * rounds; attempt++) {
		const result = attemptAt(instance, state, pattern(instance, state, relaxed, choices, attempt), choices);
		if (result.stuck.length === 0) return { round: result.round };
		if (attempt === 0) around = result.stuck;
	}
	const undecided = (w: number) => (minimum[w] ? (offered[w] as number) & ~((state.open[w] as number) | (state.closed[w] as number)) : 0);
	// First what stands in the way, then anything that is not yet decided.
	const everyone = [...around, ...choices.flat()];
	const w = everyone.map((o) => workshop[o] as number).find(undecided);
	if (w !== undefined) return { branch: { kind: 'open', workshop: w, round: 31 - Math.clz32(undecided(w) & -undecided(w)) } };
	const option = everyone.find((o) => !isSettled(state, o));
	if (option === undefined) throw new Error('Every choice has its round, and yet they do not fit.');
	return { branch: { kind: 'option', option } };
}

import type { Network } from './flow.ts';
import { bits, type Instance } from './instance.ts';
import { BARRED, FREE, MUST } from './scale.ts';

/** People in each round, by workshop or node: who could come, and who must. */
interface Counts {
	wishers: Int32Array;
	possible: Int32Array;
	certain: Int32Array;
}

const NONE: Counts = { wishers: new Int32Array(0), possible: new Int32Array(0), certain: new Int32Array(0) };

/** What has been decided on a way from the root of the search, and what follows from it. */
export interface State {
	/** per option: rounds in which it may still be taken */
	mask: Uint8Array;
	must: Uint8Array;
	/** per workshop: rounds in which it takes place, and in which it does not; only for workshops with a minimum */
	open: Int32Array;
	closed: Int32Array;
	/** in how many rounds it takes place, at least and at most */
	fewest: Int32Array;
	most: Int32Array;
	/** as of these decisions */
	counts: Counts;
	/** a workshop for which the decisions contradict each other, or -1 */
	broken: number;
}

/**
 * A question with answers of which one holds in every solution.
 * Shape:  fewer: in at most `count` rounds | in more
 *         open: in this round | not in this round
 *         option: not taken | taken in the first round that is possible | in the second …
 */
export type Branch =
	| { kind: 'fewer'; workshop: number; count: number }
	| { kind: 'open'; workshop: number; round: number }
	| { kind: 'option'; option: number };

const roundsIn = (set: number) => [...Array(8).keys()].filter((round) => set & (1 << round));

/** How many answers a question has. */
export function answersTo(state: State, branch: Branch): number {
	return branch.kind === 'option' ? 1 + bits(state.mask[branch.option] as number) : 2;
}

/** Nothing decided yet, but what follows from the problem itself. */
export function rootState(instance: Instance): State {
	const count = instance.workshops.length;
	const state = {
		mask: instance.mask.slice(),
		must: instance.must.slice(),
		open: new Int32Array(count),
		closed: new Int32Array(count),
		fewest: Int32Array.from(instance.takesPlace),
		most: instance.offered.map(bits),
		counts: NONE,
		broken: -1,
	};
	follow(instance, state);
	return state;
}

/** The state after one answer. */
export function answered(instance: Instance, before: State, branch: Branch, answer: number): State {
	const state = {
		mask: before.mask.slice(),
		must: before.must.slice(),
		open: before.open.slice(),
		closed: before.closed.slice(),
		fewest: before.fewest.slice(),
		most: before.most.slice(),
		counts: before.counts,
		broken: before.broken,
	};
	if (branch.kind === 'fewer') {
		const { workshop, count } = branch;
		if (answer === 0) state.most[workshop] = Math.min(state.most[workshop] as number, count);
		else state.fewest[workshop] = Math.max(state.fewest[workshop] as number, count + 1);
	} else if (branch.kind === 'open') {
		const side = answer === 0 ? state.open : state.closed;
		side[branch.workshop] = (side[branch.workshop] as number) | (1 << branch.round);
	} else {
		const rounds = roundsIn(before.mask[branch.option] as number);
		state.mask[branch.option] = answer === 0 ? 0 : 1 << (rounds[answer - 1] as number);
		if (answer > 0) state.must[branch.option] = 1;
	}
	follow(instance, state);
	return state;
}

function count(instance: Instance, state: State): Counts {
	const { rounds, workshop, node } = instance;
	const nodes = instance.parent.length;
	const wishers = new Int32Array(instance.workshops.length);
	const possible = new Int32Array(nodes * rounds);
	const certain = new Int32Array(nodes * rounds);
	for (let o = 0; o < workshop.length; o++) {
		const w = workshop[o] as number;
		const mask = state.mask[o] as number;
		if (w < 0 || mask === 0) continue;
		wishers[w] = (wishers[w] as number) + 1;
		const isCertain = state.must[o] === 1 && (mask & (mask - 1)) === 0;
		for (let round = 0; round < rounds; round++) {
			if (!(mask & (1 << round))) continue;
			for (let n = node[o] as number; n >= 0; n = instance.parent[n] as number) {
				possible[n * rounds + round] = (possible[n * rounds + round] as number) + 1;
				if (isCertain) certain[n * rounds + round] = (certain[n * rounds + round] as number) + 1;
			}
		}
	}
	return { wishers, possible, certain };
}

/** Works out what follows from the decisions until nothing new follows. */
function follow(instance: Instance, state: State): void {
	for (let changed = true; changed && state.broken < 0; ) {
		const counts = count(instance, state);
		state.counts = counts;
		changed = false;
		for (const w of instance.workshops.keys()) changed = followWorkshop(instance, state, counts, w) || changed;
		for (let n = 0; n < instance.parent.length - 1; n++)
			for (let round = 0; round < instance.rounds; round++)
				if ((counts.certain[n * instance.rounds + round] as number) > (instance.most[n] as number))
					state.broken = (instance.parent[n] as number) < 0 ? n : (instance.parent[n] as number);
		changed = followOptions(instance, state) || changed;
		changed = followPairs(instance, state) || changed;
	}
}

function followWorkshop(instance: Instance, state: State, { wishers, possible, certain }: Counts, w: number): boolean {
	const minimum = instance.minimum[w] as number;
	if (minimum === 0) return false;
	const before = [state.open[w], state.closed[w], state.fewest[w], state.most[w]];
	let open = state.open[w] as number;
	let closed = state.closed[w] as number;
	for (let round = 0; round < instance.rounds; round++) {
		if ((certain[w * instance.rounds + round] as number) > 0) open |= 1 << round;
		if ((possible[w * instance.rounds + round] as number) < minimum) closed |= 1 << round;
	}
	const offered = instance.offered[w] as number;
	const isPossible = minimum <= (instance.capacity[w] as number);
	let most = Math.min(state.most[w] as number, bits(offered & ~closed), isPossible ? Math.floor((wishers[w] as number) / minimum) : 0);
	const fewest = Math.max(state.fewest[w] as number, bits(open));
	if (bits(open) === most) closed |= offered & ~open;
	if (bits(offered & ~closed) === fewest) open |= offered & ~closed;
	most = Math.min(most, bits(offered & ~closed));
	state.open[w] = open;
	state.closed[w] = closed;
	state.fewest[w] = fewest;
	state.most[w] = most;
	if (fewest > most || open & closed & offered) state.broken = w;
	return before[0] !== open || before[1] !== closed || before[2] !== fewest || before[3] !== most;
}

/** Rounds without the workshop are none for its options; who must go somewhere goes nowhere else at that time. */
function followOptions(instance: Instance, state: State): boolean {
	const { workshop, offsets } = instance;
	let changed = false;
	const narrow = (o: number, away: number) => {
		const mask = (state.mask[o] as number) & ~away;
		if (mask === state.mask[o]) return;
		state.mask[o] = mask;
		changed = true;
	};
	for (let v = 0; v + 1 < offsets.length; v++) {
		let busy = 0;
		for (let o = offsets[v] as number; o < (offsets[v + 1] as number); o++) {
			const w = workshop[o] as number;
			if (w < 0) continue;
			narrow(o, state.closed[w] as number);
			if (!state.must[o]) continue;
			if (state.mask[o] === 0) state.broken = w;
			if (instance.minimum[w] && state.fewest[w] === 0) {
				state.fewest[w] = 1;
				changed = true;
			}
			if (bits(state.mask[o] as number) === 1) {
				if (busy & (state.mask[o] as number)) state.broken = w;
				busy |= state.mask[o] as number;
			}
		}
		if (busy === 0) continue;
		for (let o = offsets[v] as number; o < (offsets[v + 1] as number); o++)
			if ((workshop[o] as number) >= 0 && !(state.must[o] && bits(state.mask[o] as number) === 1)) narrow(o, busy);
	}
	return changed;
}

function followPairs(instance: Instance, state: State): boolean {
	let changed = false;
	const bar = (o: number) => {
		if (o < 0 || state.mask[o] === 0) return;
		state.mask[o] = 0;
		if (state.must[o]) state.broken = instance.workshop[o] as number;
		changed = true;
	};
	const force = (o: number) => {
		if (state.must[o]) return;
		if (state.mask[o] === 0) state.broken = instance.workshop[o] as number;
		state.must[o] = 1;
		changed = true;
	};
	for (const [a, b] of instance.together)
		for (const [one, other] of [
			[a, b],
			[b, a],
		] as const) {
			if (one < 0 || state.mask[one] === 0) bar(other);
			else if (state.must[one] && other >= 0) force(other);
		}
	for (const [a, b] of instance.apart) {
		if (state.must[a]) bar(b);
		if (state.must[b]) bar(a);
	}
	return changed;
}

export interface Relaxation extends Omit<Network, 'cost' | 'shortage'> {
	/** options that must be taken: the first digit counts from minus this */
	musts: number;
}

/** The flow problem that is left: rounds put together, minimum sizes only where it is decided that a workshop takes place. */
export function relaxationOf(instance: Instance, state: State): Relaxation {
	const { rounds, parent } = instance;
	const nodes = parent.length;
	const unplaced = nodes - 1;
	const { possible, certain } = state.counts;
	const low = new Int32Array(nodes);
	const high = new Int32Array(nodes);
	for (let n = 0; n < unplaced; n++) {
		const w = (parent[n] as number) < 0 ? n : (parent[n] as number);
		const most = instance.most[n] as number;
		let room = 0;
		for (let round = 0; round < rounds; round++) {
			room += Math.min(most, possible[n * rounds + round] as number);
			const isOpen = n === w && (state.open[w] as number) & (1 << round);
			low[n] = (low[n] as number) + Math.max(isOpen ? (instance.minimum[w] as number) : 0, certain[n * rounds + round] as number);
		}
		if (n === w)
			low[n] = (low[n] as number) + ((state.fewest[w] as number) - bits(state.open[w] as number)) * (instance.minimum[w] as number);
		high[n] = Math.max(low[n] as number, Math.min(room, most * (state.most[w] as number)));
	}
	high[unplaced] = instance.rounds * instance.participants.length + 1;
	// Places of one round are of no use in another: who finds none in this round is unplaced, whatever is free elsewhere.
	for (let round = 0; round < rounds; round++) {
		let room = 0;
		for (const w of instance.workshops.keys()) room += Math.min(instance.most[w] as number, possible[w * rounds + round] as number);
		low[unplaced] = (low[unplaced] as number) + Math.max(0, instance.participants.length - room);
	}
	let musts = 0;
	const level = new Int32Array(instance.rank.length);
	for (let o = 0; o < level.length; o++) {
		const flag = state.mask[o] === 0 ? BARRED : state.must[o] ? MUST : FREE;
		if (state.must[o]) musts++;
		level[o] = (instance.rank[o] as number) * 3 + flag;
	}
	return { offsets: instance.offsets, node: instance.node, level, demand: instance.demand, parent, low, high, musts };
}

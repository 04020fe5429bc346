import type { Choice, Network, Slots } from './flow.ts';

/** The differences between two levels in use as classes in ascending order, with an endless one behind them. */
function classesOf({ cost, level }: Network) {
	const isUsed = new Uint8Array(cost.length);
	for (let o = 0; o < level.length; o++) isUsed[level[o] as number] = 1;
	const used = [...cost.keys()].filter((at) => isUsed[at] === 1);
	const distinct = new Set(used.flatMap((from) => used.map((to) => (cost[to] as number) - (cost[from] as number))));
	const difference = Float64Array.from([...distinct, Number.POSITIVE_INFINITY]).sort();
	const at = new Map([...difference].map((value, index) => [value, index]));
	const between = new Int32Array(cost.length * cost.length);
	for (const from of used)
		for (const to of used) between[from * cost.length + to] = at.get((cost[to] as number) - (cost[from] as number)) as number;
	return { classes: distinct.size, difference, between };
}

// One number for eight entries is enough to find the slot of an entry in a few steps.
const BLOCK = 3;

/**
 * The moves that are possible from node to node.
 * Shape:  the arc j→k has the index k * width + j, and one doubly linked list of entries for each class of cost difference;
 *         `head` and `links` hold entry + 1, 0 = none; links[2e] = next, links[2e + 1] = previous. The lists of the arcs out of
 *         a node are built when it first matters where its people could go; until then they are only chained up in `members`.
 */
export class Moves {
	/** What the classes cost; behind the last one, endlessly much. */
	private readonly difference: Float64Array;
	/** A lower bound on what an arc costs. */
	readonly least: Float64Array;
	readonly isBuilt: Uint8Array;
	/** A lower bound on the first class of an arc that has entries. */
	private readonly first: Int32Array;
	private readonly between: Int32Array;
	private readonly classes: number;
	private readonly arcs: number;
	private readonly width: number;
	private readonly head: Int32Array;
	private readonly links: Int32Array;
	private readonly members: Int32Array;
	private readonly blocks: Int32Array;
	private readonly network: Network;
	private readonly slots: Slots;
	private readonly choice: Choice;

	constructor(network: Network, slots: Slots, choice: Choice, isBuilt: Uint8Array) {
		const { classes, difference, between } = classesOf(network);
		const { entry } = slots;
		const seats = choice.option.length;
		const width = isBuilt.length;
		this.difference = difference;
		this.least = new Float64Array(width * width).fill(Number.POSITIVE_INFINITY);
		this.isBuilt = isBuilt;
		this.first = new Int32Array(width * width).fill(classes);
		this.between = between;
		this.classes = classes;
		this.arcs = width * width;
		this.width = width;
		this.head = new Int32Array(width * width * classes);
		this.links = new Int32Array(2 * (entry[seats] as number));
		this.members = new Int32Array(width);
		this.blocks = new Int32Array(((entry[seats] as number) >> BLOCK) + 1);
		this.network = network;
		this.slots = slots;
		this.choice = choice;
		let block = 0;
		for (let s = 0; s < seats; s++) {
			while (block << BLOCK < (entry[s + 1] as number)) this.blocks[block++] = s;
			this.enter(s);
		}
	}

	/** What it costs to move somebody along an arc; endlessly much when there is nobody. */
	leastOf(arc: number): number {
		const cost = this.difference[this.classAt(arc)] as number;
		this.least[arc] = cost;
		return cost;
	}

	/** The first class of an arc that has entries. */
	private classAt(arc: number): number {
		const { first, head, classes, arcs } = this;
		let c = first[arc] as number;
		while (c < classes && head[c * arcs + arc] === 0) c++;
		first[arc] = c;
		return c;
	}

	build(n: number) {
		this.isBuilt[n] = 1;
		for (let e = this.members[n] as number; e !== 0; ) {
			const after = this.links[2 * e - 2] as number;
			this.link(this.slotOf(e - 1));
			e = after;
		}
	}

	/** Moves somebody along an arc at its least cost. */
	move(arc: number) {
		const { begin, entry } = this.slots;
		const { option, taken } = this.choice;
		const e = (this.head[this.classAt(arc) * this.arcs + arc] as number) - 1;
		const s = this.slotOf(e);
		const isAlone = begin === entry;
		this.unlink(s);
		if (!isAlone) this.forOthers(s, this.unlink);
		taken[option[s] as number] = 0;
		option[s] = e - (entry[s] as number) + (begin[s] as number);
		taken[option[s] as number] = 1;
		this.enter(s);
		if (!isAlone) this.forOthers(s, this.link);
	}

	private slotOf(e: number): number {
		const { entry } = this.slots;
		let s = this.blocks[e >> BLOCK] as number;
		while ((entry[s + 1] as number) <= e) s++;
		return s;
	}

	/** What one slot gives up or takes is a free option more or less for the other slots of the same person. */
	private forOthers(s: number, work: (t: number) => void) {
		const { begin } = this.slots;
		let t = s;
		while (begin[t - 1] === begin[s]) t--;
		for (; begin[t] === begin[s]; t++) {
			const at = this.network.node[this.choice.option[t] as number] as number;
			if (t !== s && this.isBuilt[at] === 1) work.call(this, t);
		}
	}

	private enter(s: number) {
		const o = this.choice.option[s] as number;
		const n = this.network.node[o] as number;
		if (this.isBuilt[n] === 1) {
			this.link(s);
			return;
		}
		const e = (this.slots.entry[s] as number) + o - (this.slots.begin[s] as number);
		this.links[2 * e] = this.members[n] as number;
		this.members[n] = e + 1;
	}

	private link(s: number) {
		const { between, head, links, first, least, difference, width, arcs } = this;
		const { node, level, cost } = this.network;
		const { begin, entry } = this.slots;
		const { option, taken } = this.choice;
		const now = option[s] as number;
		const j = node[now] as number;
		const from = (level[now] as number) * cost.length;
		const end = entry[s + 1] as number;
		let o = begin[s] as number;
		for (let e = entry[s] as number; e < end; e++, o++) {
			if (taken[o] === 1) continue;
			const arc = (node[o] as number) * width + j;
			const c = between[from + (level[o] as number)] as number;
			const list = c * arcs + arc;
			const old = head[list] as number;
			links[2 * e] = old;
			links[2 * e + 1] = 0;
			head[list] = e + 1;
			if (old !== 0) links[2 * old - 1] = e + 1;
			if (c >= (first[arc] as number)) continue;
			first[arc] = c;
			if ((difference[c] as number) < (least[arc] as number)) least[arc] = difference[c] as number;
		}
	}

	private unlink(s: number) {
		const { between, head, links, width, arcs } = this;
		const { node, level, cost } = this.network;
		const { begin, entry } = this.slots;
		const { option, taken } = this.choice;
		const now = option[s] as number;
		const j = node[now] as number;
		const from = (level[now] as number) * cost.length;
		const end = entry[s + 1] as number;
		let o = begin[s] as number;
		for (let e = entry[s] as number; e < end; e++, o++) {
			if (taken[o] === 1) continue;
			const after = links[2 * e] as number;
			const before = links[2 * e + 1] as number;
			if (after !== 0) links[2 * after - 1] = before;
			if (before !== 0) links[2 * before - 2] = after;
			else head[(between[from + (level[o] as number)] as number) * arcs + (node[o] as number) * width + j] = after;
		}
	}
}

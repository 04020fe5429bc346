import { Moves } from './moves.ts';

/** Who may go where, in numbers. */
export interface Network {
	/** The options of person p are offsets[p] .. offsets[p + 1]; each may be taken once. */
	offsets: Int32Array;
	/** The node that an option leads to. */
	node: Int32Array;
	/** The cost class of an option, an index into `cost`. */
	level: Int32Array;
	/** Whole numbers; sums along paths stay below 2^53. */
	cost: Float64Array;
	/** How many options a person takes, exactly. */
	demand: Int32Array;
	/** -1, or the node whose load also counts this one; two levels at most. */
	parent: Int32Array;
	/** Bounds on the load of a node, children included; low ≤ high. */
	low: Int32Array;
	high: Int32Array;
	/** The cost of one unit missing below `low`, larger than anything else. */
	shortage: number;
}

/** A cheapest choice of options, with the prices that prove it. */
export interface Flow {
	/** 1 for an option that is taken */
	taken: Uint8Array;
	load: Int32Array;
	/** > 0 only where load = high, < 0 only where load ≤ low, -shortage where load < low */
	price: Float64Array;
	/** What everything costs, with `shortage` for each missing unit; rounded where it passes 2^53 (prices and options never are). */
	value: number;
	/** Missing units. */
	short: number;
}

/** What a new search begins with: an earlier answer to a similar network. */
export type Start = Pick<Flow, 'taken' | 'price'>;

const NONE = -1;

/** The sum of the prices that somebody in a node pays, from the prices of the nodes. */
function totalsOf({ parent, shortage }: Network, price: Float64Array): Float64Array {
	const own = price.map((value) => Math.max(-shortage, value));
	const total = new Float64Array(price.length + 1);
	for (let n = 0; n < price.length; n++) {
		const above = parent[n] as number;
		total[n] = (own[n] as number) + (above === NONE ? 0 : (own[above] as number));
	}
	return total;
}

/**
 * A person who takes several options is several slots, one for each; an entry stands for "slot s moves to option o".
 * Shape:  the options of slot s are begin[s] ..; its entries are entry[s] .. entry[s + 1], in the same order
 */
export interface Slots {
	begin: Int32Array;
	entry: Int32Array;
}

function slotsOf({ offsets, demand }: Network): Slots {
	if (demand.every((d) => d === 1)) return { begin: offsets, entry: offsets };
	const seats = demand.reduce((sum, d) => sum + d, 0);
	const begin = new Int32Array(seats);
	const entry = new Int32Array(seats + 1);
	let s = 0;
	for (let p = 0; p < demand.length; p++) {
		for (let d = 0; d < (demand[p] as number); d++, s++) {
			begin[s] = offsets[p] as number;
			entry[s + 1] = (entry[s] as number) + (offsets[p + 1] as number) - (offsets[p] as number);
		}
	}
	return { begin, entry };
}

/** What the slots hold: an option each; taken[o] says the same of the options, count[n] of the nodes. */
export interface Choice {
	taken: Uint8Array;
	option: Int32Array;
	count: Int32Array;
}

/** Takes the cheapest option for each slot; among equals one held before, then one where room is left, then the first. */
function takeCheapest({ node, level, cost, high }: Network, { begin, entry }: Slots, total: Float64Array, held?: Uint8Array): Choice {
	const taken = new Uint8Array(node.length);
	const option = new Int32Array(entry.length - 1);
	const count = new Int32Array(total.length);
	for (let s = 0; s < option.length; s++) {
		const from = begin[s] as number;
		const to = from + (entry[s + 1] as number) - (entry[s] as number);
		let best = NONE;
		let least = Number.POSITIVE_INFINITY;
		let merit = 0;
		for (let o = from; o < to; o++) {
			const n = node[o] as number;
			const price = (cost[level[o] as number] as number) + (total[n] as number);
			if (price > least || taken[o] === 1) continue;
			const worth = (held?.[o] === 1 ? 2 : 0) + ((count[n] as number) < (high[n] as number) ? 1 : 0);
			if (price === least && worth <= merit) continue;
			best = o;
			least = price;
			merit = worth;
		}
		if (best === NONE) throw new RangeError(`too few options (option ${from})`);
		taken[best] = 1;
		option[s] = best;
		const n = node[best] as number;
		count[n] = (count[n] as number) + 1;
	}
	return { taken, option, count };
}

/**
 * The graph of places with what is still wrong in it: nodes where people are too many (excess > 0) and nodes with room for
 * them (excess < 0). `total` is the dual; the arcs between a node and the one above it carry its load.
 */
class Graph {
	/** Load that a node passes on upwards. */
	readonly up: Int32Array;
	private readonly network: Network;
	private readonly width: number;
	private readonly ground: number;
	private readonly above: Int32Array;
	/** 1 for nodes that are above others */
	private readonly hasBelow: Uint8Array;
	private readonly total: Float64Array;
	private readonly excess: Int32Array;
	private readonly moves: Moves;
	/** reach[n] - total[n] is the distance of n to the nearest room: without its price there is less to add up in the inner loop. */
	private readonly reach: Float64Array;
	/** Distances of nodes that are not settled. */
	private readonly open: Float64Array;
	/** The nodes no farther than the nearest source, nearest first. */
	private readonly order: Int32Array;
	private reached = 0;
	/** How far the nearest source is, as far as known. */
	private limit = 0;
	/** Nodes on the path or without a way to room. */
	private readonly isOut: Uint8Array;
	private readonly current: Int32Array;
	private readonly path: Int32Array;

	constructor(network: Network, slots: Slots, choice: Choice, total: Float64Array) {
		const { parent } = network;
		const width = total.length;
		const ground = width - 1;
		this.network = network;
		this.width = width;
		this.ground = ground;
		this.above = new Int32Array(width).fill(NONE);
		for (let n = 0; n < ground; n++) this.above[n] = parent[n] === NONE ? ground : (parent[n] as number);
		this.hasBelow = new Uint8Array(width);
		for (let n = 0; n < ground; n++) this.hasBelow[this.above[n] as number] = 1;
		this.total = total;
		this.excess = choice.count;
		this.up = new Int32Array(ground);
		for (let n = 0; n < ground; n++) if (this.above[n] !== ground) this.passOn(n);
		for (let n = 0; n < ground; n++) if (this.above[n] === ground) this.passOn(n);
		this.excess[ground] = (this.excess[ground] as number) - choice.option.length;
		// A node that is half full will soon be full, and building it later, person by person all over memory, costs far more than now in one sweep.
		const isBuilt = Uint8Array.from(choice.count, (_, n) =>
			n === ground || 2 * (this.up[n] as number) >= (network.high[n] as number) ? 1 : 0,
		);
		this.moves = new Moves(network, slots, choice, isBuilt);
		this.reach = new Float64Array(width);
		this.open = new Float64Array(width);
		this.order = new Int32Array(width);
		this.isOut = new Uint8Array(width);
		this.current = new Int32Array(width);
		this.path = new Int32Array(width);
	}

	price(n: number): number {
		return (this.total[n] as number) - (this.total[this.above[n] as number] as number);
	}

	/** Repairs everything. */
	balance() {
		while (this.excess.some((units) => units > 0)) {
			this.search();
			for (let n = 0; n <= this.ground; n++) if ((this.excess[n] as number) > 0 && this.isOut[n] === 0) this.drain(n);
		}
	}

	/** What a node passes on is what its price asks for; the rest is its excess. */
	private passOn(n: number) {
		const { excess, up } = this;
		const { low, high, shortage } = this.network;
		const above = this.above[n] as number;
		const price = this.price(n);
		const least = price > 0 ? (high[n] as number) : price > -shortage ? (low[n] as number) : 0;
		const most = price < 0 ? (low[n] as number) : (high[n] as number);
		const units = Math.min(Math.max(excess[n] as number, least), most);
		up[n] = units;
		excess[n] = (excess[n] as number) - units;
		excess[above] = (excess[above] as number) + units;
	}

	private upCost(n: number): number {
		const { low, high, shortage } = this.network;
		const load = this.up[n] as number;
		return load < (low[n] as number) ? -shortage : load < (high[n] as number) ? 0 : Number.POSITIVE_INFINITY;
	}

	private downCost(n: number): number {
		return (this.up[n] as number) > (this.network.low[n] as number) ? 0 : this.network.shortage;
	}

	/** Whether units find room from here at no cost; then it does not matter where else its people could go. */
	private isFree(n: number): boolean {
		if ((this.excess[n] as number) < 0) return true;
		return n !== this.ground && this.upCost(n) === this.price(n) && this.isFree(this.above[n] as number);
	}

	/** Raises the prices until the nearest source has a way to room that costs nothing: Dijkstra, backwards from all room. */
	private search() {
		const { excess, total, open, reach, moves, ground, order, current } = this;
		this.reached = 0;
		this.limit = Number.POSITIVE_INFINITY;
		for (let n = 0; n <= ground; n++) {
			const isRoom = (excess[n] as number) < 0;
			open[n] = Number.POSITIVE_INFINITY;
			reach[n] = isRoom ? (total[n] as number) : Number.POSITIVE_INFINITY;
			current[n] = 0;
			if (isRoom) order[this.reached++] = n;
			if (moves.isBuilt[n] === 0 && !this.isFree(n)) moves.build(n);
		}
		let near = 0;
		for (let at = 0; near < this.limit; at++) {
			if (at === this.reached) near = this.settle();
			if (near < this.limit) this.relax(at, near);
		}
		this.raise(near);
	}

	/** Settles the nearest of the open nodes, all that are as near as each other, and returns how far they are. */
	private settle(): number {
		const { open, order, ground } = this;
		let near = Number.POSITIVE_INFINITY;
		for (let n = 0; n <= ground; n++) near = Math.min(near, open[n] as number);
		if (near === Number.POSITIVE_INFINITY) throw new RangeError('the upper bounds leave no room');
		for (let n = 0; n <= ground; n++) {
			if (open[n] !== near) continue;
			open[n] = Number.POSITIVE_INFINITY;
			order[this.reached++] = n;
		}
		return near;
	}

	/** Looks who finds room by way of the node at a place in the order. */
	private relax(at: number, near: number) {
		const { reach, total, ground, above, moves, limit } = this;
		const { least } = moves;
		const k = this.order[at] as number;
		const base = near + (total[k] as number);
		const row = k * this.width;
		if (k !== ground) this.connect(above[k] as number, at, near, base + this.downCost(k));
		if (this.hasBelow[k] === 1) for (let j = 0; j < ground; j++) if (above[j] === k) this.connect(j, at, near, base + this.upCost(j));
		for (let j = 0; j < ground; j++) {
			const bound = base + (least[row + j] as number);
			if (bound < (reach[j] as number) && bound - (total[j] as number) <= limit) this.connect(j, at, near, base + moves.leastOf(row + j));
		}
	}

	/** Notes a shorter way to room, unless some source has a still shorter one. */
	private connect(j: number, at: number, near: number, through: number) {
		const distance = through - (this.total[j] as number);
		if (through >= (this.reach[j] as number) || distance > this.limit) return;
		this.reach[j] = through;
		this.current[j] = at;
		if ((this.excess[j] as number) > 0) this.limit = distance;
		if (distance > near) this.open[j] = distance;
		else {
			this.open[j] = Number.POSITIVE_INFINITY;
			this.order[this.reached++] = j;
		}
	}

	private raise(near: number) {
		const { total, reach, isOut } = this;
		for (let n = 0; n <= this.ground; n++) {
			const distance = (reach[n] as number) - (total[n] as number);
			isOut[n] = distance > near ? 1 : 0;
			total[n] = (total[n] as number) + Math.min(distance, near);
		}
	}

	private isTight(j: number, k: number): boolean {
		const { total, moves, above } = this;
		const rise = (total[j] as number) - (total[k] as number);
		const arc = k * this.width + j;
		if ((moves.least[arc] as number) <= rise && moves.leastOf(arc) === rise) return true;
		return (above[j] === k && this.upCost(j) === rise) || (above[k] === j && this.downCost(k) === rise);
	}

	/** Sends units from a source along arcs that cost nothing, depth first, until it has none or there is no way left. */
	private drain(source: number) {
		const { excess, isOut, path } = this;
		let length = 0;
		path[0] = source;
		isOut[source] = 1;
		while (length >= 0) {
			const j = path[length] as number;
			if ((excess[j] as number) < 0) {
				this.push(length);
				const kept = this.keep(length);
				for (; length > kept; length--) isOut[path[length] as number] = 0;
				if (excess[source] !== 0) continue;
				isOut[source] = 0;
				return;
			}
			const k = this.next(j);
			if (k === NONE) length--;
			else {
				path[++length] = k;
				isOut[k] = 1;
			}
		}
	}

	/** The next node to go to. A pointer only ever moves on: what it missed, the next search finds. */
	private next(j: number): number {
		const { order, isOut, current, reached } = this;
		for (let at = current[j] as number; at < reached; at++) {
			const k = order[at] as number;
			if (isOut[k] === 1 || !this.isTight(j, k)) continue;
			current[j] = at;
			return k;
		}
		current[j] = reached;
		return NONE;
	}

	/** How much of the path can be used again. */
	private keep(length: number): number {
		const { excess, path } = this;
		if (excess[path[0] as number] === 0) return 0;
		const most = (excess[path[length] as number] as number) < 0 ? length : length - 1;
		let kept = 0;
		while (kept < most && this.isTight(path[kept] as number, path[kept + 1] as number)) kept++;
		return kept;
	}

	private push(length: number) {
		const { excess, path, up, above, total } = this;
		for (let at = 0; at < length; at++) {
			const j = path[at] as number;
			const k = path[at + 1] as number;
			const rise = (total[j] as number) - (total[k] as number);
			if (above[j] === k && this.upCost(j) === rise) up[j] = (up[j] as number) + 1;
			else if (above[k] === j && this.downCost(k) === rise) up[k] = (up[k] as number) - 1;
			else this.moves.move(k * this.width + j);
		}
		excess[path[0] as number] = (excess[path[0] as number] as number) - 1;
		excess[path[length] as number] = (excess[path[length] as number] as number) + 1;
	}
}

/**
 * Finds a cheapest flow: everyone begins at their cheapest options, and whoever is too many somewhere is moved along the
 * cheapest paths of places.
 * Shape:  only the places and the ground below them are nodes; the arc j→k holds the moves of the people now in j who have a
 *         free option in k
 * Errors: a RangeError when somebody has too few options, or the upper bounds leave no room
 * Source: primal-dual (Dijkstra, then many paths at once) on the compressed graph
 */
export function flow(network: Network, start?: Start): Flow {
	const { level, cost, low, shortage } = network;
	const total = start === undefined ? new Float64Array(low.length + 1) : totalsOf(network, start.price);
	const slots = slotsOf(network);
	const choice = takeCheapest(network, slots, total, start?.taken);
	const graph = new Graph(network, slots, choice, total);
	graph.balance();
	let short = 0;
	let value = 0;
	for (let n = 0; n < low.length; n++) short += Math.max(0, (low[n] as number) - (graph.up[n] as number));
	for (const o of choice.option) value += cost[level[o] as number] as number;
	return {
		taken: choice.taken,
		load: graph.up,
		price: Float64Array.from(low, (_, n) => graph.price(n)),
		value: value + shortage * short,
		short,
	};
}

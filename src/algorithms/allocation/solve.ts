import type { Instance } from './instance.ts';

/**
 * An optimal choice of options with the prices that prove it.
 * Shape:  option[p] indexes the instance's options; prices[place * width + limb] ≥ 0, and 0 where a seat is free
 */
export interface Solution {
	option: Int32Array;
	prices: Float64Array;
}

const NONE = -1;

/**
 * Finds an optimal assignment: everyone begins at their best place, and whoever is too many is moved along the cheapest
 * path of places until somebody comes to rest in a free seat.
 * Shape:  only the places are nodes; the arc j→k stands for the person in j to whom the move to k costs least
 * Errors: none; people who find no seat take the option "unplaced"
 * Source: successive shortest paths with potentials on the graph of places; ADR 0007
 */
export function solve(instance: Instance): Solution {
	const { offsets, place, cost, width, capacity } = instance;
	const people = offsets.length - 1;
	const nodes = capacity.length;
	const option = new Int32Array(people);
	const members: number[][] = Array.from({ length: nodes }, () => []);
	const slot = new Int32Array(people);

	const compare = (a: Float64Array, i: number, b: Float64Array, j: number) => {
		for (let limb = 0; limb < width; limb++) {
			const difference = (a[i + limb] as number) - (b[j + limb] as number);
			if (difference !== 0) return difference;
		}
		return 0;
	};
	const at = (p: number) => place[option[p] as number] as number;
	const enter = (p: number) => {
		const list = members[at(p)] as number[];
		slot[p] = list.length;
		list.push(p);
	};
	const leave = (p: number) => {
		const list = members[at(p)] as number[];
		const last = list.pop() as number;
		if (last === p) return;
		list[slot[p] as number] = last;
		slot[last] = slot[p] as number;
	};
	const excess = (node: number) => (members[node] as number[]).length - (capacity[node] as number);

	for (let p = 0; p < people; p++) {
		let best = offsets[p] as number;
		for (let o = best + 1; o < (offsets[p + 1] as number); o++) if (compare(cost, o * width, cost, best * width) < 0) best = o;
		option[p] = best;
		enter(p);
	}

	// The cheapest move from each place to each other, worked out again for a place whose people changed.
	const arcOption = new Int32Array(nodes * nodes).fill(NONE);
	const arcPerson = new Int32Array(nodes * nodes);
	const arcCost = new Float64Array(nodes * nodes * width);
	const isStale = new Uint8Array(nodes).fill(1);
	const move = new Float64Array(width);
	const refresh = (from: number) => {
		isStale[from] = 0;
		arcOption.fill(NONE, from * nodes, (from + 1) * nodes);
		for (const p of members[from] as number[]) {
			const now = (option[p] as number) * width;
			for (let o = offsets[p] as number; o < (offsets[p + 1] as number); o++) {
				const arc = from * nodes + (place[o] as number);
				for (let limb = 0; limb < width; limb++) move[limb] = (cost[o * width + limb] as number) - (cost[now + limb] as number);
				if (arcOption[arc] !== NONE && compare(move, 0, arcCost, arc * width) >= 0) continue;
				arcOption[arc] = o;
				arcPerson[arc] = p;
				arcCost.set(move, arc * width);
			}
		}
		arcOption[from * nodes + from] = NONE;
	};

	const potential = new Float64Array(nodes * width);
	const sink = new Float64Array(width);
	const distance = new Float64Array(nodes * width);
	const state = new Uint8Array(nodes); // 0 not reached, 1 reached, 2 settled
	const parent = new Int32Array(nodes);
	const through = new Float64Array(width);
	const nearest = new Float64Array(width);

	const search = (): number => {
		state.fill(0);
		for (let node = 0; node < nodes; node++) {
			if (excess(node) <= 0) continue;
			state[node] = 1;
			parent[node] = NONE;
			distance.fill(0, node * width, (node + 1) * width);
		}
		let target = NONE;
		for (;;) {
			let next = NONE;
			for (let node = 0; node < nodes; node++)
				if (state[node] === 1 && (next === NONE || compare(distance, node * width, distance, next * width) < 0)) next = node;
			if (next === NONE || (target !== NONE && compare(distance, next * width, nearest, 0) >= 0)) return target;
			state[next] = 2;
			if (excess(next) < 0) {
				for (let limb = 0; limb < width; limb++)
					through[limb] = (distance[next * width + limb] as number) + (potential[next * width + limb] as number) - (sink[limb] as number);
				if (target === NONE || compare(through, 0, nearest, 0) < 0) {
					target = next;
					nearest.set(through);
				}
			}
			if (isStale[next]) refresh(next);
			for (let node = 0; node < nodes; node++) {
				const arc = next * nodes + node;
				if (arcOption[arc] === NONE || state[node] === 2) continue;
				for (let limb = 0; limb < width; limb++)
					through[limb] =
						(distance[next * width + limb] as number) +
						(arcCost[arc * width + limb] as number) +
						(potential[next * width + limb] as number) -
						(potential[node * width + limb] as number);
				if (state[node] === 1 && compare(through, 0, distance, node * width) >= 0) continue;
				state[node] = 1;
				parent[node] = next;
				distance.set(through, node * width);
			}
		}
	};

	for (let target = search(); target !== NONE; target = search()) {
		for (let node = 0; node < nodes; node++) {
			const isNear = state[node] !== 0 && compare(distance, node * width, nearest, 0) < 0;
			for (let limb = 0; limb < width; limb++)
				potential[node * width + limb] =
					(potential[node * width + limb] as number) + ((isNear ? distance[node * width + limb] : nearest[limb]) as number);
		}
		for (let limb = 0; limb < width; limb++) sink[limb] = (sink[limb] as number) + (nearest[limb] as number);
		for (let node = target; parent[node] !== NONE; node = parent[node] as number) {
			const from = parent[node] as number;
			const arc = from * nodes + node;
			const p = arcPerson[arc] as number;
			leave(p);
			option[p] = arcOption[arc] as number;
			enter(p);
			isStale[from] = 1;
			isStale[node] = 1;
		}
	}

	const prices = new Float64Array(nodes * width);
	for (let node = 0; node < nodes; node++) {
		for (let limb = 0; limb < width; limb++) move[limb] = (sink[limb] as number) - (potential[node * width + limb] as number);
		through.fill(0);
		if (compare(move, 0, through, 0) > 0) prices.set(move, node * width);
	}
	return { option, prices };
}

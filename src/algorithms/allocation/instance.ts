import type { Participant, Problem, Workshop } from './problem.ts';
import { type Scale, scaleFor } from './scale.ts';

/**
 * A problem in numbers. Rounds that share a workshop, directly or by others, form a block; within a block a person is one
 * visitor with as many places to take as the block has rounds, so that rounds with programmes of their own cost nothing.
 * Shape:  nodes 0..workshops-1, then a node for each quota of a group in a workshop, last "unplaced"; sets of rounds are bits
 */
export interface Instance {
	rounds: number;
	ranks: number;
	workshops: string[];
	participants: string[];
	capacity: Int32Array;
	minimum: Int32Array;
	/** rounds in which the workshop is offered */
	offered: Int32Array;
	/** 1 for a workshop that takes place in at least one round */
	takesPlace: Uint8Array;
	parent: Int32Array;
	/** people in each round by node; of "unplaced" without meaning */
	most: Int32Array;
	/** rounds of each visitor */
	block: Int32Array;
	person: Int32Array;
	offsets: Int32Array;
	demand: Int32Array;
	visitor: Int32Array;
	/** -1 = unplaced */
	workshop: Int32Array;
	node: Int32Array;
	/** 0 = fixed without a wish, ranks + 1 = unplaced */
	rank: Int32Array;
	/** rounds in which the option may be taken; 0 = not at all */
	mask: Uint8Array;
	must: Uint8Array;
	/** options of two visitors that are taken both or neither; -1 = there is no such option */
	together: [number, number][];
	/** options of two visitors that are not both taken */
	apart: [number, number][];
	scale: Scale;
}

/** How many rounds a set has. */
export const bits = (set: number) => {
	let count = 0;
	for (let rest = set; rest !== 0; rest &= rest - 1) count++;
	return count;
};

/** The rounds as disjoint blocks: two rounds are in one block if a workshop is offered in both, or by a chain of such. */
function blocksOf(offered: readonly number[], rounds: number): number[] {
	let blocks = Array.from({ length: rounds }, (_, at) => 1 << at);
	for (const set of offered) {
		const touched = blocks.filter((block) => block & set);
		if (touched.length > 1) blocks = [...blocks.filter((block) => !(block & set)), touched.reduce((all, block) => all | block, 0)];
	}
	return blocks.sort((a, b) => a - b);
}

interface QuotaNode {
	workshop: number;
	maximum: number;
	node: number;
}

/** The nodes for quotas, and by group and workshop which one counts. */
function quotaNodes(problem: Problem) {
	const nested: QuotaNode[] = [];
	const byGroup = new Map<string | undefined, Map<number, QuotaNode>>();
	for (const { workshop, group, maximum } of problem.quotas ?? [])
		for (const [w, { id }] of problem.workshops.entries()) {
			if (workshop !== '*' && workshop !== id) continue;
			const own = byGroup.get(group) ?? new Map<number, QuotaNode>();
			byGroup.set(group, own);
			const known = own.get(w);
			if (known) known.maximum = Math.min(known.maximum, maximum);
			else {
				const node = { workshop: w, maximum, node: problem.workshops.length + nested.length };
				own.set(w, node);
				nested.push(node);
			}
		}
	return { nested, byGroup };
}

/** Where somebody may go or must, fixed without a wish first. */
function optionsOf({ wishes, fixed = [], forbidden = [], keep, times }: Participant, at: (id: string) => number, ranks: number) {
	const worst = fixed.length > 0 ? ranks : (keep ?? ranks);
	const own: { workshop: number; rank: number; must: boolean; round: number | undefined }[] = [];
	const add = (id: string, rank: number, must: boolean) =>
		own.push({ workshop: at(id), rank, must, round: times?.find(({ workshop }) => workshop === id)?.round });
	for (const id of fixed) if (!wishes.flat().includes(id)) add(id, 0, true);
	for (let rank = 1; rank <= wishes.length; rank++) {
		const wish = wishes[rank - 1] as string | string[];
		for (const id of typeof wish === 'string' ? [wish] : wish) {
			const must = fixed.includes(id);
			if (must || (rank <= worst && !forbidden.includes(id))) add(id, rank, must);
		}
	}
	return own;
}

/** Puts a problem into numbers. */
export function instanceOf(problem: Problem, exact?: number): Instance {
	const { workshops, participants } = problem;
	const rounds = problem.rounds ?? 1;
	const ranks = participants.reduce((most, { wishes }) => Math.max(most, wishes.length), 1);
	const all = (1 << rounds) - 1;
	const offered = workshops.map((one: Workshop) => one.rounds?.reduce((set, round) => set | (1 << (round - 1)), 0) ?? all);
	const blocks = blocksOf(offered, rounds);
	const { nested, byGroup } = quotaNodes(problem);
	const unplaced = workshops.length + nested.length;
	const index = new Map(workshops.map(({ id }, w) => [id, w]));
	const offsets = [0];
	// A list for each column: an object for each option would take more time than all the rest.
	const columns: Record<'workshop' | 'node' | 'rank' | 'mask' | 'must', number[]> = {
		workshop: [],
		node: [],
		rank: [],
		mask: [],
		must: [],
	};
	const add = (workshop: number, node: number, rank: number, mask: number, must: boolean) => {
		columns.workshop.push(workshop);
		columns.node.push(node);
		columns.rank.push(rank);
		columns.mask.push(mask);
		columns.must.push(must ? 1 : 0);
	};
	for (const person of participants) {
		const own = optionsOf(person, (id) => index.get(id) as number, ranks);
		const counted = byGroup.get(person.group);
		const mustBePlaced = person.keep !== undefined && !person.fixed?.length;
		for (const [b, block] of blocks.entries()) {
			for (const { workshop, rank, must, round } of own) {
				const mask = (offered[workshop] as number) & (round === undefined ? all : 1 << (round - 1));
				// A workshop that is never offered to them belongs to the first block, so that who is fixed there is noticed.
				if (!(mask & block) && !(mask === 0 && must && b === 0)) continue;
				add(workshop, counted?.get(workshop)?.node ?? workshop, rank, mask, must);
			}
			for (let k = bits(block); k > 0; k--) add(-1, unplaced, ranks + 1, mustBePlaced ? 0 : block, false);
			offsets.push(columns.workshop.length);
		}
	}
	// More than everybody is all the same, and fits into 32 bits.
	const bounded = (size: number) => Math.min(size, participants.length + 1);
	const visitors = offsets.length - 1;
	const each = (of: (visitor: number) => number) => new Int32Array(visitors).map((_, v) => of(v));
	const visitor = new Int32Array(columns.workshop.length);
	for (let v = 0; v < visitors; v++) visitor.fill(v, offsets[v], offsets[v + 1]);
	const instance: Instance = {
		rounds,
		ranks,
		workshops: workshops.map(({ id }) => id),
		participants: participants.map(({ id }) => id),
		capacity: Int32Array.from(workshops, ({ capacity }) => Math.min(capacity, participants.length)),
		minimum: Int32Array.from(workshops, ({ minimum }) => bounded(minimum ?? 0)),
		offered: Int32Array.from(offered),
		takesPlace: Uint8Array.from(workshops, ({ takesPlace }) => (takesPlace ? 1 : 0)),
		parent: Int32Array.from([...workshops.map(() => -1), ...nested.map(({ workshop }) => workshop), -1]),
		most: Int32Array.from([...workshops.map(({ capacity }) => bounded(capacity)), ...nested.map(({ maximum }) => bounded(maximum)), 0]),
		block: each((v) => blocks[v % blocks.length] as number),
		person: each((v) => Math.floor(v / blocks.length)),
		offsets: new Int32Array(offsets),
		demand: each((v) => bits(blocks[v % blocks.length] as number)),
		visitor,
		workshop: new Int32Array(columns.workshop),
		node: new Int32Array(columns.node),
		rank: new Int32Array(columns.rank),
		mask: new Uint8Array(columns.mask),
		must: new Uint8Array(columns.must),
		together: [],
		apart: [],
		scale: scaleFor(problem.objective ?? 'generous', ranks, unplaced + 1, exact),
	};
	addPairs(problem, instance);
	return instance;
}

/** Turns pairs of people into pairs of options; they are for one round only, where visitors are people. */
function addPairs(problem: Problem, instance: Instance): void {
	const { together = [], apart = [] } = problem;
	if (together.length === 0 && apart.length === 0) return;
	const people = new Map(instance.participants.map((id, p) => [id, p]));
	const find = (id: string, workshop: number) => {
		const p = people.get(id) as number;
		const last = instance.offsets[p + 1] as number;
		for (let o = instance.offsets[p] as number; o < last; o++) if (instance.workshop[o] === workshop) return o;
		return -1;
	};
	for (const w of instance.workshops.keys()) {
		for (const [a, b] of together) {
			const pair: [number, number] = [find(a, w), find(b, w)];
			if (pair[0] >= 0 || pair[1] >= 0) instance.together.push(pair);
		}
		for (const [a, b] of apart) {
			const pair: [number, number] = [find(a, w), find(b, w)];
			if (pair[0] >= 0 && pair[1] >= 0) instance.apart.push(pair);
		}
	}
}

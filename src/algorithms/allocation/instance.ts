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

interface Option {
	visitor: number;
	workshop: number;
	node: number;
	rank: number;
	mask: number;
	must: boolean;
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

function quotaNodes(problem: Problem) {
	const nodes = new Map<string, { workshop: number; maximum: number; node: number }>();
	for (const { workshop, group, maximum } of problem.quotas ?? [])
		for (const [w, { id }] of problem.workshops.entries()) {
			if (workshop !== '*' && workshop !== id) continue;
			const key = `${w} ${group}`;
			const known = nodes.get(key);
			if (known) known.maximum = Math.min(known.maximum, maximum);
			else nodes.set(key, { workshop: w, maximum, node: problem.workshops.length + nodes.size });
		}
	return nodes;
}

function optionsOf(person: Participant, at: (id: string) => number, ranks: number) {
	const fixed = person.fixed ?? [];
	const ranked = person.wishes.flatMap((wish, rank) => [wish].flat().map((id) => ({ id, rank: rank + 1 })));
	const unranked = fixed.filter((id) => !ranked.some((wish) => wish.id === id)).map((id) => ({ id, rank: 0 }));
	const worst = fixed.length > 0 ? ranks : (person.keep ?? ranks);
	return [...unranked, ...ranked]
		.filter(({ id, rank }) => fixed.includes(id) || (rank <= worst && !person.forbidden?.includes(id)))
		.map(({ id, rank }) => ({
			workshop: at(id),
			rank,
			must: fixed.includes(id),
			round: person.times?.find(({ workshop }) => workshop === id)?.round,
		}));
}

/** Puts a problem into numbers. */
export function instanceOf(problem: Problem, exact?: number): Instance {
	const { workshops, participants } = problem;
	const rounds = problem.rounds ?? 1;
	const ranks = Math.max(1, ...participants.map(({ wishes }) => wishes.length));
	const all = (1 << rounds) - 1;
	const offered = workshops.map((one: Workshop) => one.rounds?.reduce((set, round) => set | (1 << (round - 1)), 0) ?? all);
	const blocks = blocksOf(offered, rounds);
	const quotas = quotaNodes(problem);
	const unplaced = workshops.length + quotas.size;
	const index = new Map(workshops.map(({ id }, w) => [id, w]));
	const options: Option[] = [];
	const offsets = [0];
	for (const [p, person] of participants.entries()) {
		const own = optionsOf(person, (id) => index.get(id) as number, ranks);
		const mustBePlaced = person.keep !== undefined && !person.fixed?.length;
		for (const [b, block] of blocks.entries()) {
			const visitor = p * blocks.length + b;
			for (const { workshop, rank, must, round } of own) {
				const mask = (offered[workshop] as number) & (round === undefined ? all : 1 << (round - 1));
				// A workshop that is never offered to them belongs to the first block, so that who is fixed there is noticed.
				if (!(mask & block) && !(mask === 0 && must && b === 0)) continue;
				const node = quotas.get(`${workshop} ${person.group}`)?.node ?? workshop;
				options.push({ visitor, workshop, node, rank, mask, must });
			}
			for (let k = bits(block); k > 0; k--)
				options.push({ visitor, workshop: -1, node: unplaced, rank: ranks + 1, mask: mustBePlaced ? 0 : block, must: false });
			offsets.push(options.length);
		}
	}
	// More than everybody is all the same, and fits into 32 bits.
	const bounded = (size: number) => Math.min(size, participants.length + 1);
	const column = (of: (option: Option) => number) => Int32Array.from(options, of);
	const nested = [...quotas.values()];
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
		block: Int32Array.from(participants.flatMap(() => blocks)),
		person: Int32Array.from(participants.flatMap((_, p) => blocks.map(() => p))),
		offsets: Int32Array.from(offsets),
		demand: Int32Array.from(participants.flatMap(() => blocks.map(bits))),
		visitor: column(({ visitor }) => visitor),
		workshop: column(({ workshop }) => workshop),
		node: column(({ node }) => node),
		rank: column(({ rank }) => rank),
		mask: Uint8Array.from(options, ({ mask }) => mask),
		must: Uint8Array.from(options, ({ must }) => (must ? 1 : 0)),
		together: [],
		apart: [],
		scale: scaleFor(problem.objective ?? 'generous', ranks, unplaced + 1, exact),
	};
	addPairs(problem, instance);
	return instance;
}

/** Turns pairs of people into pairs of options; they are for one round only, where visitors are people. */
function addPairs(problem: Problem, instance: Instance): void {
	const people = new Map(instance.participants.map((id, p) => [id, p]));
	const find = (id: string, workshop: number) => {
		const p = people.get(id) as number;
		const last = instance.offsets[p + 1] as number;
		for (let o = instance.offsets[p] as number; o < last; o++) if (instance.workshop[o] === workshop) return o;
		return -1;
	};
	for (const w of instance.workshops.keys()) {
		for (const [a, b] of problem.together ?? []) {
			const pair: [number, number] = [find(a, w), find(b, w)];
			if (pair[0] >= 0 || pair[1] >= 0) instance.together.push(pair);
		}
		for (const [a, b] of problem.apart ?? []) {
			const pair: [number, number] = [find(a, w), find(b, w)];
			if (pair[0] >= 0 && pair[1] >= 0) instance.apart.push(pair);
		}
	}
}

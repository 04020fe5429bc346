import { type ReadMixing, type Rounds, weightOf } from './problem.ts';

/** What a plan is worth, in the words of the contract. */
export interface Worth {
	/** The weighted sum of the terms below. */
	cost: number;
	/** Pairs meeting again, also those who met in the past: each meeting counts as often as they had met before. */
	repeats: number;
	met: number;
	same: Record<string, number>;
	/** Person-rounds seated at another table than in `keep`; only where there is one. */
	changes?: number;
}

/**
 * Works out what a plan is worth from scratch, for whoever does not trust a search or moves people by hand.
 * Shape:  rounds[round][table] = ids
 */
export function judge(problem: ReadMixing, rounds: Rounds): Worth {
	const attributesOf = new Map(problem.people.map(({ id, attributes }) => [id, attributes]));
	const numbers = new Map<string, number>();
	for (const id of [problem.past, rounds, problem.met].flat(3)) if (!numbers.has(id)) numbers.set(id, numbers.size);
	const keyOf = (one: string, other: string) => {
		const [a, b] = [numbers.get(one) as number, numbers.get(other) as number];
		return Math.min(a, b) * numbers.size + Math.max(a, b);
	};
	const known = new Set(problem.met.map(([one, other]) => keyOf(one, other)));
	const meetings = new Map<number, number>();
	for (const [one, other] of pairsAt(problem.past)) meetings.set(keyOf(one, other), (meetings.get(keyOf(one, other)) ?? 0) + 1);
	const same = new Map(problem.attributes.map((name) => [name, 0]));
	const worth: Worth = { cost: 0, repeats: 0, met: 0, same: {} };
	for (const [one, other] of pairsAt(rounds)) {
		const key = keyOf(one, other);
		const before = meetings.get(key) ?? 0;
		meetings.set(key, before + 1);
		worth.repeats += before;
		if (known.has(key)) worth.met += 1;
		const [mine = {}, theirs = {}] = [attributesOf.get(one), attributesOf.get(other)];
		for (const [name, sofar] of same)
			if (Object.hasOwn(mine, name) && Object.hasOwn(theirs, name) && mine[name] === theirs[name]) same.set(name, sofar + 1);
	}
	worth.same = Object.fromEntries(same);
	worth.cost = costOf(problem, worth);
	if (problem.keep) {
		worth.changes = changesTo(problem, problem.keep, rounds);
		worth.cost += weightOf(problem, 'change') * worth.changes;
	}
	return worth;
}

/** Everyone at a table with everyone else there. */
function* pairsAt(rounds: Rounds): Generator<[string, string], void> {
	for (const table of rounds.flat()) for (const [at, one] of table.entries()) for (const other of table.slice(at + 1)) yield [one, other];
}

/** The weighted sum of values or of bounds. */
export function costOf(problem: ReadMixing, { repeats, met, same }: Pick<Worth, 'repeats' | 'met' | 'same'>): number {
	const attributes = Object.entries(same).reduce((sum, [name, pairs]) => sum + weightOf(problem, name) * pairs, 0);
	return weightOf(problem, 'repeat') * repeats + weightOf(problem, 'met') * met + attributes;
}

function changesTo({ people }: ReadMixing, keep: Rounds, rounds: Rounds): number {
	const here = new Set(people.map(({ id }) => id));
	return keep.reduce((sum, tables, round) => {
		const now = new Map((rounds[round] ?? []).flatMap((ids, table) => ids.map((id) => [id, table] as const)));
		const moved = tables.flatMap((ids, table) => ids.filter((id) => here.has(id) && now.has(id) && now.get(id) !== table));
		return sum + moved.length;
	}, 0);
}

/** How often a guest comes back to a table with a host, past rounds included. */
export function returnsIn(problem: ReadMixing, rounds: Rounds): number {
	const seen = new Set<string>();
	const hosts = new Set(problem.hosts);
	let returns = 0;
	const visit = (ids: readonly string[], table: number, isPlanned: boolean) => {
		if (!problem.hosts[table]) return;
		for (const id of ids) {
			const key = JSON.stringify([id, table]);
			if (isPlanned && !hosts.has(id) && seen.has(key)) returns++;
			seen.add(key);
		}
	};
	for (const round of problem.past) for (const [table, ids] of round.entries()) visit(ids, table, false);
	for (const round of rounds) for (const [table, ids] of round.entries()) visit(ids, table, true);
	return returns;
}

/**
 * Says in sentences what is wrong with a plan: who sits twice, nowhere, or where there is no chair.
 * Errors: none; an empty list is a plan that can be carried out
 */
export function faultsOf({ people, tables, rounds, hosts }: ReadMixing, plan: Rounds): string[] {
	const faults = plan.length === rounds ? [] : [`rounds: must be ${rounds}`];
	for (const [round, seated] of plan.slice(0, rounds).entries()) {
		const field = `rounds[${round}]`;
		if (seated.length !== tables.length) faults.push(`${field}: must have ${tables.length} tables`);
		const there = new Set(people.filter(({ absent }) => !absent.includes(round + 1)).map(({ id }) => id));
		const placed = new Set<string>();
		for (const [table, ids] of seated.entries()) {
			if (ids.length > (tables[table] ?? 0)) faults.push(`${field}[${table}]: has only ${tables[table] ?? 0} seats`);
			for (const id of ids) {
				if (!there.has(id)) faults.push(`${field}[${table}]: "${id}" is not there`);
				if (placed.has(id)) faults.push(`${field}[${table}]: "${id}" sits twice`);
				placed.add(id);
			}
			const host = hosts[table] ?? null;
			if (host !== null && there.has(host) && !ids.includes(host)) faults.push(`${field}[${table}]: its host "${host}" sits elsewhere`);
		}
		for (const id of there) if (!placed.has(id)) faults.push(`${field}: "${id}" sits nowhere`);
	}
	return faults;
}

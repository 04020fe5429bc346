import { lot } from './lot.ts';
import { type ReadMixing, weightOf } from './problem.ts';

/** A problem in numbers: people in an order that the lot decides, so that the order of the list changes nothing. */
export interface Instance {
	ids: string[];
	tables: number[];
	rounds: number;
	/** isThere[round][person] */
	isThere: boolean[][];
	/** hostOf[table] = person, or -1 */
	hostOf: number[];
	attributes: { name: string; weight: number /** values[person], or -1 */; values: number[] }[];
	met: [number, number][];
	repeat: number;
	known: number;
	change: number;
	/** past[round][table] = people who are still here */
	past: number[][][];
	keep: number[][][] | null;
	seed: number;
}

/** Puts a problem into numbers. */
export function instanceOf(problem: ReadMixing): Instance {
	const drawn = problem.people.map((person) => ({ person, number: lot(problem.seed, person.id) }));
	const people = drawn.sort((a, b) => a.number - b.number || (a.person.id < b.person.id ? -1 : 1)).map(({ person }) => person);
	const at = new Map(people.map(({ id }, index) => [id, index]));
	const known = (ids: readonly string[]) => ids.flatMap((id) => at.get(id) ?? []);
	const hosts = problem.hosts.map((id) => (id === null ? -1 : (at.get(id) as number)));
	return {
		ids: people.map(({ id }) => id),
		tables: problem.tables,
		rounds: problem.rounds,
		isThere: Array.from({ length: problem.rounds }, (_, round) => people.map(({ absent }) => !absent.includes(round + 1))),
		hostOf: problem.tables.map((_, table) => hosts[table] ?? -1),
		attributes: problem.attributes.map((name) => {
			const numbers = new Map<string, number>();
			const values = people.map(({ attributes }) => {
				if (!Object.hasOwn(attributes, name)) return -1;
				const value = attributes[name] as string;
				if (!numbers.has(value)) numbers.set(value, numbers.size);
				return numbers.get(value) as number;
			});
			return { name, weight: weightOf(problem, name), values };
		}),
		met: problem.met.map(([one, other]) => [at.get(one) as number, at.get(other) as number]),
		repeat: weightOf(problem, 'repeat'),
		known: weightOf(problem, 'met'),
		change: weightOf(problem, 'change'),
		past: problem.past.map((round) => round.map(known)),
		keep: problem.keep?.map((round) => round.map(known)) ?? null,
		seed: problem.seed,
	};
}

/**
 * Spreads a number over places as evenly as what each takes at most allows, the first ones first.
 * Shape:  sum = count, or all that fits · least[i] <= result[i] <= most[i]
 */
export function evenly(count: number, most: readonly number[], least: readonly number[] = []): number[] {
	const spread = most.map((_, at) => least[at] ?? 0);
	const greatest = most.reduce((sofar, one) => Math.max(sofar, one), 0);
	let left = count - spread.reduce((sum, one) => sum + one, 0);
	for (let level = 0; left > 0 && level < greatest; level++) {
		for (let at = 0; left > 0 && at < spread.length; at++) {
			if (spread[at] !== level || level >= (most[at] as number)) continue;
			spread[at] = level + 1;
			left--;
		}
	}
	return spread;
}

/** Which tables have their host with them in a round: 1 or 0 for each. */
export function hostsIn({ hostOf, isThere }: Instance, round: number): number[] {
	return hostOf.map((host) => (host >= 0 && isThere[round]?.[host] ? 1 : 0));
}

/** How many sit at each table in a round: as even as the sizes allow. */
export function seatsIn(instance: Instance, round: number): number[] {
	return evenly((instance.isThere[round] as boolean[]).filter(Boolean).length, instance.tables, hostsIn(instance, round));
}

import type { Mixing, Person, Rounds } from '#algorithms/mixing/problem.ts';

/** What two people at one table should not have in common, besides having met in an earlier round. */
export const mixed = ['organisation', 'organisationType', 'profession', 'municipality', 'met'] as const;
export type Mixed = (typeof mixed)[number];

/** How much it counts. */
export const levels = ['none', 'some', 'much'] as const;
export type Level = (typeof levels)[number];
export type Weights = Record<Mixed, Level>;

/** What is usual: new faces from other organisations and professions. */
export const usual: Weights = { organisation: 'much', organisationType: 'some', profession: 'some', municipality: 'none', met: 'some' };

const COUNTS: Record<Level, number> = { none: 0, some: 1, much: 4 };
// New faces are what people came for: nobody meets somebody again for the sake of what they are.
const REPEAT = 100;

/** Somebody to be seated. */
export interface Guest {
	place: string;
	name: string;
	/** Empty where it is not known. */
	organisation: string;
	organisationType: string;
	profession: string;
	municipality: string;
}

/** A table while people are seated. */
export interface Table {
	group: string;
	seats: number;
	moderator: string | null;
}

/** Sizes of so many tables for so many people, as even as can be, the bigger ones first. */
export function evenSizes(people: number, tables: number): number[] {
	const [least, rest] = [Math.floor(people / tables), people % tables];
	return Array.from({ length: tables }, (_, at) => Math.max(1, least + (at < rest ? 1 : 0)));
}

/**
 * Chairs for everybody: where there are too few, each table gets as many more as the others.
 * Shape:  as many chairs as people, or more
 */
export function enoughSeats(tables: readonly Table[], people: number): number[] {
	const sizes = tables.map(({ seats }) => seats);
	for (let missing = people - sizes.reduce((sum, size) => sum + size, 0); missing > 0; missing--) {
		const smallest = sizes.indexOf(Math.min(...sizes));
		sizes[smallest] = (sizes[smallest] as number) + 1;
	}
	return sizes;
}

const attributesOf = (guest: Guest) =>
	Object.fromEntries(
		(['organisation', 'organisationType', 'profession', 'municipality'] as const).flatMap((name) =>
			guest[name] ? [[name, guest[name]] as const] : [],
		),
	);

/** Everything that a seating depends on. */
export interface Circumstances {
	guests: readonly Guest[];
	tables: readonly Table[];
	weights: Weights;
	seed: number;
	/** Rounds still to be seated. */
	rounds: number;
	/** Pairs of registrations who met at earlier meetings. */
	met: readonly [string, string][];
	/** Rounds that have begun, tables of registrations. */
	past: Rounds;
	/** What people were told of the rounds to be seated; null = everything may change. */
	keep: Rounds | null;
}

/**
 * The problem that the algorithm is given.
 * Source: algorithms.md part 2
 */
export function problemOf({ guests, tables, weights, seed, rounds, met, past, keep }: Circumstances, budgetMs: number): Mixing {
	const here = new Set(guests.map(({ place }) => place));
	const hosts = tables.map(({ moderator }) => (moderator && here.has(moderator) ? moderator : null));
	return {
		people: guests.map((guest): Person => ({ id: guest.place, attributes: attributesOf(guest) })),
		tables: enoughSeats(tables, guests.length),
		rounds,
		met: met.filter(([one, other]) => here.has(one) && here.has(other)),
		hosts: hosts.some((host) => host !== null) ? hosts : [],
		weights: { repeat: REPEAT, change: 2 * REPEAT, ...Object.fromEntries(mixed.map((name) => [name, COUNTS[weights[name]]])) },
		seed,
		budgetMs,
		past,
		...(keep ? { keep } : {}),
	};
}

/**
 * The whole seating as a problem, to tell what it is worth: everybody who sits somewhere, and when they do not.
 * Shape:  seated[round][table] = registrations
 */
export function wholeProblemOf(all: Omit<Circumstances, 'rounds' | 'past' | 'keep'>, seated: Rounds): Mixing {
	const known = new Map(all.guests.map((guest) => [guest.place, guest]));
	const ids = [...new Set(seated.flat(2))];
	const guests = ids.map(
		(place): Guest => known.get(place) ?? { place, name: '', organisation: '', organisationType: '', profession: '', municipality: '' },
	);
	const problem = problemOf({ ...all, guests, rounds: seated.length, past: [], keep: null }, 1);
	const { hosts = [] } = problem;
	const staysThroughout = (host: string | null, table: number) =>
		host !== null && seated.every((round) => round[table]?.includes(host) ?? false);
	return {
		...problem,
		people: problem.people.map((person) => ({
			...person,
			absent: seated.flatMap((round, at) => (round.flat().includes(person.id) ? [] : [at + 1])),
		})),
		tables: all.tables.map(({ seats }, table) => Math.max(seats, ...seated.map((round) => round[table]?.length ?? 0))),
		hosts: hosts.map((host, table) => (staysThroughout(host, table) ? host : null)),
	};
}

/** Pairs who sat at one table in some round, each once. */
export function pairsOf(seated: Rounds): [string, string][] {
	const pairs = new Map<string, [string, string]>();
	for (const table of seated.flat())
		for (const [at, one] of table.entries())
			for (const other of table.slice(at + 1)) {
				const pair: [string, string] = one < other ? [one, other] : [other, one];
				pairs.set(pair.join(' '), pair);
			}
	return [...pairs.values()];
}

export interface Person {
	id: string;
	/** What should differ at a table: organisation, profession, municipality or any other name. */
	attributes?: Record<string, string>;
	/** The rounds of this plan in which they are not there, from 1: who comes late, who leaves early. */
	absent?: number[];
}

/** Who sat with whom: in each round, at each table, these people. */
export type Rounds = string[][][];

/** Who is to be mixed, at which tables, and what matters how much. */
export interface Mixing {
	people: Person[];
	/** Seats at each table. Where there are more than people, chairs stay empty evenly. */
	tables: number[];
	/** Rounds to plan; what has happened (`past`) does not count. */
	rounds: number;
	/** Pairs who know each other from earlier meetings. */
	met?: [string, string][];
	/** hosts[i] stays at table i and counts in its size; null = nobody. */
	hosts?: (string | null)[];
	/** What one pair too many costs: repeat, met, each attribute; and `change`, what one person seated elsewhere than in `keep` costs. */
	weights?: Record<string, number>;
	budgetMs?: number;
	/** Instead of a time budget: the same answer on every run. */
	steps?: number;
	seed?: number;
	/** Rounds that have happened. May name people who have left. */
	past?: Rounds;
	/** A plan for these rounds that people were told: it changes as little as possible. May name people who have left. */
	keep?: Rounds;
}

/** A problem as it was read: everything is there. */
export type ReadMixing = Required<Omit<Mixing, 'people' | 'keep' | 'budgetMs' | 'steps'>> & {
	people: Required<Person>[];
	keep: Rounds | null;
	budget: { ms: number } | { steps: number };
	/** Attributes in the order in which they are told. */
	attributes: string[];
};

/** Input that cannot be worked with; the message names the field. */
export class InvalidMixing extends Error {}

type Json = Record<string, unknown>;

const WEIGHTS: Record<string, number> = { repeat: 10, met: 4, organisation: 4, profession: 1, municipality: 1, change: 20 };
const ATTRIBUTES = ['organisation', 'profession', 'municipality'];
// Their names would stand for two things in `weights` and `bounds`.
const RESERVED = ['repeat', 'repeats', 'met', 'change', 'changes'];
// A price for each pair of people: 5,000 people take 100 MB.
const MOST_PEOPLE = 5_000;
// A day of five-minute rounds has fewer; meetings of a pair are counted in a byte.
const MOST_ROUNDS = 64;
// Beyond, single-precision prices would lose small weights beside great ones.
const GREATEST_WEIGHT = 1_000;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

function refuse(field: string, problem: string): never {
	throw new InvalidMixing(`${field}: ${problem}`);
}

function object(value: unknown, field: string): Json {
	return isObject(value) ? value : refuse(field, 'must be an object');
}

function requireNames(value: Json, prefix: string, known: readonly string[]): void {
	for (const name of Object.keys(value)) if (!known.includes(name)) refuse(`${prefix}${name}`, `is unknown; known are ${known.join(', ')}`);
}

function list(value: unknown, field: string): unknown[] {
	return Array.isArray(value) ? value : refuse(field, 'must be a list');
}

function text(value: unknown, field: string): string {
	return typeof value === 'string' && value !== '' ? value : refuse(field, 'must be a text that is not empty');
}

function count(value: unknown, field: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
	if (!Number.isSafeInteger(value) || (value as number) < least) refuse(field, `must be a whole number, ${least} or more`);
	return (value as number) <= most ? (value as number) : refuse(field, `must be ${most} or less`);
}

function readPerson(value: unknown, field: string, rounds: number): Required<Person> {
	const given = object(value, field);
	requireNames(given, `${field}.`, ['id', 'attributes', 'absent']);
	const attributes = Object.entries(object(given['attributes'] ?? {}, `${field}.attributes`)).map(([name, of]) => {
		if (RESERVED.includes(name)) refuse(`${field}.attributes.${name}`, 'an attribute cannot have this name');
		return [name, text(of, `${field}.attributes.${name}`)] as const;
	});
	const absent = list(given['absent'] ?? [], `${field}.absent`).map((item, at) => {
		const round = count(item, `${field}.absent[${at}]`, 1);
		return round <= rounds ? round : refuse(`${field}.absent[${at}]`, `the last round is ${rounds}`);
	});
	return { id: text(given['id'], `${field}.id`), attributes: Object.fromEntries(attributes), absent: [...new Set(absent)] };
}

function idsOf(people: readonly Person[]): Set<string> {
	const seen = new Set<string>();
	for (const [at, { id }] of people.entries()) {
		if (seen.has(id)) refuse(`people[${at}].id`, `"${id}" is there twice`);
		seen.add(id);
	}
	return seen;
}

function readId(value: unknown, field: string, known: ReadonlySet<string>): string {
	const id = text(value, field);
	return known.has(id) ? id : refuse(field, `there is no person "${id}"`);
}

function readMet(value: unknown, known: ReadonlySet<string>): [string, string][] {
	const pairs = list(value ?? [], 'met').map((item, at): [string, string] => {
		const pair = list(item, `met[${at}]`);
		if (pair.length !== 2) refuse(`met[${at}]`, 'must name two people');
		const [one, other] = pair.map((id, position) => readId(id, `met[${at}][${position}]`, known)) as [string, string];
		if (one === other) refuse(`met[${at}]`, 'names one person twice');
		return one < other ? [one, other] : [other, one];
	});
	return [...new Map(pairs.map((pair) => [JSON.stringify(pair), pair])).values()];
}

function readHosts(value: unknown, known: ReadonlySet<string>, tables: number): (string | null)[] {
	const hosts = list(value ?? [], 'hosts').map((item, at) => (item === null ? null : readId(item, `hosts[${at}]`, known)));
	if (hosts.length > tables) refuse(`hosts[${tables}]`, `there are only ${tables} tables`);
	for (const [at, id] of hosts.entries()) if (id !== null && hosts.indexOf(id) < at) refuse(`hosts[${at}]`, `"${id}" is a host twice`);
	return hosts;
}

function readWeights(value: unknown): Record<string, number> {
	const given = Object.entries(object(value ?? {}, 'weights')).map(([name, weight]) => {
		if (name === 'repeats' || name === 'changes') refuse(`weights.${name}`, `is unknown; "${name.slice(0, -1)}" is meant`);
		if (typeof weight !== 'number' || !(weight >= 0 && weight <= GREATEST_WEIGHT))
			refuse(`weights.${name}`, `must be a number from 0 to ${GREATEST_WEIGHT}`);
		return [name, weight] as const;
	});
	return Object.fromEntries([...Object.entries(WEIGHTS), ...given]);
}

function readRounds(value: unknown, field: string, mostTables: number): Rounds {
	return list(value, field).map((round, r) => {
		const seen = new Set<string>();
		const tables = list(round, `${field}[${r}]`);
		if (tables.length > mostTables) refuse(`${field}[${r}]`, `there are only ${mostTables} tables`);
		return tables.map((table, t) =>
			list(table, `${field}[${r}][${t}]`).map((item, at) => {
				const id = text(item, `${field}[${r}][${t}][${at}]`);
				if (seen.has(id)) refuse(`${field}[${r}][${t}][${at}]`, `"${id}" is seated twice`);
				seen.add(id);
				return id;
			}),
		);
	});
}

function readKeep(value: unknown, rounds: number, tables: number): Rounds {
	const keep = readRounds(value, 'keep', tables);
	return keep.length === rounds ? keep : refuse('keep', `must be as long as there are rounds, ${rounds}`);
}

function readBudget(given: Json): ReadMixing['budget'] {
	if (given['steps'] === undefined) return { ms: count(given['budgetMs'] ?? 2000, 'budgetMs', 1, 600_000) };
	if (given['budgetMs'] !== undefined) refuse('steps', 'stands instead of budgetMs, not beside it');
	return { steps: count(given['steps'], 'steps', 0) };
}

/**
 * Reads a problem from JSON.
 * Shape:  the contract in this folder's README
 * Errors: InvalidMixing that names the field
 */
export function readMixing(value: unknown): ReadMixing {
	if (!isObject(value)) throw new InvalidMixing('the input must be a JSON object');
	const known = ['people', 'tables', 'rounds', 'met', 'hosts', 'weights', 'budgetMs', 'steps', 'seed', 'past', 'keep'];
	requireNames(value, '', known);
	const rounds = count(value['rounds'] ?? 1, 'rounds', 1, MOST_ROUNDS);
	const listed = list(value['people'], 'people');
	if (listed.length > MOST_PEOPLE) refuse('people', `must be ${MOST_PEOPLE} or fewer`);
	const people = listed.map((item, at) => readPerson(item, `people[${at}]`, rounds));
	const ids = idsOf(people);
	const tables = list(value['tables'], 'tables').map((item, at) => count(item, `tables[${at}]`, 1, MOST_PEOPLE));
	if (tables.length === 0) refuse('tables', 'must have one table or more');
	if (tables.length > MOST_PEOPLE) refuse('tables', `must be ${MOST_PEOPLE} or fewer`);
	const seats = tables.reduce((sum, size) => sum + size, 0);
	for (let round = 1; round <= rounds; round++) {
		const there = people.filter(({ absent }) => !absent.includes(round)).length;
		if (there > seats) refuse('tables', `${seats} seats are too few for ${there} people in round ${round}`);
	}
	const past = readRounds(value['past'] ?? [], 'past', MOST_PEOPLE);
	if (past.length > MOST_ROUNDS) refuse('past', `must be ${MOST_ROUNDS} rounds or fewer`);
	const weights = readWeights(value['weights']);
	const named = [...Object.keys(weights), ...people.flatMap(({ attributes }) => Object.keys(attributes))];
	const others = [...new Set(named)].filter((name) => !ATTRIBUTES.includes(name) && !RESERVED.includes(name)).sort();
	return {
		people,
		tables,
		rounds,
		met: readMet(value['met'], ids),
		hosts: readHosts(value['hosts'], ids, tables.length),
		weights,
		budget: readBudget(value),
		seed: count(value['seed'] ?? 0, 'seed', 0),
		past,
		keep: value['keep'] === undefined ? null : readKeep(value['keep'], rounds, tables.length),
		attributes: [...ATTRIBUTES, ...others],
	};
}

/** What a pair with the same value of an attribute costs; 1 unless said otherwise. */
export function weightOf({ weights }: Pick<ReadMixing, 'weights'>, name: string): number {
	return Object.hasOwn(weights, name) ? (weights[name] as number) : 1;
}

/** What the three ways of being fair look at first. */
export const objectives = ['generous', 'rankMaximal', 'minSumOfRanks'] as const;
export type Objective = (typeof objectives)[number];

export interface Workshop {
	id: string;
	/** Seats in each round. */
	capacity: number;
	/** People in each round in which it takes place; fewer, and it does not. */
	minimum?: number;
	/** The rounds in which it is offered, from 1; all of them when left out. */
	rounds?: number[];
	/** It reaches its minimum in some round, whatever it costs others. */
	takesPlace?: boolean;
}

export interface Participant {
	id: string;
	/** Best first; an inner list is a tie. What is not listed is not wanted. */
	wishes: (string | string[])[];
	/** What quotas count. */
	group?: string;
	fixed?: string[];
	forbidden?: string[];
	/** The rank they were told: they get a place at this rank or better. In one round only. */
	keep?: number;
	/** Workshops that they may attend in this round only. */
	times?: { workshop: string; round: number }[];
}

/** At most so many of a group in a workshop, in each round. */
export interface Quota {
	/** "*" = each of them */
	workshop: string;
	group: string;
	maximum: number;
}

/** Who wants to go where, and how many fit. */
export interface Problem {
	workshops: Workshop[];
	participants: Participant[];
	/** Everyone attends at most one workshop in each, and none twice. */
	rounds?: number;
	quotas?: Quota[];
	/** Pairs who attend the same workshop, or both none; this makes the problem hard. In one round only. */
	together?: [string, string][];
	/** Pairs who do not attend the same workshop; this makes the problem hard. In one round only. */
	apart?: [string, string][];
	objective?: Objective;
	seed?: number;
}

/** A seat of somebody in one round. */
export interface Placement {
	participant: string;
	workshop: string;
	round: number;
	/** 1 = first wish; 0 = fixed without a wish */
	rank: number;
}

/** Input that cannot be worked with; the message names the field. */
export class InvalidProblem extends Error {
	/** Whom and what it is about, where it was found by solving. */
	readonly around: { workshops: string[]; participants: string[] };

	constructor(message: string, around = { workshops: [] as string[], participants: [] as string[] }) {
		super(message);
		this.around = around;
	}
}

/** Within the budget neither a solution was found, nor that there is none. */
export class Undecided extends InvalidProblem {}

type Json = Record<string, unknown>;

// Sets of rounds are bits of one byte.
const MOST_ROUNDS = 8;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

function refuse(field: string, problem: string): never {
	throw new InvalidProblem(`${field}: ${problem}`);
}

function object(value: unknown, field: string, known: readonly string[]): Json {
	if (!isObject(value)) refuse(field, 'must be an object');
	for (const name of Object.keys(value)) if (!known.includes(name)) refuse(`${field}.${name}`, `is unknown; known are ${known.join(', ')}`);
	return value;
}

function list(value: unknown, field: string): unknown[] {
	return Array.isArray(value) ? value : refuse(field, 'must be a list');
}

function text(value: unknown, field: string): string {
	return typeof value === 'string' && value !== '' ? value : refuse(field, 'must be a text that is not empty');
}

function count(value: unknown, field: string, least = 0): number {
	return Number.isSafeInteger(value) && (value as number) >= least
		? (value as number)
		: refuse(field, `must be a whole number, ${least} or more`);
}

function requireKnown(id: string, field: string, known: ReadonlySet<string>, what: string): string {
	return known.has(id) ? id : refuse(field, `there is no ${what} "${id}"`);
}

function readIds(value: unknown, field: string, known: ReadonlySet<string>): string[] {
	const ids = list(value ?? [], field).map((item, at) => requireKnown(text(item, `${field}[${at}]`), `${field}[${at}]`, known, 'workshop'));
	return ids.length > 1 ? [...new Set(ids)] : ids;
}

function readRounds(value: unknown, field: string, rounds: number): number[] {
	const offered = list(value, field).map((item, at) => {
		const round = count(item, `${field}[${at}]`, 1);
		return round <= rounds ? round : refuse(`${field}[${at}]`, `there are only ${rounds} rounds`);
	});
	return [...new Set(offered)].sort((a, b) => a - b);
}

function readWorkshop(value: unknown, field: string, rounds: number): Workshop {
	const given = object(value, field, ['id', 'capacity', 'minimum', 'rounds', 'takesPlace']);
	const workshop: Workshop = {
		id: text(given['id'], `${field}.id`),
		capacity: count(given['capacity'], `${field}.capacity`),
		minimum: count(given['minimum'] ?? 0, `${field}.minimum`),
	};
	if (given['rounds'] !== undefined) workshop.rounds = readRounds(given['rounds'], `${field}.rounds`, rounds);
	if (given['takesPlace'] !== undefined) {
		if (typeof given['takesPlace'] !== 'boolean') refuse(`${field}.takesPlace`, 'must be true or false');
		if (given['takesPlace'] && !workshop.minimum) refuse(`${field}.takesPlace`, 'needs a minimum of 1 or more');
		workshop.takesPlace = given['takesPlace'];
	}
	return workshop;
}

function readTimes(value: unknown, field: string, workshops: ReadonlySet<string>, rounds: number): NonNullable<Participant['times']> {
	const times = list(value, field).map((item, at) => {
		const given = object(item, `${field}[${at}]`, ['workshop', 'round']);
		const workshop = text(given['workshop'], `${field}[${at}].workshop`);
		const round = count(given['round'], `${field}[${at}].round`, 1);
		if (round > rounds) refuse(`${field}[${at}].round`, `there are only ${rounds} rounds`);
		return { workshop: requireKnown(workshop, `${field}[${at}].workshop`, workshops, 'workshop'), round };
	});
	const twice = times.findIndex(({ workshop }, at) => times.findIndex((other) => other.workshop === workshop) < at);
	return twice < 0 ? times : refuse(`${field}[${twice}].workshop`, `"${times[twice]?.workshop}" has a time already`);
}

function readWishes(value: unknown, field: string, workshops: ReadonlySet<string>): (string | string[])[] {
	const seen = new Set<string>();
	const wish = (item: unknown, at: string) => {
		const id = requireKnown(text(item, at), at, workshops, 'workshop');
		if (seen.has(id)) refuse(at, `"${id}" is wished for twice`);
		seen.add(id);
		return id;
	};
	return list(value ?? [], field).map((item, rank) => {
		const at = `${field}[${rank}]`;
		if (!Array.isArray(item)) return wish(item, at);
		if (item.length === 0) refuse(at, 'a tie needs at least one workshop');
		return item.map((tied, position) => wish(tied, `${at}[${position}]`));
	});
}

function readParticipant(value: unknown, field: string, workshops: ReadonlySet<string>, rounds: number): Participant {
	const given = object(value, field, ['id', 'wishes', 'group', 'fixed', 'forbidden', 'keep', 'times']);
	const id = text(given['id'], `${field}.id`);
	const wishes = readWishes(given['wishes'], `${field}.wishes`, workshops);
	const fixed = readIds(given['fixed'], `${field}.fixed`, workshops);
	const forbidden = readIds(given['forbidden'], `${field}.forbidden`, workshops);
	if (fixed.length > rounds)
		refuse(
			`${field}.fixed`,
			rounds === 1 ? 'only one workshop can be fixed in one round' : `only ${rounds} can be fixed in ${rounds} rounds`,
		);
	const both = fixed.find((one) => forbidden.includes(one));
	if (both !== undefined) refuse(`${field}.fixed`, `"${both}" is fixed and forbidden at once`);
	const person: Participant = { id, wishes, fixed, forbidden };
	if (given['group'] !== undefined) person.group = text(given['group'], `${field}.group`);
	if (given['keep'] !== undefined) {
		person.keep = count(given['keep'], `${field}.keep`, 1);
		if (rounds > 1) refuse(`${field}.keep`, 'can be promised in one round only');
		if (person.keep > wishes.length) refuse(`${field}.keep`, `must be ${wishes.length} or less, the number of wishes`);
	}
	if (given['times'] !== undefined) person.times = readTimes(given['times'], `${field}.times`, workshops, rounds);
	return person;
}

function readQuota(value: unknown, field: string, workshops: ReadonlySet<string>): Quota {
	const given = object(value, field, ['workshop', 'group', 'maximum']);
	const workshop = text(given['workshop'], `${field}.workshop`);
	if (workshop !== '*') requireKnown(workshop, `${field}.workshop`, workshops, 'workshop');
	return { workshop, group: text(given['group'], `${field}.group`), maximum: count(given['maximum'], `${field}.maximum`) };
}

function readPairs(value: unknown, field: string, people: ReadonlySet<string>, rounds: number): [string, string][] {
	const pairs = list(value ?? [], field).map((item, at): [string, string] => {
		const [one, other, ...more] = list(item, `${field}[${at}]`);
		if (more.length > 0) refuse(`${field}[${at}]`, 'must name two participants');
		const id = (named: unknown, position: number) =>
			requireKnown(text(named, `${field}[${at}][${position}]`), `${field}[${at}][${position}]`, people, 'participant');
		return one === other ? refuse(`${field}[${at}]`, 'names one participant twice') : [id(one, 0), id(other, 1)];
	});
	if (pairs.length > 0 && rounds > 1) refuse(field, 'can be asked for in one round only');
	return pairs;
}

function idsOf(items: readonly { id: string }[], field: string): Set<string> {
	const seen = new Set<string>();
	for (const [at, { id }] of items.entries()) {
		if (seen.has(id)) refuse(`${field}[${at}].id`, `"${id}" is there twice`);
		seen.add(id);
	}
	return seen;
}

/**
 * Reads a problem from JSON.
 * Shape:  the contract in this folder's README
 * Errors: InvalidProblem that names the field
 */
export function readProblem(value: unknown): Required<Problem> {
	if (!isObject(value)) throw new InvalidProblem('the input must be a JSON object');
	const known = ['workshops', 'participants', 'rounds', 'quotas', 'together', 'apart', 'objective', 'seed'];
	for (const name of Object.keys(value)) if (!known.includes(name)) refuse(name, `is unknown; known are ${known.join(', ')}`);
	const rounds = count(value['rounds'] ?? 1, 'rounds', 1);
	if (rounds > MOST_ROUNDS) refuse('rounds', `must be ${MOST_ROUNDS} or less`);
	const workshops = list(value['workshops'], 'workshops').map((item, at) => readWorkshop(item, `workshops[${at}]`, rounds));
	const workshopIds = idsOf(workshops, 'workshops');
	const participants = list(value['participants'], 'participants').map((item, at) =>
		readParticipant(item, `participants[${at}]`, workshopIds, rounds),
	);
	const people = idsOf(participants, 'participants');
	const objective = value['objective'] ?? 'generous';
	if (!objectives.includes(objective as Objective)) refuse('objective', `must be one of ${objectives.join(', ')}`);
	const fixedIn = new Map<string, number>();
	for (const id of participants.flatMap(({ fixed = [] }) => fixed)) fixedIn.set(id, (fixedIn.get(id) ?? 0) + 1);
	for (const [at, { id, capacity, rounds: offered }] of workshops.entries()) {
		const seats = capacity * (offered?.length ?? rounds);
		const fixed = fixedIn.get(id) ?? 0;
		if (fixed > seats) refuse(`workshops[${at}].capacity`, `${fixed} participants are fixed in "${id}", which has ${seats} seats`);
	}
	return {
		workshops,
		participants,
		rounds,
		quotas: list(value['quotas'] ?? [], 'quotas').map((item, at) => readQuota(item, `quotas[${at}]`, workshopIds)),
		together: readPairs(value['together'], 'together', people, rounds),
		apart: readPairs(value['apart'], 'apart', people, rounds),
		objective: objective as Objective,
		seed: count(value['seed'] ?? 0, 'seed'),
	};
}

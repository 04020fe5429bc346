/** What the three ways of being fair look at first. */
export const objectives = ['generous', 'rankMaximal', 'minSumOfRanks'] as const;
export type Objective = (typeof objectives)[number];

export interface Workshop {
	id: string;
	capacity: number;
}

export interface Participant {
	id: string;
	/** Best first; an inner list is a tie. What is not listed is not wanted. */
	wishes: (string | string[])[];
	fixed?: string[];
	forbidden?: string[];
}

/** Who wants to go where, and how many fit. */
export interface Problem {
	workshops: Workshop[];
	participants: Participant[];
	objective?: Objective;
	seed?: number;
}

/** Input that cannot be worked with; the message names the field. */
export class InvalidProblem extends Error {}

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

function refuse(field: string, problem: string): never {
	throw new InvalidProblem(`${field}: ${problem}`);
}

function list(value: unknown, field: string): unknown[] {
	return Array.isArray(value) ? value : refuse(field, 'must be a list');
}

function text(value: unknown, field: string): string {
	return typeof value === 'string' && value !== '' ? value : refuse(field, 'must be a text that is not empty');
}

function count(value: unknown, field: string): number {
	return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : refuse(field, 'must be a whole number, 0 or more');
}

function onlyKnownFields(value: Json, field: string, known: readonly string[]): void {
	for (const name of Object.keys(value)) if (!known.includes(name)) refuse(`${field}${name}`, `is unknown; known are ${known.join(', ')}`);
}

function readWorkshop(value: unknown, field: string): Workshop {
	if (!isObject(value)) refuse(field, 'must be an object');
	onlyKnownFields(value, `${field}.`, ['id', 'capacity', 'minimum']);
	if (value['minimum'] !== undefined && count(value['minimum'], `${field}.minimum`) > 0)
		refuse(`${field}.minimum`, 'minimum sizes cannot be worked out yet; only 0 is allowed');
	return { id: text(value['id'], `${field}.id`), capacity: count(value['capacity'], `${field}.capacity`) };
}

function readIds(value: unknown, field: string, known: ReadonlySet<string>): string[] {
	if (value === undefined) return [];
	return list(value, field).map((item, at) => requireKnown(text(item, `${field}[${at}]`), `${field}[${at}]`, known));
}

function requireKnown(id: string, field: string, known: ReadonlySet<string>): string {
	return known.has(id) ? id : refuse(field, `there is no workshop "${id}"`);
}

function readParticipant(value: unknown, field: string, workshops: ReadonlySet<string>): Participant {
	if (!isObject(value)) refuse(field, 'must be an object');
	onlyKnownFields(value, `${field}.`, ['id', 'wishes', 'group', 'fixed', 'forbidden']);
	if (value['group'] !== undefined) text(value['group'], `${field}.group`);
	const seen = new Set<string>();
	const wish = (item: unknown, at: string) => {
		const id = requireKnown(text(item, at), at, workshops);
		if (seen.has(id)) refuse(at, `"${id}" is wished for twice`);
		seen.add(id);
		return id;
	};
	const wishes = list(value['wishes'] ?? [], `${field}.wishes`).map((item, rank) => {
		const at = `${field}.wishes[${rank}]`;
		if (!Array.isArray(item)) return wish(item, at);
		if (item.length === 0) refuse(at, 'a tie needs at least one workshop');
		return item.map((tied, position) => wish(tied, `${at}[${position}]`));
	});
	const fixed = readIds(value['fixed'], `${field}.fixed`, workshops);
	const forbidden = readIds(value['forbidden'], `${field}.forbidden`, workshops);
	if (fixed.length > 1) refuse(`${field}.fixed`, 'only one workshop can be fixed in one round');
	if (fixed.some((id) => forbidden.includes(id))) refuse(`${field}.fixed`, `"${fixed[0]}" is fixed and forbidden at once`);
	return { id: text(value['id'], `${field}.id`), wishes, fixed, forbidden };
}

function refuseDuplicates(ids: readonly string[], field: string): void {
	const seen = new Set<string>();
	for (const [at, id] of ids.entries()) {
		if (seen.has(id)) refuse(`${field}[${at}].id`, `"${id}" is there twice`);
		seen.add(id);
	}
}

/**
 * Reads a problem from JSON.
 * Shape:  the command-line contract; rounds 1, minimum 0 and no quotas for now
 * Errors: InvalidProblem that names the field
 */
export function readProblem(value: unknown): Required<Problem> {
	if (!isObject(value)) throw new InvalidProblem('the input must be a JSON object');
	onlyKnownFields(value, '', ['workshops', 'participants', 'rounds', 'quotas', 'objective', 'seed']);
	const workshops = list(value['workshops'], 'workshops').map((item, at) => readWorkshop(item, `workshops[${at}]`));
	refuseDuplicates(
		workshops.map(({ id }) => id),
		'workshops',
	);
	const known = new Set(workshops.map(({ id }) => id));
	const participants = list(value['participants'], 'participants').map((item, at) => readParticipant(item, `participants[${at}]`, known));
	refuseDuplicates(
		participants.map(({ id }) => id),
		'participants',
	);
	if (value['rounds'] !== undefined && value['rounds'] !== 1)
		refuse('rounds', 'several rounds cannot be worked out yet; only 1 is allowed');
	if (value['quotas'] !== undefined && list(value['quotas'], 'quotas').length > 0) refuse('quotas', 'quotas cannot be worked out yet');
	const objective = value['objective'] ?? 'generous';
	if (!objectives.includes(objective as Objective)) refuse('objective', `must be one of ${objectives.join(', ')}`);
	const seed = count(value['seed'] ?? 0, 'seed');
	for (const [at, { id, capacity }] of workshops.entries()) {
		const fixed = participants.filter((participant) => participant.fixed?.includes(id)).length;
		if (fixed > capacity) refuse(`workshops[${at}].capacity`, `${fixed} participants are fixed in "${id}", which has ${capacity} seats`);
	}
	return { workshops, participants, objective: objective as Objective, seed };
}

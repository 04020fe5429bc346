// Positions: entered, changed from a day on, put right, ended, confirmed. Nothing is rewritten: what was known once is read still.
import { sql } from 'kysely';
import { organisationByName } from '#modules/organisations/read.server.ts';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { lowered } from '#platform/db/lower.ts';
import { Rejected } from '#platform/rejected.ts';
import { dayAfter, dayLine } from '#platform/time/partial.ts';
import { factsOf } from './read.server.ts';
import { type Assignment, type Clash, clashIn, cutAt, type Facts, fteText, isOn, type Kind, OPEN, type Span } from './rules.ts';
import type { AssignmentInput, Change, FundingInput, NewPosition, SiteInput, StateInput } from './schema.ts';
import { words } from './words.ts';
import { beginWriting, type Entry, put, type Writer, withdraw } from './write-entry.server.ts';

type Key = Parameters<ReturnType<typeof words>>[0];

/** What a form of positions is refused with. */
export const reject = (key: Key, field?: string, values?: Record<string, string | number>) =>
	new Rejected((language) => words(language)(key, values), field);

/** The entries of a position, kept from being changed by others until the transaction ends. Errors: Rejected where there is no such position */
export async function held(tx: Tx, position: string): Promise<Facts> {
	await beginWriting(tx);
	if (!(await tx.selectFrom('positions.position').select('id').where('id', '=', position).executeTakeFirst())) throw reject('positionGone');
	return factsOf(tx, position);
}

const FIELD_OF: Partial<Record<Clash['key'], string>> = {
	siteTwice: 'school',
	assignedTwice: 'person',
	assignedElsewhere: 'from',
	fundedTwice: 'programme',
	sitesOver: 'fte',
	assignedOver: 'fte',
	schoolOver: 'fte',
};

/** Refuses what cannot all be true. Shape: hasFields = whether a form has fields that the sentence may stand at. Source: domain.md §7, invariant 1 */
async function checked(tx: Tx, position: string, hasFields = true): Promise<void> {
	const clash = clashIn(await factsOf(tx, position));
	if (!clash) return;
	const { key, day, is, most } = clash;
	throw new Rejected(
		(language) =>
			words(language)(`clash.${key}`, { day: dayLine(language, day), is: fteText(language, is), most: fteText(language, most) }),
		hasFields ? (FIELD_OF[key] ?? 'from') : undefined,
	);
}

async function organisationCalled(tx: Tx, name: string, field: string): Promise<string> {
	const id = await organisationByName(tx, name);
	if (!id) throw reject('organisationUnknown', field, { name });
	return id;
}

/** What was approved, with its employer found by name. Errors: Rejected for an employer that is not in the register */
async function stateOf(
	tx: Tx,
	{ employer, fte, isPlanned, emphasis, qualification }: Omit<Change, 'from'>,
): Promise<Omit<Entry['state'], 'from' | 'until'>> {
	return { employer: employer === '' ? null : await organisationCalled(tx, employer, 'employer'), fte, isPlanned, emphasis, qualification };
}

/** Whoever is called so; undefined where nobody is, and without a name. */
async function specialistNamed(tx: Tx, name: string): Promise<string | undefined> {
	if (name === '') return undefined;
	const known = await tx
		.selectFrom('positions.specialist')
		.select('id')
		.where(lowered(sql.ref('name')), '=', name.toLowerCase())
		.orderBy('id')
		.limit(1)
		.executeTakeFirst();
	return known?.id;
}

/**
 * Enters a position with the school it serves, and with money and people as far as they are known; the same form again adds nothing.
 * Errors: Rejected for organisations that are not in the register, and for a number that another position has
 */
export async function addPosition(tx: Tx, by: Writer, input: NewPosition): Promise<string> {
	const { position, number, school, from, until, programme, percent, fundedUntil, person, held: qualification } = input;
	if (fundedUntil !== null && fundedUntil <= from) throw reject('untilBeforeFrom', 'fundedUntil');
	await beginWriting(tx);
	if (await tx.selectFrom('positions.position').select('id').where('id', '=', position).executeTakeFirst()) return position;
	await freeNumber(tx, position, number);
	const organisation = await organisationCalled(tx, school, 'school');
	const state = await stateOf(tx, input);
	await tx.insertInto('positions.position').values({ region_id: by.region, id: position, number, made_by: by.person }).execute();
	await put(tx, by, position, 'state', [{ ...state, from, until }]);
	await put(tx, by, position, 'site', [{ organisation, fte: state.fte, from, until }]);
	if (programme) await put(tx, by, position, 'funding', [{ programme, percent, reference: '', from, until: fundedUntil ?? until }]);
	if (person !== '') {
		const specialist = (await specialistNamed(tx, person)) ?? (await newSpecialist(tx, by, person, undefined));
		await put(tx, by, position, 'assignment', [
			{ specialist, organisation: null, fte: state.fte, isAbsent: false, qualification, from, until },
		]);
	}
	await checked(tx, position);
	return position;
}

async function freeNumber(tx: Tx, position: string, number: string): Promise<void> {
	if (number === '') return;
	const other = await tx
		.selectFrom('positions.position')
		.select('id')
		.where('number', '=', number)
		.where('id', '<>', position)
		.executeTakeFirst();
	if (other) throw reject('numberTaken', 'number', { number });
}

/** Gives a position the number of its office. Errors: Rejected for one that another position has */
export async function renumber(tx: Tx, _by: Coordinator, position: string, number: string): Promise<void> {
	await held(tx, position);
	await freeNumber(tx, position, number);
	await tx.updateTable('positions.position').set({ number }).where('id', '=', position).execute();
}

/**
 * Something else is approved from a day on; earlier days stay. Where one school, or one person, had all of the position, they have all of it still, as long
 * as that holds; a person works more only when somebody says so.
 * Errors: Rejected where more would be at work, or at schools, than is approved
 */
export async function changeFrom(tx: Tx, by: Coordinator, position: string, { from, ...input }: Change): Promise<void> {
	const { states, sites, assignments } = await held(tx, position);
	const next = await stateOf(tx, input);
	const old = states.find((one) => isOn(one, from));
	const later = states.filter((one) => one.from > from).map((one) => one.from);
	const until = old ? old.until : (later.sort()[0] ?? null);
	await replaceFrom(tx, by, position, 'state', old, from, { ...next, from, until });
	const whole = <One extends Span & { fte: number }>(all: readonly One[]): One | undefined => {
		const [only, another] = all.filter((one) => isOn(one, from));
		return old && only && !another && only.fte === old.fte && next.fte !== old.fte ? only : undefined;
	};
	const [site, assignment] = [whole(sites), whole(assignments)];
	if (site) await changeWhile(tx, by, position, 'site', site, from, until, { fte: next.fte });
	if (assignment && next.fte < assignment.fte)
		await changeWhile(tx, by, position, 'assignment', assignment, from, until, { fte: next.fte });
	await checked(tx, position);
}

/** An entry says something else from a day up to another, and then what it said before. */
async function changeWhile<K extends 'site' | 'assignment'>(
	tx: Tx,
	by: Coordinator,
	position: string,
	kind: K,
	old: Entry[K] & { id: string },
	from: string,
	until: string | null,
	change: { fte: number },
): Promise<void> {
	const isLonger = until !== null && (old.until ?? OPEN) > until;
	await replaceFrom(tx, by, position, kind, old, from, { ...old, ...change, from, until: isLonger ? until : old.until });
	if (isLonger) await put(tx, by, position, kind, [{ ...old, from: until }]);
}

/** An entry holds until a day, and another one from then on. */
async function replaceFrom<K extends Kind>(
	tx: Tx,
	by: Coordinator,
	position: string,
	kind: K,
	old: (Entry[K] & { id: string }) | undefined,
	day: string,
	next: Entry[K],
): Promise<void> {
	if (old) {
		await withdraw(tx, by, kind, [old]);
		if (old.from < day) await put(tx, by, position, kind, [{ ...old, until: day }]);
	}
	await put(tx, by, position, kind, [next]);
}

const isSame = (one: object, other: object): boolean => Object.entries(other).every(([key, value]) => one[key as never] === value);

/**
 * Puts an entry right, or adds one; what it said before is read still where somebody asks for an earlier day.
 * Shape:  since = the day from which it says something else; '' = it was never right
 */
async function keep<K extends Kind>(
	tx: Tx,
	by: Coordinator,
	position: string,
	kind: K,
	all: readonly (Entry[K] & { id: string })[],
	{ entry, since }: { entry: string | null; since: string },
	next: Entry[K],
): Promise<void> {
	const old = entry === null ? undefined : all.find(({ id }) => id === entry);
	if (entry !== null && !old) throw reject('entryGone');
	if (old && isSame(old, next)) return;
	if (old && since !== '' && since < old.from) throw reject('sinceOutside', 'since');
	if (old && since > old.from) {
		if (!isOn(old, since)) throw reject('sinceOutside', 'since');
		await replaceFrom(tx, by, position, kind, old, since, { ...next, from: since });
	} else {
		if (old) await withdraw(tx, by, kind, [old]);
		await put(tx, by, position, kind, [next]);
	}
	await checked(tx, position);
}

/** Puts right what was approved. Errors: as changeFrom, and Rejected for an entry that somebody changed meanwhile */
export async function correctState(tx: Tx, by: Coordinator, position: string, { entry, from, until, ...input }: StateInput): Promise<void> {
	const { states } = await held(tx, position);
	if (entry === null) throw reject('entryGone');
	await keep(tx, by, position, 'state', states, { entry, since: '' }, { ...(await stateOf(tx, input)), from, until });
}

/** Adds a school that a position serves, or puts one right. Errors: Rejected for a school that is not in the register, and for more than is approved */
export async function keepSite(
	tx: Tx,
	by: Coordinator,
	position: string,
	{ entry, since, school, fte, from, until }: SiteInput,
): Promise<void> {
	const { sites } = await held(tx, position);
	await keep(
		tx,
		by,
		position,
		'site',
		sites,
		{ entry, since },
		{ organisation: await organisationCalled(tx, school, 'school'), fte, from, until },
	);
}

/** Adds who pays, or puts it right. Errors: Rejected for a programme that is not there, and for one that pays already */
export async function keepFunding(
	tx: Tx,
	by: Coordinator,
	position: string,
	{ entry, since, programme, percent, reference, from, until }: FundingInput,
): Promise<void> {
	const { fundings } = await held(tx, position);
	if (!(await tx.selectFrom('positions.programme').select('id').where('id', '=', programme).executeTakeFirst()))
		throw reject('programmeMissing', 'programme');
	await keep(tx, by, position, 'funding', fundings, { entry, since }, { programme, percent, reference, from, until });
}

/**
 * Adds who works in a position, or puts it right. Somebody without a name who gets one stays who they are.
 * Errors: Rejected for more than is approved, and for a school that the position does not serve
 */
export async function keepAssignment(tx: Tx, by: Coordinator, position: string, input: AssignmentInput): Promise<void> {
	const { assignments, sites } = await held(tx, position);
	const { entry, since, person, school, fte, isAbsent, held: qualification, from, until } = input;
	if (school !== null && !sites.some(({ organisation }) => organisation === school)) throw reject('schoolNotServed', 'school');
	const old = assignments.find(({ id }) => id === entry);
	const name =
		old && (await tx.selectFrom('positions.specialist').select('name').where('id', '=', old.specialist).executeTakeFirst())?.name;
	const next = { organisation: school, fte, isAbsent, qualification, from, until };
	const specialist =
		old && name === person
			? old.specialist
			: ((await specialistNamed(tx, person)) ??
				(await newSpecialist(tx, by, person, name === '' && (since === '' || since === old?.from) ? old : undefined)));
	await keep(tx, by, position, 'assignment', assignments, { entry, since }, { specialist, ...next });
}

/** Somebody new; or the one without a name of an entry, who gets it. */
async function newSpecialist(tx: Tx, by: Writer, name: string, old: Assignment | undefined): Promise<string> {
	if (!old)
		return (await tx.insertInto('positions.specialist').values({ region_id: by.region, name }).returning('id').executeTakeFirstOrThrow())
			.id;
	await tx.updateTable('positions.specialist').set({ name }).where('id', '=', old.specialist).execute();
	return old.specialist;
}

/** Takes back an entry that was wrong from the beginning. Errors: Rejected where something else needs it */
export async function drop(tx: Tx, by: Coordinator, position: string, kind: Kind, entry: string): Promise<void> {
	const facts = await held(tx, position);
	const all = { state: facts.states, site: facts.sites, funding: facts.fundings, assignment: facts.assignments }[kind];
	const old = all.find(({ id }) => id === entry);
	if (!old) throw reject('entryGone');
	await withdraw(tx, by, kind, [old]);
	await checked(tx, position, false);
}

/**
 * Ends a position, with everything that would go on after its last day.
 * Unit:   lastOn = calendar day, "2027-07-31"
 * Errors: Rejected for a day on which the position is not there, and where it ends by then anyway
 */
export async function endPosition(tx: Tx, by: Coordinator, position: string, lastOn: string): Promise<void> {
	const { states, sites, fundings, assignments } = await held(tx, position);
	const until = dayAfter(lastOn);
	if (!states.some((one) => isOn(one, lastOn))) throw reject('notThere', 'lastOn');
	if ([...states, ...sites, ...fundings, ...assignments].every((one) => one.until !== null && one.until <= until))
		throw reject('endsAnyway', 'lastOn');
	const end = async <K extends Kind>(kind: K, all: readonly (Entry[K] & { id: string })[]) => {
		const { gone, cut } = cutAt(all, until);
		await withdraw(tx, by, kind, [...gone, ...cut]);
		await put(
			tx,
			by,
			position,
			kind,
			cut.map((one) => ({ ...one, until })),
		);
	};
	await end('state', states);
	await end('site', sites);
	await end('funding', fundings);
	await end('assignment', assignments);
}

/** Notes that somebody looked and everything is right; nothing else confirms. Unit: today = calendar day. Source: domain.md §7, invariant 12 */
export async function confirm(tx: Tx, by: Coordinator, position: string, today: string): Promise<void> {
	await held(tx, position);
	await tx
		.insertInto('positions.confirmation')
		.values({ region_id: by.region, position_id: position, about_on: today, made_by: by.person })
		.execute();
}

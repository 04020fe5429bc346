// Positions: entered, changed from a day on, put right, ended, confirmed. Nothing is rewritten: what was known once is read still.
import { sql } from 'kysely';
import { organisationByName } from '#modules/organisations/read.server.ts';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { lowered } from '#platform/db/lower.ts';
import { Rejected } from '#platform/rejected.ts';
import { dayLine } from '#platform/time/partial.ts';
import { factsOf } from './read.server.ts';
import { clashIn, cutAt, dayAfter, type Facts, fteText, isOn, type Kind, OPEN } from './rules.ts';
import type { AssignmentInput, Change, FundingInput, NewPosition, SiteInput, StateInput } from './schema.ts';
import { words } from './words.ts';
import { beginWriting, type Entry, put, type Writer, withdraw } from './write-entry.server.ts';

type Key = Parameters<ReturnType<typeof words>>[0];

const reject = (key: Key, field?: string, values?: Record<string, string | number>) =>
	new Rejected((language) => words(language)(key, values), field);

/** The entries of a position, kept from being changed by others until the transaction ends. Errors: Rejected where there is no such position */
async function held(tx: Tx, position: string): Promise<Facts> {
	await beginWriting(tx);
	if (!(await tx.selectFrom('positions.position').select('id').where('id', '=', position).executeTakeFirst())) throw reject('positionGone');
	return factsOf(tx, position);
}

const FIELD_OF: Record<string, string> = {
	statesTwice: 'from',
	siteTwice: 'school',
	assignedTwice: 'person',
	fundedTwice: 'programme',
	sitesOver: 'fte',
	assignedOver: 'fte',
};

/** Refuses what cannot all be true. Source: domain.md §7, invariant 1 */
async function checked(tx: Tx, position: string): Promise<void> {
	const clash = clashIn(await factsOf(tx, position));
	if (!clash) return;
	const { key, day, is, most } = clash;
	throw new Rejected(
		(language) =>
			words(language)(`clash.${key}`, { day: dayLine(language, day), is: fteText(language, is), most: fteText(language, most) }),
		FIELD_OF[key] ?? 'from',
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

/** Somebody by name: whoever is called so already, or somebody new. Without a name always somebody new. */
export async function specialistCalled(tx: Tx, by: Writer, name: string): Promise<string> {
	if (name !== '') {
		const known = await tx
			.selectFrom('positions.specialist')
			.select('id')
			.where(lowered(sql.ref('name')), '=', name.toLowerCase())
			.orderBy('id')
			.limit(1)
			.executeTakeFirst();
		if (known) return known.id;
	}
	const { id } = await tx
		.insertInto('positions.specialist')
		.values({ region_id: by.region, name })
		.returning('id')
		.executeTakeFirstOrThrow();
	return id;
}

/**
 * Enters a position with the school it serves, and with money and people as far as they are known; the same form again adds nothing.
 * Errors: Rejected for organisations that are not in the register, and for a number that another position has
 */
export async function addPosition(tx: Tx, by: Writer, input: NewPosition): Promise<string> {
	const { position, number, school, from, until, programme, percent, fundedUntil, person, held: qualification } = input;
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
		const specialist = await specialistCalled(tx, by, person);
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
 * Something else is approved from a day on; earlier days stay. Where one school had all of the position, it has all of it still.
 * Errors: Rejected where more would be at work, or at schools, than is approved
 */
export async function changeFrom(tx: Tx, by: Coordinator, position: string, { from, ...input }: Change): Promise<void> {
	const { states, sites } = await held(tx, position);
	const next = await stateOf(tx, input);
	const old = states.find((one) => isOn(one, from));
	const later = states.filter((one) => one.from > from).map((one) => one.from);
	const until = old ? old.until : (later.sort()[0] ?? null);
	const served = sites.filter((one) => isOn(one, from));
	await replaceFrom(tx, by, position, 'state', old, from, { ...next, from, until });
	const [only, another] = served;
	if (old && only && !another && only.fte === old.fte && next.fte !== old.fte)
		await replaceFrom(tx, by, position, 'site', only, from, { ...only, fte: next.fte, from });
	await checked(tx, position);
}

/** An entry holds until a day, and another one from then on. */
async function replaceFrom<K extends Kind>(
	tx: Tx,
	by: Writer,
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

/** Puts an entry right, or adds one; what it said before is read still where somebody asks for an earlier day. */
async function keep<K extends Kind>(
	tx: Tx,
	by: Coordinator,
	position: string,
	kind: K,
	all: readonly (Entry[K] & { id: string })[],
	entry: string | null,
	next: Entry[K],
): Promise<void> {
	const old = entry === null ? undefined : all.find(({ id }) => id === entry);
	if (entry !== null && !old) throw reject('entryGone');
	if (old && isSame(old, next)) return;
	if (old) await withdraw(tx, by, kind, [old]);
	await put(tx, by, position, kind, [next]);
	await checked(tx, position);
}

/** Puts right what was approved. Errors: as changeFrom, and Rejected for an entry that somebody changed meanwhile */
export async function correctState(tx: Tx, by: Coordinator, position: string, { entry, from, until, ...input }: StateInput): Promise<void> {
	const { states } = await held(tx, position);
	if (entry === null) throw reject('entryGone');
	await keep(tx, by, position, 'state', states, entry, { ...(await stateOf(tx, input)), from, until });
}

/** Adds a school that a position serves, or puts one right. Errors: Rejected for a school that is not in the register, and for more than is approved */
export async function keepSite(tx: Tx, by: Coordinator, position: string, { entry, school, fte, from, until }: SiteInput): Promise<void> {
	const { sites } = await held(tx, position);
	await keep(tx, by, position, 'site', sites, entry, { organisation: await organisationCalled(tx, school, 'school'), fte, from, until });
}

/** Adds who pays, or puts it right. Errors: Rejected for a programme that is not there, and for one that pays already */
export async function keepFunding(
	tx: Tx,
	by: Coordinator,
	position: string,
	{ entry, programme, percent, reference, from, until }: FundingInput,
): Promise<void> {
	const { fundings } = await held(tx, position);
	if (!(await tx.selectFrom('positions.programme').select('id').where('id', '=', programme).executeTakeFirst()))
		throw reject('programmeMissing', 'programme');
	await keep(tx, by, position, 'funding', fundings, entry, { programme, percent, reference, from, until });
}

/** Adds who works in a position, or puts it right, and when and where they are reached. Errors: Rejected for more than is approved, and for a school that it does not serve */
export async function keepAssignment(tx: Tx, by: Coordinator, position: string, input: AssignmentInput): Promise<void> {
	const { assignments, sites } = await held(tx, position);
	const { entry, person, school, fte, isAbsent, held: qualification, hours, room, phone, from, until } = input;
	const served = sites.filter((one) => one.from < (until ?? OPEN) && from < (one.until ?? OPEN)).map(({ organisation }) => organisation);
	if (school !== null && !served.includes(school)) throw reject('schoolNotServed', 'school');
	const old = assignments.find(({ id }) => id === entry);
	const name =
		old && (await tx.selectFrom('positions.specialist').select('name').where('id', '=', old.specialist).executeTakeFirst())?.name;
	const specialist = old && name === person ? old.specialist : await specialistCalled(tx, by, person);
	await keep(tx, by, position, 'assignment', assignments, entry, {
		specialist,
		organisation: school,
		fte,
		isAbsent,
		qualification,
		from,
		until,
	});
	for (const organisation of new Set(school === null ? served : [school]))
		await keepContact(tx, by, { specialist, organisation, hours, room, phone });
}

async function keepContact(
	tx: Tx,
	by: Writer,
	{
		specialist,
		organisation,
		hours,
		room,
		phone,
	}: { specialist: string; organisation: string; hours: string; room: string; phone: string },
): Promise<void> {
	if (hours + room + phone === '') {
		await tx.deleteFrom('positions.contact').where('specialist_id', '=', specialist).where('organisation_id', '=', organisation).execute();
		return;
	}
	await tx
		.insertInto('positions.contact')
		.values({ region_id: by.region, specialist_id: specialist, organisation_id: organisation, hours, room, phone })
		.onConflict((conflict) => conflict.columns(['region_id', 'specialist_id', 'organisation_id']).doUpdateSet({ hours, room, phone }))
		.execute();
}

/** Takes back an entry that was wrong from the beginning. Errors: Rejected where something else needs it */
export async function drop(tx: Tx, by: Coordinator, position: string, kind: Kind, entry: string): Promise<void> {
	const facts = await held(tx, position);
	const all = { state: facts.states, site: facts.sites, funding: facts.fundings, assignment: facts.assignments }[kind];
	const old = all.find(({ id }) => id === entry);
	if (!old) throw reject('entryGone');
	await withdraw(tx, by, kind, [old]);
	await checked(tx, position);
}

/** Ends a position, with everything that would go on after its last day. Unit: lastOn = calendar day, "2027-07-31" */
export async function endPosition(tx: Tx, by: Coordinator, position: string, lastOn: string): Promise<void> {
	const { states, sites, fundings, assignments } = await held(tx, position);
	const until = dayAfter(lastOn);
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

/** Notes that somebody looked and everything is right; nothing else confirms. Source: domain.md §7, invariant 12 */
export async function confirm(tx: Tx, by: Coordinator, position: string): Promise<void> {
	await held(tx, position);
	await tx.insertInto('positions.confirmation').values({ region_id: by.region, position_id: position, made_by: by.person }).execute();
}

/** Somebody is called otherwise, wherever they work. Errors: Rejected for a name that somebody else has, and for somebody who is not there */
export async function rename(tx: Tx, _by: Coordinator, specialist: string, name: string): Promise<void> {
	await beginWriting(tx);
	const other = await tx
		.selectFrom('positions.specialist')
		.select('id')
		.where(lowered(sql.ref('name')), '=', name.toLowerCase())
		.where('id', '<>', specialist)
		.limit(1)
		.executeTakeFirst();
	if (other) throw reject('personTaken', 'person', { name });
	const done = await tx.updateTable('positions.specialist').set({ name }).where('id', '=', specialist).returning('id').executeTakeFirst();
	if (!done) throw reject('entryGone');
}

/**
 * Forgets the names of people who have worked in no position since a day, and where to reach those who work in none today. Entries stay without them.
 * Unit:   before, today = calendar days, "2027-03-16"
 */
export async function eraseSpecialists(tx: Tx, before: string, today: string): Promise<void> {
	const worksFrom = (day: string) =>
		sql<boolean>`exists (select from positions.assignment as assignment where assignment.region_id = specialist.region_id and assignment.specialist_id = specialist.id
			and assignment.known_until is null and (assignment.valid_until is null or assignment.valid_until > ${day}))`;
	await tx
		.deleteFrom('positions.contact')
		.where('specialist_id', 'in', (eb) =>
			eb
				.selectFrom('positions.specialist as specialist')
				.select('specialist.id')
				.where((one) => one.not(worksFrom(today))),
		)
		.execute();
	await tx
		.updateTable('positions.specialist as specialist')
		.set({ name: '' })
		.where('name', '<>', '')
		.where((eb) => eb.not(worksFrom(before)))
		.execute();
}

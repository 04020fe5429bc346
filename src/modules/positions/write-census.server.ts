// Censuses: begun, schools asked and reminded, their answers, and what was done about them.
import { sql } from 'kysely';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import * as mail from '#platform/mail/mail.ts';
import { Rejected } from '#platform/rejected.ts';
import type { Respondent } from './access.ts';
import { askedSchool, censusOf, rowsOf, schoolsToAsk } from './read-census.server.ts';
import { type Asked, isToBeAsked } from './rules-census.ts';
import type { CensusInput, ReplyInput } from './schema-census.ts';
import { words } from './words.ts';
import { beginWriting } from './write-entry.server.ts';

const reject = (
	key: 'censusOver' | 'censusGone' | 'linkEnded' | 'noteMissing' | 'rowsChanged' | 'noSchools' | 'dueBeforeToday',
	field?: string,
) => new Rejected((language) => words(language)(key), field);

/**
 * Begins a census: every school that is there is asked, by mail as far as it has an address; the same form again begins none.
 * Unit:   today = calendar day
 * Errors: Rejected without a school, and for a last day that is over
 */
export async function beginCensus(tx: Tx, by: Coordinator, input: CensusInput, today: string, now: Date): Promise<string> {
	const { census: id, name, referenceOn, dueOn, note } = input;
	if (dueOn < today) throw reject('dueBeforeToday', 'dueOn');
	const schools = await schoolsToAsk(tx, by);
	if (schools.length === 0) throw reject('noSchools');
	const made = await tx
		.insertInto('positions.census')
		.values({ region_id: by.region, id, name, reference_on: referenceOn, due_on: dueOn, note, opened_at: now, opened_by: by.person })
		.onConflict((conflict) => conflict.doNothing())
		.returning('id')
		.executeTakeFirst();
	if (!made) return id;
	await sql`insert into positions.census_school (region_id, census_id, organisation_id)
		select ${by.region}, ${id}, organisation from unnest(${sql.val(schools.map((one) => one.id))}::uuid[]) as organisation`.execute(tx);
	await askDue(tx, by, id, now);
	return id;
}

/** A census that is not over, kept from being changed by others until the transaction ends. Errors: Rejected for one that is over, and where there is none */
async function open(tx: Tx, census: string): Promise<{ referenceOn: string }> {
	const row = await tx
		.selectFrom('positions.census')
		.select(['reference_on as referenceOn', 'ended_at as endedAt'])
		.where('id', '=', census)
		.forUpdate()
		.executeTakeFirst();
	if (!row) throw reject('censusGone');
	if (row.endedAt) throw reject('censusOver');
	return row;
}

/** Asks every school by mail that has not answered, has an address, and was not asked in the last days; how many they are. Errors: as open */
export async function askDue(tx: Tx, by: Coordinator, census: string, now: Date): Promise<number> {
	await open(tx, census);
	const due = ((await censusOf(tx, by, census))?.asked ?? []).filter((one) => isToBeAsked(one, now)).map(({ id }) => id);
	if (due.length === 0) return 0;
	await tx
		.updateTable('positions.census_school')
		.set({ asked_at: sql`coalesce(asked_at, ${now})`, reminded_at: sql`case when asked_at is null then null else ${now}::timestamptz end` })
		.where('id', 'in', due)
		.execute();
	await mail.enqueue(tx, by.region, 'positions.census', ...due.map((asked) => ({ asked })));
	return due.length;
}

async function keepAnswer(
	tx: Tx,
	asked: string,
	{ answer, note }: Pick<ReplyInput, 'answer' | 'note'>,
	seen: string,
	now: Date,
): Promise<void> {
	if (answer === 'wrong' && note === '') throw reject('noteMissing', 'note');
	await tx
		.updateTable('positions.census_school')
		.set({ answer, note: answer === 'right' ? '' : note, seen: answer === 'right' ? seen : '', answered_at: now, settled_at: null })
		.where('id', '=', asked)
		.execute();
}

/** Notes what a school said, and confirms its positions on the day of the census where all is right; said again of the same rows, it changes nothing. */
async function noteAnswer(
	tx: Tx,
	by: { region: number; person: string | null },
	{ asked, referenceOn, seen }: { asked: Asked; referenceOn: string; seen: string | null },
	input: Pick<ReplyInput, 'answer' | 'note'>,
	now: Date,
): Promise<void> {
	const shown = await rowsOf(tx, by.region, asked.organisation, referenceOn);
	if (input.answer === 'right' && seen !== null && seen !== shown.seen) throw reject('rowsChanged');
	if (input.answer === 'right' && asked.answer === 'right' && asked.seen === shown.seen) return;
	await keepAnswer(tx, asked.id, input, shown.seen, now);
	if (input.answer !== 'right' || shown.rows.length === 0) return;
	const about = { region_id: by.region, organisation_id: asked.organisation, about_on: referenceOn, made_by: by.person };
	await tx
		.insertInto('positions.confirmation')
		.values(shown.rows.map(({ position }) => ({ ...about, position_id: position })))
		.execute();
}

/**
 * What a school says of its positions by its link; "right" confirms each of them. It may say otherwise until the census is over.
 * Errors: Rejected for a link that ended, once the census is over, and where something has changed since the school looked
 */
export async function answerCensus(tx: Tx, by: Respondent, input: ReplyInput, now: Date): Promise<void> {
	const { referenceOn } = await open(tx, by.census);
	await beginWriting(tx);
	const found = await askedSchool(tx, by.asked);
	if (found?.asked.email !== by.address) throw reject('linkEnded');
	await noteAnswer(tx, { region: by.region, person: null }, { asked: found.asked, referenceOn, seen: input.seen }, input, now);
}

/** What a school said to the coordination. Errors: Rejected once the census is over, and for a school that was not asked */
export async function answerFor(
	tx: Tx,
	by: Coordinator,
	census: string,
	asked: string,
	input: Pick<ReplyInput, 'answer' | 'note'>,
	now: Date,
): Promise<void> {
	const { referenceOn } = await open(tx, census);
	await beginWriting(tx);
	const found = await askedSchool(tx, asked);
	if (found?.census.id !== census) throw reject('censusGone');
	await noteAnswer(tx, by, { asked: found.asked, referenceOn, seen: null }, input, now);
}

/** Gives schools another last day to answer. Unit: today = calendar day. Errors: Rejected for a day that is over, and once the census is over */
export async function moveDue(tx: Tx, _by: Coordinator, census: string, dueOn: string, today: string): Promise<void> {
	if (dueOn < today) throw reject('dueBeforeToday', 'dueOn');
	await open(tx, census);
	await tx.updateTable('positions.census').set({ due_on: dueOn }).where('id', '=', census).execute();
}

/** Notes that what a school called wrong has been dealt with. Errors: Rejected for a school that was not asked */
export async function settle(tx: Tx, _by: Coordinator, census: string, asked: string, now: Date): Promise<void> {
	const done = await tx
		.updateTable('positions.census_school')
		.set({ settled_at: now })
		.where('id', '=', asked)
		.where('census_id', '=', census)
		.where('answer', '=', 'wrong')
		.returning('id')
		.executeTakeFirst();
	if (!done) throw reject('censusGone');
}

/** Ends a census: nobody is asked and nobody answers any more, and its links end. One that is over stays so. */
export async function endCensus(tx: Tx, _by: Coordinator, census: string, now: Date): Promise<void> {
	await tx.updateTable('positions.census').set({ ended_at: now }).where('id', '=', census).where('ended_at', 'is', null).execute();
}

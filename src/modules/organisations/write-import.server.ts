// Lists of schools: taken over in one act, and taken back in one.
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Coordinator } from '#modules/people/access.ts';
import { addMunicipalities, dropMunicipalities, type Placed, placeInAreas, takeFromAreas } from '#modules/places/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { Rejected } from '#platform/rejected.ts';
import { bare } from '#platform/sheet/columns.ts';
import type { Table } from '#platform/sheet/csv.ts';
import { dayOf } from '#platform/time/time.ts';
import { knownSchools, otherNames } from './read-import.server.ts';
import { areasIn, countsOf, type Fate, type KnownSchool, readSchools, type SchoolRow } from './rules-import.ts';
import { columnsOf, type SchoolFacts, type SchoolField } from './rules-school.ts';
import { words } from './words.ts';

/** Rows that are taken over at once. */
export const MOST_ROWS = 20_000;

const MOST_COLUMNS = 200;

const reject = (key: Parameters<ReturnType<typeof words>>[0], values?: Record<string, string | number>) =>
	new Rejected((language) => words(language)(key, values), 'file');

/**
 * What would be taken over from a list of schools; nothing is changed.
 * Errors: Rejected for a list without names or places, and for one that is too long or too wide
 */
export async function previewSchools(
	tx: Tx,
	{ headings, rows }: Table,
	columns: readonly (SchoolField | '')[],
	denied: ReadonlySet<number> = new Set(),
): Promise<SchoolRow[]> {
	if (headings.length > MOST_COLUMNS) throw reject('import.tooWide', { most: MOST_COLUMNS });
	if (!columns.includes('name') || !columns.includes('town'))
		throw reject('import.noColumns', { headings: headings.join(', ').slice(0, 200) });
	if (rows.length === 0) throw reject('import.empty');
	if (rows.length > MOST_ROWS) throw reject('import.tooMany', { rows: rows.length, most: MOST_ROWS });
	return readSchools(columns, rows, await knownSchools(tx), await otherNames(tx), denied);
}

const COLUMNS = {
	number: 'school_number',
	name: 'name',
	forms: 'school_forms',
	carrier: 'carrier',
	street: 'street',
	postcode: 'postcode',
	town: 'town',
	ags: 'ags',
	phone: 'phone',
	email: 'email',
	website: 'website',
	latitude: 'latitude',
	longitude: 'longitude',
} as const;

const YEARLY = ['pupils', 'socialIndex', 'source'] as const;

type Facts = Partial<SchoolFacts>;

/** What facts are as columns of an organisation. */
const columnsFor = (facts: Facts) =>
	Object.fromEntries(
		Object.entries(COLUMNS).flatMap(([field, column]) => {
			const value = facts[field as keyof typeof COLUMNS];
			if (value === undefined) return [];
			// Without a number or a key there is none, not an empty one.
			return [[column, (column === 'school_number' || column === 'ags') && value === '' ? null : value]];
		}),
	);

/** The same for an organisation that is there: whoever was reached by an address that becomes another one comes by their link no more. */
const changing = (facts: Facts) => ({
	...columnsFor(facts),
	...(facts.email === undefined
		? {}
		: { link_version: sql<number>`link_version + case when email not in ('', ${facts.email}) then 1 else 0 end` }),
});

const yearOf = (region: number, id: string, { year = '', pupils = null, socialIndex = null, source = '' }: Facts) => ({
	region_id: region,
	organisation_id: id,
	year,
	pupils,
	social_index: socialIndex,
	source,
});

async function saveYears(tx: Tx, rows: readonly ReturnType<typeof yearOf>[]): Promise<void> {
	if (rows.length === 0) return;
	await tx
		.insertInto('organisations.school_year')
		.values([...rows])
		.onConflict((conflict) =>
			conflict.columns(['region_id', 'organisation_id', 'year']).doUpdateSet((eb) => ({
				pupils: eb.ref('excluded.pupils'),
				social_index: eb.ref('excluded.social_index'),
				source: eb.ref('excluded.source'),
			})),
		)
		.execute();
}

/** Rows that one statement inserts: a statement has 65,535 values at most. */
const AT_ONCE = 2_000;

async function inPieces<Row>(rows: readonly Row[], work: (piece: Row[]) => Promise<unknown>): Promise<void> {
	for (let at = 0; at < rows.length; at += AT_ONCE) await work(rows.slice(at, at + AT_ONCE));
}

/** Who takes a list over: somebody with an account, or null from the command line. */
export interface Importer {
	region: number;
	person: string | null;
}

/** Two lists at once would both find a school missing; what is read stays as it is until the transaction ends. */
async function holdSchools(tx: Tx, region: number): Promise<void> {
	await sql`select pg_advisory_xact_lock(hashtext('schools'), ${region})`.execute(tx);
	await tx.selectFrom('organisations.organisation').select('id').where('type', '=', 'school').orderBy('id').forUpdate().execute();
}

/** A change, as undoing needs it. Shape: before = null for a school that was new; year facts only with their year */
interface Noted {
	line: number;
	organisation: string;
	before: Facts | null;
	after: Facts;
}

function noted(row: SchoolRow, known: KnownSchool): Noted {
	const facts = row.facts as SchoolFacts;
	const changed = new Set(row.changes.map(({ field }) => field));
	const [before, after]: [Facts, Facts] = [{}, {}];
	for (const field of Object.keys(COLUMNS) as (keyof typeof COLUMNS)[])
		if (changed.has(field)) {
			Object.assign(before, { [field]: known[field] });
			Object.assign(after, { [field]: facts[field] });
		}
	if (YEARLY.some((field) => changed.has(field))) {
		const was = known.years[facts.year];
		if (was) Object.assign(before, { ...was, year: facts.year });
		const now = { pupils: facts.pupils ?? was?.pupils ?? null, socialIndex: facts.socialIndex ?? was?.socialIndex ?? null };
		Object.assign(after, { ...now, source: facts.source || (was?.source ?? ''), year: facts.year });
	}
	return { line: row.line, organisation: known.id, before, after };
}

/**
 * Takes a list of schools over, all that can be read and contradicts nothing, in one act that can be taken back; the same list again changes nothing.
 * Shape:  id = of the list, to take it back by; null where it changed nothing; denied = lines that are not the school of their name and place
 * Errors: as previewSchools
 */
export async function importSchools(
	tx: Tx,
	by: Importer,
	table: Table,
	{ name, columns, denied }: { name: string; columns: readonly (SchoolField | '')[]; denied?: ReadonlySet<number> },
	now: Date,
): Promise<{ id: string | null; rows: SchoolRow[]; counts: Record<Fate, number> }> {
	await holdSchools(tx, by.region);
	const rows = await previewSchools(tx, table, columns, denied);
	const known = new Map((await knownSchools(tx)).map((one) => [one.id, one]));
	const municipalities = await addMunicipalities(tx, by.region, municipalitiesOf(rows));
	const changes: Noted[] = rows.flatMap((row) => {
		if (row.fate === 'new' && row.facts) return [{ line: row.line, organisation: randomUUID(), before: null, after: row.facts }];
		return row.fate === 'changed' && row.match ? [noted(row, known.get(row.match) as KnownSchool)] : [];
	});
	const fresh = changes.filter(({ before }) => before === null);
	await inPieces(fresh, (piece) =>
		tx
			.insertInto('organisations.organisation')
			.values(piece.map(({ organisation: id, after }) => ({ region_id: by.region, id, type: 'school', ...columnsFor(after) }) as never))
			.execute(),
	);
	for (const { organisation, before, after } of changes)
		if (before !== null && Object.keys(columnsFor(after)).length > 0)
			await tx.updateTable('organisations.organisation').set(changing(after)).where('id', '=', organisation).execute();
	const hasYear = ({ year, pupils, socialIndex }: Facts) => Boolean(year) && (pupils != null || socialIndex != null);
	const years = changes.filter(({ after }) => hasYear(after)).map(({ organisation, after }) => yearOf(by.region, organisation, after));
	await inPieces(years, (piece) => saveYears(tx, piece));
	const areas = await placeInAreas(tx, by.region, areasIn(rows), dayOf(now));
	await rememberHeadings(tx, by.region, table.headings, columns);
	const counts = countsOf(rows);
	// A list that says what is known already leaves nothing to be taken back.
	if (changes.length + areas.length === 0) return { id: null, rows, counts };
	const id = randomUUID();
	const facts = {
		at: now,
		person_id: by.person,
		name: name.slice(0, 200),
		counts: JSON.stringify(counts),
		municipalities,
		areas: JSON.stringify(areas),
	};
	await tx
		.insertInto('organisations.import')
		.values({ region_id: by.region, id, ...facts })
		.execute();
	await inPieces(changes, (piece) =>
		tx
			.insertInto('organisations.import_change')
			.values(
				piece.map(({ line, organisation, before, after }) => ({
					region_id: by.region,
					import_id: id,
					organisation_id: organisation,
					line,
					before: before && JSON.stringify(before),
					after: JSON.stringify(after),
				})),
			)
			.execute(),
	);
	return { id, rows, counts };
}

/** Municipalities that rows name by their key, each called as the place of its first school. */
function municipalitiesOf(rows: readonly SchoolRow[]): { ags: string; name: string }[] {
	const taken = rows.filter(({ fate }) => fate === 'new' || fate === 'changed').flatMap(({ facts }) => (facts?.ags ? [facts] : []));
	return [...new Map(taken.toReversed().map(({ ags, town }) => [ags, { ags, name: town }])).values()];
}

/** Of these municipalities those in which no organisation lies. */
async function withoutOrganisation(tx: Tx, keys: readonly string[]): Promise<string[]> {
	if (keys.length === 0) return [];
	const rows = await tx.selectFrom('organisations.organisation').select('ags').distinct().where('ags', 'in', keys).execute();
	const used = new Set(rows.map(({ ags }) => ags));
	return keys.filter((ags) => !used.has(ags));
}

async function rememberHeadings(
	tx: Tx,
	region: number,
	headings: readonly string[],
	columns: readonly (SchoolField | '')[],
): Promise<void> {
	// Only what somebody said otherwise than the heading does: a guess is made anew each time.
	const guessed = columnsOf(headings, new Map());
	const meant = new Map(
		headings
			.flatMap((heading, at): [string, SchoolField | ''][] =>
				bare(heading) === '' || columns[at] === guessed[at] ? [] : [[bare(heading).slice(0, 200), columns[at] ?? '']],
			)
			.toReversed(),
	);
	if (meant.size === 0) return;
	await tx
		.insertInto('organisations.import_heading')
		.values([...meant].map(([heading = '', field = '']) => ({ region_id: region, heading, field })))
		.onConflict((conflict) => conflict.columns(['region_id', 'heading']).doUpdateSet((eb) => ({ field: eb.ref('excluded.field') })))
		.execute();
}

const NAMED = 5;

/**
 * Takes a list back: what was new goes, what changed is as it was before. All or nothing; the same again changes nothing.
 * Errors: Rejected when somebody has changed since what it brought, or a school that came with it is needed elsewhere
 */
export async function undoImport(tx: Tx, by: Coordinator, id: string, now: Date): Promise<void> {
	await holdSchools(tx, by.region);
	const list = await tx
		.selectFrom('organisations.import')
		.select(['municipalities', 'areas', 'at', 'undone_at as undoneAt'])
		.where('id', '=', id)
		.executeTakeFirst();
	if (!list) throw reject('import.gone');
	if (list.undoneAt) return;
	const changes = (await tx
		.selectFrom('organisations.import_change')
		.select(['organisation_id as organisation', 'line', 'before', 'after'])
		.where('import_id', '=', id)
		.execute()) as unknown as Noted[];
	const known = new Map((await knownSchools(tx)).map((one) => [one.id, one]));
	const worded = await wordedSince(tx, changes);
	const touched = changes.filter(({ organisation, after }) => {
		const school = known.get(organisation);
		return !school || worded.has(organisation) || differs(school, after);
	});
	if (touched.length > 0)
		throw reject('import.touched', {
			count: touched.length,
			names: touched
				.slice(0, NAMED)
				.map(({ organisation, after }) => known.get(organisation)?.name ?? after.name ?? '')
				.join(', '),
		});
	const fresh = changes.filter(({ before }) => before === null).map(({ organisation }) => organisation);
	for (const { organisation, before, after } of changes) {
		if (before === null) continue;
		if (Object.keys(columnsFor(before)).length > 0)
			await tx.updateTable('organisations.organisation').set(changing(before)).where('id', '=', organisation).execute();
		if (before.year) await saveYears(tx, [yearOf(by.region, organisation, before)]);
		else if (after.year)
			await tx.deleteFrom('organisations.school_year').where('organisation_id', '=', organisation).where('year', '=', after.year).execute();
	}
	try {
		await inPieces(fresh, (piece) => tx.deleteFrom('organisations.school_year').where('organisation_id', 'in', piece).execute());
		await inPieces(fresh, (piece) => tx.deleteFrom('organisations.organisation').where('id', 'in', piece).execute());
	} catch (error) {
		if ((error as { code?: string }).code === '23503') throw reject('import.needed');
		throw error;
	}
	await takeFromAreas(tx, list.areas as unknown as Placed[], dayOf(list.at));
	await dropMunicipalities(tx, await withoutOrganisation(tx, list.municipalities));
	await tx.updateTable('organisations.import').set({ undone_at: now }).where('id', '=', id).execute();
}

/** Of schools that came with a list those about which somebody has said something since: in words, by confirming or asking, or with a later list. */
async function wordedSince(tx: Tx, changes: readonly Noted[]): Promise<Set<string>> {
	const fresh = new Map(changes.filter(({ before }) => before === null).map((one) => [one.organisation, one.after]));
	if (fresh.size === 0) return new Set();
	const said = await tx
		.selectFrom('organisations.organisation')
		.select('id')
		.where(
			sql<boolean>`opening_hours || possibilities || limits || ways_of_working <> '' or coalesce(verified_at, asked_at, archived_at) is not null
				or exists (select from organisations.disclosure said where said.region_id = organisation.region_id and said.organisation_id = organisation.id)
				or exists (select from organisations.contact as contact where contact.region_id = organisation.region_id and contact.organisation_id = organisation.id)`,
		)
		.execute();
	const years = await tx.selectFrom('organisations.school_year').select(['organisation_id as id', 'year']).execute();
	const later = years.filter(({ id, year }) => fresh.has(id) && fresh.get(id)?.year !== year);
	return new Set([...said, ...later].map(({ id }) => id).filter((id) => fresh.has(id)));
}

/** Whether a school is otherwise by now than a list left it. */
function differs(school: KnownSchool, after: Facts): boolean {
	const isOther = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);
	const fields = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
	if (fields.some((field) => after[field] !== undefined && isOther(school[field], after[field]))) return true;
	const year = after.year ? school.years[after.year] : undefined;
	return Boolean(year) && YEARLY.some((field) => after[field] !== undefined && isOther(year?.[field], after[field]));
}

// Censuses: who was asked, who has answered, and the links by which schools do.
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { isId } from '#platform/form.ts';
import { isSigned, keyFor, linkParts, sign } from '#platform/session/secret.ts';
import { type Respondent, respondent } from './access.ts';
import { standings } from './read.server.ts';
import { type Answer, type Asked, type Row, rowsAt } from './rules-census.ts';

/** A census as its schools know it. */
export interface Census {
	id: string;
	name: string;
	referenceOn: string;
	dueOn: string;
	note: string;
	endedAt: Date | null;
}

const censusColumns = ['id', 'name', 'reference_on as referenceOn', 'due_on as dueOn', 'note', 'ended_at as endedAt'] as const;

/** Censuses, the latest first, each with how many schools it asks, how many have answered, and how many answers are to be dealt with. One query. */
export async function censuses(tx: Tx, _by: Coordinator): Promise<(Census & { all: number; answered: number; wrong: number })[]> {
	const counted = sql<number>`count(school.id)`;
	return tx
		.selectFrom('positions.census as census')
		.leftJoin('positions.census_school as school', (join) =>
			join.onRef('school.region_id', '=', 'census.region_id').onRef('school.census_id', '=', 'census.id'),
		)
		.leftJoin('organisations.organisation as organisation', (join) =>
			join.onRef('organisation.region_id', '=', 'school.region_id').onRef('organisation.id', '=', 'school.organisation_id'),
		)
		.select([
			'census.id',
			'census.name',
			'census.reference_on as referenceOn',
			'census.due_on as dueOn',
			'census.note',
			'census.ended_at as endedAt',
			sql<number>`${counted} filter (where school.answer is not null or organisation.archived_at is null)`.as('all'),
			sql<number>`${counted} filter (where school.answer is not null)`.as('answered'),
			sql<number>`${counted} filter (where school.answer = 'wrong' and school.settled_at is null)`.as('wrong'),
		])
		.groupBy(['census.region_id', 'census.id'])
		.orderBy('census.opened_at', 'desc')
		.execute();
}

/** Schools of a census; those that are there no longer only where they have answered. */
async function askedIn(tx: Tx, { census, id }: { census?: string; id?: string } = {}): Promise<(Asked & { census: string })[]> {
	const rows = await tx
		.selectFrom('positions.census_school as school')
		.innerJoin('organisations.organisation as organisation', (join) =>
			join.onRef('organisation.region_id', '=', 'school.region_id').onRef('organisation.id', '=', 'school.organisation_id'),
		)
		.select([
			'school.id',
			'school.census_id as census',
			'school.organisation_id as organisation',
			'organisation.name',
			'organisation.town',
			'organisation.email',
			'school.asked_at as askedAt',
			'school.reminded_at as remindedAt',
			'school.answered_at as answeredAt',
			'school.answer',
			'school.note',
			'school.settled_at as settledAt',
			'school.seen',
		])
		.where((eb) => eb.or([eb('organisation.archived_at', 'is', null), eb('school.answer', 'is not', null)]))
		.$if(census !== undefined, (query) => query.where('school.census_id', '=', census as string))
		.$if(id !== undefined, (query) => query.where('school.id', '=', id as string))
		.orderBy(sql`organisation.name collate "de-x-icu"`)
		.orderBy('organisation.town')
		.execute();
	return rows.map((row) => ({ ...row, answer: row.answer as Answer | null }));
}

/** One census with its schools, by name; undefined where there is none. Two queries. */
export async function censusOf(tx: Tx, _by: Coordinator, id: string): Promise<(Census & { asked: Asked[] }) | undefined> {
	if (!isId(id)) return undefined;
	const row = await tx.selectFrom('positions.census').select(censusColumns).where('id', '=', id).executeTakeFirst();
	return row && { ...row, asked: await askedIn(tx, { census: id }) };
}

/** Schools that a census that begins now would ask, by name: those that are there, each with its address or ''. */
export async function schoolsToAsk(tx: Tx, _by: Coordinator): Promise<{ id: string; name: string; email: string }[]> {
	return tx
		.selectFrom('organisations.organisation')
		.select(['id', 'name', 'email'])
		.where('type', '=', 'school')
		.where('archived_at', 'is', null)
		.orderBy(sql`name collate "de-x-icu"`)
		.execute();
}

/** A school in a census, as it is asked; undefined where there is none. */
export async function askedSchool(tx: Tx, id: string): Promise<{ census: Census; asked: Asked } | undefined> {
	if (!isId(id)) return undefined;
	const [found] = await askedIn(tx, { id });
	if (!found) return undefined;
	const { census, ...asked } = found;
	return {
		census: await tx.selectFrom('positions.census').select(censusColumns).where('id', '=', census).executeTakeFirstOrThrow(),
		asked,
	};
}

const PURPOSE = 'census link';
// A school that is reached by another address comes by its earlier link no more.
const signed = ({ id, email }: Pick<Asked, 'id' | 'email'>) => `census ${id} ${email}`;

/** The token by which a school answers; never stored, and another one once its address has changed. */
export async function censusToken(tx: Tx, region: number, asked: Pick<Asked, 'id' | 'email'>): Promise<string> {
	return `${asked.id}.${sign(await keyFor(tx, region, PURPOSE), signed(asked))}`;
}

/** The proof that somebody came by the link of a school in a census; undefined otherwise. */
export async function respondentBy(
	tx: Tx,
	region: number,
	token: string,
): Promise<{ by: Respondent; census: Census; asked: Asked } | undefined> {
	const [id, signature] = linkParts(token);
	const found = id ? await askedSchool(tx, id) : undefined;
	if (!found || !isSigned(await keyFor(tx, region, PURPOSE), signed(found.asked), signature)) return undefined;
	const { asked, census } = found;
	return {
		by: respondent({ region, asked: asked.id, census: census.id, organisation: asked.organisation, address: asked.email }),
		census,
		asked,
	};
}

/** A row of a school as it is shown, with the names that stand in it. */
export interface NamedRow extends Row {
	employerName: string;
	names: string[];
}

/** What a school is asked to look at, and what stands for it: another text, once anything that is shown changes. */
export async function rowsOf(tx: Tx, region: number, organisation: string, day: string): Promise<{ rows: NamedRow[]; seen: string }> {
	const all = rowsAt(await standings(tx, { region }, { day, known: null }, { school: organisation }), organisation, day);
	const named = async (table: 'positions.specialist' | 'organisations.organisation', ids: readonly string[]) =>
		new Map(
			ids.length === 0
				? []
				: (await tx.selectFrom(table).select(['id', 'name']).where('id', 'in', ids).execute()).map(({ id, name }) => [id, name] as const),
		);
	const people = await named(
		'positions.specialist',
		all.flatMap((row) => row.people.map(({ specialist }) => specialist)),
	);
	const employers = await named(
		'organisations.organisation',
		all.flatMap(({ employer }) => employer ?? []),
	);
	const rows = all.map((row) => ({
		...row,
		employerName: (row.employer && employers.get(row.employer)) || '',
		names: row.people.map(({ specialist }) => people.get(specialist) ?? ''),
	}));
	const shown = rows.map(({ position, number, employerName, fte, people: working, names }) => [
		position,
		number,
		employerName,
		fte,
		working.map((one, at) => [names[at], one.fte, one.isAbsent].join()).sort(),
	]);
	return { rows, seen: createHash('sha256').update(JSON.stringify(shown.sort())).digest('hex') };
}

// Censuses: who was asked, who has answered, and the links by which schools do.
import { sql } from 'kysely';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { isId } from '#platform/form.ts';
import { isSigned, keyFor, linkParts, sign } from '#platform/session/secret.ts';
import { type Respondent, respondent } from './access.ts';
import { type Answer, type Asked, progressOf } from './rules-census.ts';

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

/** All censuses, the latest first, each with how far it is. Two queries. */
export async function censuses(tx: Tx, _by: Coordinator): Promise<(Census & { progress: ReturnType<typeof progressOf> })[]> {
	const rows = await tx.selectFrom('positions.census').select(censusColumns).orderBy('opened_at', 'desc').execute();
	const asked = Map.groupBy(await askedIn(tx), ({ census }) => census);
	return rows.map((row) => ({ ...row, progress: progressOf(asked.get(row.id) ?? []) }));
}

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
			'school.link_version as link',
		])
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
const signed = (id: string, version: number) => `census ${id} ${version}`;

/** The token by which a school answers; never stored. */
export async function censusToken(tx: Tx, region: number, { id, link }: Pick<Asked, 'id' | 'link'>): Promise<string> {
	return `${id}.${sign(await keyFor(tx, region, PURPOSE), signed(id, link))}`;
}

/** The proof that somebody came by the link of a school in a census; undefined otherwise. */
export async function respondentBy(
	tx: Tx,
	region: number,
	token: string,
): Promise<{ by: Respondent; census: Census; asked: Asked } | undefined> {
	const [id, signature] = linkParts(token);
	const found = id ? await askedSchool(tx, id) : undefined;
	if (!found || !isSigned(await keyFor(tx, region, PURPOSE), signed(found.asked.id, found.asked.link), signature)) return undefined;
	const { asked, census } = found;
	return {
		by: respondent({ region, asked: asked.id, census: census.id, organisation: asked.organisation, link: asked.link }),
		census,
		asked,
	};
}

// What people agreed to hold, in its versions.
import type { Actor } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { isId } from '#platform/form.ts';
import { type StatementKeeper, statementKeeperAs } from './access.ts';
import { isTold } from './read.server.ts';
import type { Criterion, StatementKind, StatementVersion, Status } from './rules-statement.ts';

/** A statement with all its versions, the last one being the one that counts. */
export interface Statement {
	id: string;
	kind: StatementKind;
	meeting: { id: string; slug: string; title: string } | null;
	isPublic: boolean;
	versions: StatementVersion[];
}

const statements = (tx: Tx) =>
	tx
		.selectFrom('thread.statement as statement')
		.leftJoin('events.meeting as meeting', (join) =>
			join.onRef('meeting.region_id', '=', 'statement.region_id').onRef('meeting.id', '=', 'statement.meeting_id'),
		)
		.select([
			'statement.id',
			'statement.kind',
			'statement.is_public as isPublic',
			'meeting.id as meeting',
			'meeting.slug',
			'meeting.title as meetingTitle',
		])
		.orderBy('statement.id');

async function whole(tx: Tx, rows: Awaited<ReturnType<ReturnType<typeof statements>['execute']>>): Promise<Statement[]> {
	if (rows.length === 0) return [];
	const versions = await tx
		.selectFrom('thread.statement_version as version')
		.innerJoin('people.person as person', (join) =>
			join.onRef('person.region_id', '=', 'version.region_id').onRef('person.id', '=', 'version.actor_id'),
		)
		.select((eb) => [
			'statement_id as statement',
			'number',
			'title',
			'wording',
			'status',
			eb.cast<string | null>('said_on', 'text').as('on'),
			'criteria',
			'at',
			'person.name as by',
		])
		.where(
			'statement_id',
			'in',
			rows.map(({ id }) => id),
		)
		.orderBy('number')
		.execute();
	const own = Map.groupBy(versions, ({ statement }) => statement);
	return rows.map(({ id, kind, isPublic, meeting, slug, meetingTitle }) => ({
		id,
		kind: kind as StatementKind,
		isPublic,
		meeting: meeting === null ? null : { id: meeting, slug: slug ?? '', title: meetingTitle ?? '' },
		versions: (own.get(id) ?? []).map(({ statement: _, status, on, criteria, ...version }) => ({
			...version,
			status: status as Status,
			on: on ?? '',
			criteria: criteria as unknown as Criterion[],
		})),
	}));
}

/** All statements of the region, or those of some meetings; two queries. For those who may read of them only. */
export async function statementsOf(tx: Tx, meetings: readonly string[] | null): Promise<Statement[]> {
	if (meetings?.length === 0) return [];
	return whole(
		tx,
		await statements(tx)
			.$if(meetings !== null, (query) => query.where('statement.meeting_id', 'in', meetings ?? []))
			.execute(),
	);
}

/** The statement of a proof. */
export async function statementOf(tx: Tx, by: Pick<StatementKeeper, 'statement'>): Promise<Statement> {
	const [statement] = await whole(tx, await statements(tx).where('statement.id', '=', by.statement).execute());
	if (!statement) throw new Error('a statement that somebody keeps is there');
	return statement;
}

/** A statement with the proof that somebody keeps it; undefined for any other. */
export async function statementFor(tx: Tx, actor: Actor, id: string): Promise<{ statement: Statement; by: StatementKeeper } | undefined> {
	if (!isId(id)) return undefined;
	const [statement] = await whole(tx, await statements(tx).where('statement.id', '=', id).execute());
	const by = statement && statementKeeperAs(actor, { id, meeting: statement.meeting?.id ?? null });
	return by && { statement, by };
}

/** A statement that everybody may read: made public, and more than a draft; undefined for any other. */
export async function publicStatement(tx: Tx, id: string): Promise<Statement | undefined> {
	if (!isId(id)) return undefined;
	const [statement] = await whole(
		tx,
		await statements(tx)
			.where('statement.id', '=', id)
			.where('statement.is_public', '=', true)
			.where(isTold('statement.meeting_id'))
			.execute(),
	);
	return statement?.versions.at(-1)?.status === 'draft' ? undefined : statement;
}

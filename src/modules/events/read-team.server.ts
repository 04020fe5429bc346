import { sql } from 'kysely';
import type { Tx } from '#platform/db/database.ts';
import { isSigned, keyFor, linkParts, sign } from '#platform/session/secret.ts';
import { type Organiser, type TeamInvitee, teamInvitee } from './access.ts';

/** Somebody of an organising team, or who answers for a meeting. */
export interface Member {
	person: string;
	name: string;
	email: string;
	function: string;
	/** Where they work today. */
	organisation: string;
}

/** The organising team of a meeting, by name. */
export async function team(tx: Tx, organiser: Organiser): Promise<Member[]> {
	const rows = await tx
		.selectFrom('events.team_member as member')
		.innerJoin('people.person as person', (join) =>
			join.onRef('person.region_id', '=', 'member.region_id').onRef('person.id', '=', 'member.person_id'),
		)
		.select((eb) => [
			'person.id as person',
			'person.name',
			'person.email',
			'member.function',
			eb
				.selectFrom('organisations.membership as work')
				.innerJoin('organisations.organisation as organisation', (join) =>
					join.onRef('organisation.region_id', '=', 'work.region_id').onRef('organisation.id', '=', 'work.organisation_id'),
				)
				.select(sql<string>`string_agg(organisation.name, ', ' order by work.valid_from)`.as('names'))
				.whereRef('work.region_id', '=', 'person.region_id')
				.whereRef('work.person_id', '=', 'person.id')
				.where('work.valid_until', 'is', null)
				.as('organisation'),
		])
		.where('member.meeting_id', '=', organiser.meeting)
		.orderBy(sql`person.name collate "de-x-icu"`)
		.execute();
	return rows.map((row) => ({ ...row, organisation: row.organisation ?? '' }));
}

/** Who answers for a meeting and who stands in, as far as somebody does. */
export async function leads(tx: Tx, by: Organiser): Promise<{ kind: 'lead' | 'deputy'; person: string; name: string; since: Date }[]> {
	const rows = await tx
		.selectFrom('events.lead as lead')
		.innerJoin('people.person as person', (join) =>
			join.onRef('person.region_id', '=', 'lead.region_id').onRef('person.id', '=', 'lead.person_id'),
		)
		.select(['lead.kind', 'person.id as person', 'person.name', 'lead.since'])
		.where('lead.meeting_id', '=', by.meeting)
		.orderBy('lead.kind', 'desc')
		.execute();
	return rows.map((row) => ({ ...row, kind: row.kind as 'lead' | 'deputy' }));
}

/** The coordinators of the region, by name: they see every meeting. */
export async function coordinators(tx: Tx, _by: Organiser): Promise<{ person: string; name: string }[]> {
	return tx
		.selectFrom('people.role as role')
		.innerJoin('people.person as person', (join) =>
			join.onRef('person.region_id', '=', 'role.region_id').onRef('person.id', '=', 'role.person_id'),
		)
		.select(['person.id as person', 'person.name'])
		.where('role.role', '=', 'coordinator')
		.orderBy(sql`person.name collate "de-x-icu"`)
		.execute();
}

/** A link by which people join a team, as long as it is good. */
export interface TeamLink {
	id: string;
	function: string;
	expiresAt: Date;
	leftOver: number;
}

const good = (tx: Tx, now: Date) =>
	tx
		.selectFrom('events.team_link as link')
		.where('link.expires_at', '>', now)
		.where('link.ended_at', 'is', null)
		.where('link.left_over', '>', 0);

/** The links by which people may join the organiser's team now. */
export async function teamLinks(tx: Tx, by: Organiser, now: Date): Promise<TeamLink[]> {
	return good(tx, now)
		.select(['link.id', 'link.function', 'link.expires_at as expiresAt', 'link.left_over as leftOver'])
		.where('link.meeting_id', '=', by.meeting)
		.orderBy('link.expires_at')
		.execute();
}

const PURPOSE = 'team link';

/** The token of a link into a team; never stored. */
export const teamLinkToken = async (tx: Tx, region: number, id: string): Promise<string> =>
	`${id}.${sign(await keyFor(tx, region, PURPOSE), `team ${id}`)}`;

/** The proof that somebody came by a link into a team that is still good; undefined otherwise. */
export async function teamInviteeBy(tx: Tx, region: number, token: string, now: Date): Promise<TeamInvitee | undefined> {
	const [id, signature] = linkParts(token);
	const key = await keyFor(tx, region, PURPOSE);
	if (!id || !isSigned(key, `team ${id}`, signature)) return undefined;
	const link = await good(tx, now).select(['link.meeting_id as meeting', 'link.function']).where('link.id', '=', id).executeTakeFirst();
	return link && teamInvitee(region, { link: id, ...link });
}

/** Something to prepare. */
export interface Task {
	id: string;
	title: string;
	owner: string | null;
	ownerName: string | null;
	/** Calendar day, "2027-03-16" */
	dueOn: string;
	isDone: boolean;
}

const tasks = (tx: Tx) =>
	tx
		.selectFrom('events.task as task')
		.leftJoin('people.person as person', (join) =>
			join.onRef('person.region_id', '=', 'task.region_id').onRef('person.id', '=', 'task.owner_id'),
		)
		.select((eb) => [
			'task.id',
			'task.title',
			'task.owner_id as owner',
			'person.name as ownerName',
			'task.due_on as dueOn',
			eb('task.done_at', 'is not', null).as('isDone'),
		]);

/** What is to be prepared for a meeting: what is open by its day, then what is done. */
export async function tasksOf(tx: Tx, by: Organiser): Promise<Task[]> {
	const rows = await tasks(tx)
		.where('task.meeting_id', '=', by.meeting)
		.orderBy(sql`task.done_at is not null`)
		.orderBy('task.due_on')
		.orderBy('task.id')
		.execute();
	return rows.map((row) => ({ ...row, dueOn: String(row.dueOn), isDone: Boolean(row.isDone) }));
}

/**
 * What somebody has to prepare soon, and what is late, at the meetings ahead that they see; null means all of the region.
 * Unit:   soon, today = calendar days, "2027-03-16"
 */
export async function tasksToSee(
	tx: Tx,
	person: string,
	meetings: readonly string[] | null,
	{ today, soon }: { today: string; soon: string },
): Promise<(Task & { slug: string })[]> {
	let query = tasks(tx)
		.innerJoin('events.meeting as meeting', (join) =>
			join.onRef('meeting.region_id', '=', 'task.region_id').onRef('meeting.id', '=', 'task.meeting_id'),
		)
		.select('meeting.slug')
		.where('task.done_at', 'is', null)
		.where(sql<boolean>`meeting.ends_at > now()`)
		.where((eb) =>
			eb.not(eb.exists(eb.selectFrom('events.cancellation as off').select('off.meeting_id').whereRef('off.meeting_id', '=', 'meeting.id'))),
		)
		.where((eb) =>
			eb.or([
				eb.and([eb('task.owner_id', '=', person), eb('task.due_on', '<=', sql<string>`${soon}`)]),
				eb('task.due_on', '<', sql<string>`${today}`),
			]),
		);
	if (meetings !== null) query = query.where('task.meeting_id', 'in', meetings.length ? meetings : [null as never]);
	// What is one's own comes first: it must not be pushed out by what others are late with.
	const rows = await query.orderBy(sql`task.owner_id = ${person} desc nulls last`).orderBy('task.due_on').limit(20).execute();
	return rows.map((row) => ({ ...row, dueOn: String(row.dueOn), isDone: false }));
}

// Working groups: who is in them, at which meetings they come together, and which body of the region a text names.
import { sql } from 'kysely';
import { organisationByName } from '#modules/organisations/read.server.ts';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { lowered } from '#platform/db/lower.ts';
import { isId } from '#platform/form.ts';
import type { Member } from './rules-group.ts';

/** A working group with everybody who is or was in it, and the meetings that are its own. */
export interface WorkingGroup {
	id: string;
	name: string;
	aim: string;
	/** The functions that it wants, in their order. */
	functions: string[];
	/** "2027-03-16"; null = it works. */
	endedOn: string | null;
	members: Member[];
	meetings: { id: string; slug: string; title: string; startsAt: Date }[];
}

const groups = (tx: Tx) =>
	tx
		.selectFrom('thread.working_group')
		.select((eb) => ['id', 'name', 'aim', 'functions', eb.cast<string | null>('ended_on', 'text').as('endedOn')])
		.orderBy('name');

async function whole(tx: Tx, rows: Awaited<ReturnType<ReturnType<typeof groups>['execute']>>): Promise<WorkingGroup[]> {
	if (rows.length === 0) return [];
	const ids = rows.map(({ id }) => id);
	const members = await tx
		.selectFrom('thread.member')
		.select((eb) => [
			'id',
			'group_id as group',
			'name',
			'organisation',
			'function',
			'email',
			eb.cast<string>('since', 'text').as('since'),
			eb.cast<string | null>('until', 'text').as('until'),
		])
		.where('group_id', 'in', ids)
		.orderBy('name')
		.orderBy('id')
		.execute();
	const meetings = await tx
		.selectFrom('thread.group_meeting as own')
		.innerJoin('events.meeting as meeting', (join) =>
			join.onRef('meeting.region_id', '=', 'own.region_id').onRef('meeting.id', '=', 'own.meeting_id'),
		)
		.select(['own.group_id as group', 'meeting.id', 'meeting.slug', 'meeting.title', 'meeting.starts_at as startsAt'])
		.where('own.group_id', 'in', ids)
		.orderBy('meeting.starts_at', 'desc')
		.execute();
	const [inGroup, at] = [Map.groupBy(members, ({ group }) => group), Map.groupBy(meetings, ({ group }) => group)];
	return rows.map((row) => ({
		...row,
		members: (inGroup.get(row.id) ?? []).map(({ group: _, ...member }) => member),
		meetings: (at.get(row.id) ?? []).map(({ group: _, ...meeting }) => meeting),
	}));
}

/** The region's working groups by name. Three queries. */
export const groupsOf = async (tx: Tx, _by: Coordinator): Promise<WorkingGroup[]> => whole(tx, await groups(tx).execute());

/** A working group; undefined where there is none. */
export async function groupFor(tx: Tx, _by: Coordinator, id: string): Promise<WorkingGroup | undefined> {
	if (!isId(id)) return undefined;
	return (await whole(tx, await groups(tx).where('id', '=', id).execute()))[0];
}

/** What working groups are called that still work, for whoever types who is asked. */
export const groupNames = (tx: Tx): Promise<{ id: string; name: string }[]> =>
	tx.selectFrom('thread.working_group').select(['id', 'name']).where('ended_on', 'is', null).orderBy('name').execute();

/** Which body of the region a text names; null for a body that it does not know. */
export interface Body {
	group: string | null;
	organisation: string | null;
}

/** Which working group or organisation of the register somebody typed: by its name, if that fits exactly one. */
export async function bodyNamed(tx: Tx, text: string): Promise<Body> {
	const group = await tx
		.selectFrom('thread.working_group')
		.select('id')
		.where((eb) => eb(lowered(sql.ref('name')), '=', text.toLowerCase()))
		.executeTakeFirst();
	if (group) return { group: group.id, organisation: null };
	return { group: null, organisation: (await organisationByName(tx, text)) ?? null };
}

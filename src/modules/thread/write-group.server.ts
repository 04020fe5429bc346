// Working groups: founded and changed, who comes and goes, and when they end.
import { sql } from 'kysely';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { lowered } from '#platform/db/lower.ts';
import { inParts } from '#platform/db/parts.ts';
import type { MemberInput, MemberLeft, WorkingGroupInput } from './schema-group.ts';
import { reject } from './write.server.ts';
import { knownMeetings } from './write-process.server.ts';

const MOST_MEMBERS = 200;

/**
 * Keeps a working group; the same again changes nothing.
 * Errors: Rejected for a name that another one has
 */
export async function saveGroup(tx: Tx, by: Coordinator, { group: id, groupName: name, aim, functions }: WorkingGroupInput): Promise<void> {
	const taken = await tx
		.selectFrom('thread.working_group')
		.select('id')
		.where((eb) => eb(lowered(sql.ref('name')), '=', name.toLowerCase()))
		.where('id', '<>', id)
		.executeTakeFirst();
	if (taken) throw reject('groupNameTaken', 'groupName');
	await tx
		.insertInto('thread.working_group')
		.values({ region_id: by.region, id, name, aim, functions })
		.onConflict((conflict) => conflict.columns(['region_id', 'id']).doUpdateSet({ name, aim, functions }))
		.execute();
}

/** Keeps a group from being changed by others until the transaction ends. Errors: Rejected where there is none */
async function held(tx: Tx, id: string): Promise<void> {
	const row = await tx.selectFrom('thread.working_group').select('id').where('id', '=', id).forUpdate().executeTakeFirst();
	if (!row) throw reject('unknownChoice');
}

/** Says which meetings are a group's own. Errors: Rejected for a group or a meeting that there is not */
export async function gatherAt(tx: Tx, by: Coordinator, id: string, meetings: readonly string[]): Promise<void> {
	await held(tx, id);
	const wanted = await knownMeetings(tx, meetings);
	await tx.deleteFrom('thread.group_meeting').where('group_id', '=', id).execute();
	const rows = wanted.map((meeting) => ({ region_id: by.region, group_id: id, meeting_id: meeting }));
	for (const part of inParts(rows)) await tx.insertInto('thread.group_meeting').values(part).execute();
}

/**
 * Lets somebody come to a group, or puts right what stands there of them; the same again changes nothing.
 * Errors: Rejected for a foreign member, for more than a group holds, and for a day after they left
 */
export async function keepMember(tx: Tx, by: Coordinator, group: string, input: MemberInput): Promise<void> {
	await held(tx, group);
	const { member: id, memberName: name, organisation, function: what, memberEmail: email, since } = input;
	const row = { name, organisation, function: what, email, since };
	const known = await tx
		.selectFrom('thread.member')
		.select((eb) => ['group_id as group', eb.cast<string | null>('until', 'text').as('until')])
		.where('id', '=', id)
		.executeTakeFirst();
	if (known) {
		if (known.group !== group) throw reject('unknownChoice');
		if (known.until !== null && known.until < since) throw reject('untilBeforeSince', 'since');
		await tx.updateTable('thread.member').set(row).where('id', '=', id).execute();
		return;
	}
	const { count } = await tx
		.selectFrom('thread.member')
		.select(({ fn }) => fn.countAll<string>().as('count'))
		.where('group_id', '=', group)
		.executeTakeFirstOrThrow();
	if (Number(count) >= MOST_MEMBERS) throw reject('membersTooMany');
	await tx
		.insertInto('thread.member')
		.values({ region_id: by.region, id, group_id: group, ...row })
		.execute();
}

/** Notes from when somebody is in a group no longer. Errors: Rejected for a foreign member, and for a day before they came */
export async function leaveGroup(tx: Tx, _by: Coordinator, group: string, { member: id, until }: MemberLeft): Promise<void> {
	await held(tx, group);
	const member = await tx
		.selectFrom('thread.member')
		.select((eb) => eb.cast<string>('since', 'text').as('since'))
		.where('id', '=', id)
		.where('group_id', '=', group)
		.executeTakeFirst();
	if (!member) throw reject('unknownChoice');
	if (until < member.since) throw reject('untilBeforeSince', 'until');
	await tx.updateTable('thread.member').set({ until }).where('id', '=', id).execute();
}

/** Takes somebody away who was entered by mistake. */
export async function removeMember(tx: Tx, _by: Coordinator, group: string, id: string): Promise<void> {
	await tx.deleteFrom('thread.member').where('id', '=', id).where('group_id', '=', group).execute();
}

/** Ends a group on a day, or lets it work on; what it was asked to do stays. Shape: day = "2027-03-16", '' = it works on */
export async function endGroup(tx: Tx, _by: Coordinator, id: string, day: string): Promise<void> {
	await held(tx, id);
	await tx
		.updateTable('thread.working_group')
		.set({ ended_on: day || null })
		.where('id', '=', id)
		.execute();
}

/** Takes a group away that nothing hangs on. Errors: Rejected when it was asked to do something */
export async function removeGroup(tx: Tx, _by: Coordinator, id: string): Promise<void> {
	await held(tx, id);
	const asked = await tx.selectFrom('thread.entry').select('number').where('group_id', '=', id).limit(1).executeTakeFirst();
	if (asked) throw reject('groupWasAsked');
	await tx.deleteFrom('thread.working_group').where('id', '=', id).execute();
}

/** Forgets who was in groups that they left, or that ended, before a day. Shape: "2027-03-16" */
export async function eraseMembers(tx: Tx, before: string): Promise<void> {
	await tx
		.deleteFrom('thread.member')
		.where((eb) =>
			eb.or([
				eb('until', '<', before),
				eb('group_id', 'in', eb.selectFrom('thread.working_group').select('id').where('ended_on', '<', before)),
			]),
		)
		.execute();
}

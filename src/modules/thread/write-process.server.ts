// What belongs to a change process.
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { inParts } from '#platform/db/parts.ts';
import type { ProcessInput } from './schema-process.ts';
import { reject } from './write.server.ts';

/**
 * Keeps a change process with the meetings that belong to it; the same again changes nothing.
 * Errors: Rejected for a name that another one has, and for a meeting that there is not
 */
export async function saveProcess(tx: Tx, by: Coordinator, { process: id, name, aim, isPublic, meetings }: ProcessInput): Promise<void> {
	const taken = await tx.selectFrom('thread.process').select('id').where('name', '=', name).where('id', '<>', id).executeTakeFirst();
	if (taken) throw reject('processNameTaken', 'name');
	const row = { name, aim, is_public: isPublic };
	await tx
		.insertInto('thread.process')
		.values({ region_id: by.region, id, ...row })
		.onConflict((conflict) => conflict.columns(['region_id', 'id']).doUpdateSet(row))
		.execute();
	const own = await knownMeetings(tx, meetings);
	await tx.deleteFrom('thread.process_meeting').where('process_id', '=', id).execute();
	const rows = own.map((meeting) => ({ region_id: by.region, process_id: id, meeting_id: meeting }));
	for (const part of inParts(rows)) await tx.insertInto('thread.process_meeting').values(part).execute();
}

/** Meetings that a form ticked, each once. Errors: Rejected for one that there is not */
export async function knownMeetings(tx: Tx, meetings: readonly string[]): Promise<string[]> {
	const wanted = [...new Set(meetings)];
	const known = wanted.length === 0 ? [] : await tx.selectFrom('events.meeting').select('id').where('id', 'in', wanted).execute();
	if (known.length < wanted.length) throw reject('unknownChoice');
	return wanted;
}

/** Gives a process up; its meetings and all that hangs on them stay. */
export async function removeProcess(tx: Tx, _by: Coordinator, id: string): Promise<void> {
	await tx.deleteFrom('thread.process').where('id', '=', id).execute();
}

// Change processes: meetings of years and kinds that belong together.
import type { Tx } from '#platform/db/database.ts';

/** A change process with the meetings that belong to it. */
export interface Process {
	id: string;
	name: string;
	aim: string;
	isPublic: boolean;
	meetings: string[];
}

/** The region's processes by name, all of them or those that everybody may follow. Two queries. */
export async function processesOf(tx: Tx, onlyPublic: boolean): Promise<Process[]> {
	const rows = await tx
		.selectFrom('thread.process')
		.select(['id', 'name', 'aim', 'is_public as isPublic'])
		.$if(onlyPublic, (query) => query.where('is_public', '=', true))
		.orderBy('name')
		.execute();
	const meetings = await tx
		.selectFrom('thread.process_meeting')
		.select(['process_id as process', 'meeting_id as meeting'])
		.orderBy('meeting_id')
		.execute();
	const own = Map.groupBy(meetings, ({ process }) => process);
	return rows.map((row) => ({ ...row, meetings: (own.get(row.id) ?? []).map(({ meeting }) => meeting) }));
}

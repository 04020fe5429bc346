import type { Tx } from '#platform/db/database.ts';

/** How many people came to a meeting. */
export interface Attendance {
	people: number;
	precision: 'exact' | 'about';
}

/** How many people came to some meetings, by meeting; none where nobody noted it. */
export async function attendances(tx: Tx, meetings: readonly string[]): Promise<Map<string, Attendance>> {
	if (meetings.length === 0) return new Map();
	const rows = await tx
		.selectFrom('events.attendance')
		.select(['meeting_id', 'people', 'precision'])
		.where('meeting_id', 'in', [...meetings])
		.execute();
	return new Map(
		rows.map(({ meeting_id, people, precision }) => [meeting_id, { people, precision: precision as Attendance['precision'] }]),
	);
}

import type { Tx } from '#platform/db/database.ts';
import type { Organiser } from './access.ts';

/** Something that everybody at a meeting is told. */
export interface Announcement {
	id: string;
	text: string;
	at: Date;
}

/** What was announced at a meeting and still holds, the latest first. */
export async function announcements(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<Announcement[]> {
	return tx
		.selectFrom('events.announcement')
		.select(['id', 'text', 'made_at as at'])
		.where('meeting_id', '=', by.meeting)
		.where('withdrawn_at', 'is', null)
		.orderBy('made_at', 'desc')
		.limit(20)
		.execute();
}

/** The number that rises whenever something changes that people at a meeting see. */
export async function pulse(tx: Tx, meeting: string): Promise<string> {
	const row = await tx.selectFrom('events.pulse').select('number').where('meeting_id', '=', meeting).executeTakeFirst();
	return String(row?.number ?? 0);
}

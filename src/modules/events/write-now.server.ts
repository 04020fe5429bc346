import type { Tx } from '#platform/db/database.ts';
import type { Organiser } from './access.ts';
import { goingOn, note } from './write.server.ts';

/**
 * Tells everybody at a meeting something, at once.
 * Errors: Rejected once it is closed or called off
 */
export async function announce(tx: Tx, by: Organiser, text: string): Promise<void> {
	await goingOn(tx, by);
	await tx.insertInto('events.announcement').values({ region_id: by.region, meeting_id: by.meeting, text, made_by: by.person }).execute();
	await note(tx, by, 'announced', null, { text });
}

/** Takes an announcement down everywhere. */
export async function withdrawAnnouncement(tx: Tx, by: Organiser, id: string, now: Date): Promise<void> {
	const done = await tx
		.updateTable('events.announcement')
		.set({ withdrawn_at: now })
		.where('id', '=', id)
		.where('meeting_id', '=', by.meeting)
		.where('withdrawn_at', 'is', null)
		.returning('text')
		.executeTakeFirst();
	if (done) await note(tx, by, 'announcementWithdrawn', { text: done.text });
}

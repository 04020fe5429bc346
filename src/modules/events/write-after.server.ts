import type { Tx } from '#platform/db/database.ts';
import { Rejected } from '#platform/rejected.ts';
import type { Organiser } from './access.ts';
import type { MaterialInput } from './schema-after.ts';
import { words } from './words.ts';
import { lockedMeeting, note } from './write.server.ts';

/** Materials that a meeting may have. */
export const MOST_MATERIALS = 40;

/**
 * Adds something to read, for those who were registered: a file, or where it is to be found.
 * Errors: Rejected when there are as many as there may be
 */
export async function addMaterial(tx: Tx, by: Organiser, input: MaterialInput, file: Uint8Array | null): Promise<void> {
	await lockedMeeting(tx, by);
	const { count } = await tx
		.selectFrom('events.material')
		.select((eb) => eb.fn.countAll<number>().as('count'))
		.where('meeting_id', '=', by.meeting)
		.executeTakeFirstOrThrow();
	if (Number(count) >= MOST_MATERIALS)
		throw new Rejected((language) => words(language)('material.tooMany', { most: MOST_MATERIALS }), 'title');
	await tx
		.insertInto('events.material')
		.values({
			region_id: by.region,
			meeting_id: by.meeting,
			title: input.title,
			file: file && Buffer.from(file),
			url: file ? null : input.url,
			added_by: by.person,
		})
		.execute();
	await note(tx, by, 'materialAdded', null, { title: input.title });
}

/** Takes a material away everywhere. */
export async function removeMaterial(tx: Tx, by: Organiser, id: string): Promise<void> {
	const gone = await tx
		.deleteFrom('events.material')
		.where('id', '=', id)
		.where('meeting_id', '=', by.meeting)
		.returning('title')
		.executeTakeFirst();
	if (gone) await note(tx, by, 'materialRemoved', { title: gone.title });
}

/**
 * Closes a meeting, once.
 * Errors: Rejected as long as it goes on, and when it was called off or closed before
 */
export async function close(tx: Tx, by: Organiser, now: Date): Promise<void> {
	const meeting = await lockedMeeting(tx, by);
	if (meeting.endsAt > now || meeting.state !== 'published') throw new Rejected((language) => words(language)('closing.early'));
	const done = await tx
		.insertInto('events.closing')
		.values({ region_id: by.region, meeting_id: by.meeting, closed_at: now, closed_by: by.person })
		.onConflict((conflict) => conflict.doNothing())
		.returning('meeting_id')
		.executeTakeFirst();
	if (!done) throw new Rejected((language) => words(language)('closing.again'));
	await note(tx, by, 'meetingClosed');
}

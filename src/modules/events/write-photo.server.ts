import type { Tx } from '#platform/db/database.ts';
import type { Picture } from '#platform/picture/picture.ts';
import { Rejected } from '#platform/rejected.ts';
import type { Organiser } from './access.ts';
import type { PhotoInput } from './schema-photo.ts';
import { words } from './words.ts';
import { lockedMeeting, note } from './write.server.ts';

/** Photos that a meeting may have. */
export const MOST_PHOTOS = 60;

/**
 * Adds a photo to a meeting.
 * Errors: Rejected when it has as many as it may
 */
export async function addPhoto(tx: Tx, by: Organiser, input: PhotoInput, picture: Picture): Promise<string> {
	await lockedMeeting(tx, by);
	const { count } = await tx
		.selectFrom('events.photo')
		.select((eb) => eb.fn.countAll<number>().as('count'))
		.where('meeting_id', '=', by.meeting)
		.where('withdrawn_at', 'is', null)
		.executeTakeFirstOrThrow();
	if (Number(count) >= MOST_PHOTOS) throw new Rejected((language) => words(language)('photo.tooMany', { most: MOST_PHOTOS }), 'file');
	const { id } = await tx
		.insertInto('events.photo')
		.values({ region_id: by.region, meeting_id: by.meeting, ...input, ...picture, added_by: by.person })
		.returning('id')
		.executeTakeFirstOrThrow();
	await note(tx, by, 'photoAdded');
	return id;
}

/**
 * Withdraws a photo everywhere at once: its bytes are deleted, and that there was one stays known.
 * Errors: Rejected when it is gone already
 */
export async function withdrawPhoto(tx: Tx, by: Organiser, id: string, now: Date): Promise<void> {
	const done = await tx
		.updateTable('events.photo')
		.set({ large: null, small: null, alt: '–', caption: '', photographer: '–', holder: '', withdrawn_at: now, withdrawn_by: by.person })
		.where('id', '=', id)
		.where('meeting_id', '=', by.meeting)
		.where('withdrawn_at', 'is', null)
		.returning('id')
		.executeTakeFirst();
	if (!done) throw new Rejected((language) => words(language)('photo.gone'));
	await note(tx, by, 'photoWithdrawn');
}

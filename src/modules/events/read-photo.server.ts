import type { Tx } from '#platform/db/database.ts';
import type { Organiser } from './access.ts';

/** A photo of a meeting as everybody may see it. */
export interface Photo {
	id: string;
	alt: string;
	caption: string;
	photographer: string;
	holder: string;
	width: number;
	height: number;
}

/** The photos of a meeting, the oldest first, without those that were withdrawn. */
export async function photos(tx: Tx, meeting: string): Promise<Photo[]> {
	return tx
		.selectFrom('events.photo')
		.select(['id', 'alt', 'caption', 'photographer', 'holder', 'width', 'height'])
		.where('meeting_id', '=', meeting)
		.where('withdrawn_at', 'is', null)
		.orderBy('added_at')
		.orderBy('id')
		.execute();
}

/** The bytes of a meeting's photo, WebP; undefined where there is none, or none any more. */
export async function photoBytes(tx: Tx, meeting: string, id: string, size: 'large' | 'small'): Promise<Buffer | undefined> {
	const row = await tx
		.selectFrom('events.photo')
		.select(size === 'large' ? 'large as bytes' : 'small as bytes')
		.where('meeting_id', '=', meeting)
		.where('id', '=', id)
		.executeTakeFirst();
	return row?.bytes ?? undefined;
}

/** How many photos of the organiser's meeting were withdrawn. */
export async function withdrawnPhotos(tx: Tx, by: Organiser): Promise<number> {
	const { count } = await tx
		.selectFrom('events.photo')
		.select((eb) => eb.fn.countAll<number>().as('count'))
		.where('meeting_id', '=', by.meeting)
		.where('withdrawn_at', 'is not', null)
		.executeTakeFirstOrThrow();
	return Number(count);
}

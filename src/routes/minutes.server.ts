// Minutes of a meeting that somebody prepares.
import type { RequestEvent } from '@sveltejs/kit';
import type { Organiser } from '#modules/events/access.ts';
import { type Minutes, minutesFor } from '#modules/thread/read-minutes.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { nothingHere, organiser } from './gate.server.ts';

/** Minutes of the organiser's meeting with the proof; 404 for any other. */
export async function ownMinutes(
	tx: Tx,
	{ locals, params }: Pick<RequestEvent, 'locals'> & { params: { meeting: string; minutes: string } },
): Promise<{ minutes: Minutes; by: Organiser }> {
	const { organiser: by } = await organiser(tx, locals, params.meeting);
	return { minutes: (await minutesFor(tx, by, params.minutes)) ?? nothingHere(), by };
}

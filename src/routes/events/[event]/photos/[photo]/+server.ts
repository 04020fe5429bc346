import { photoBytes } from '#modules/events/read-photo.server.ts';
import { isId } from '#platform/form.ts';
import { nothingHere, visibleMeeting } from '../../../../gate.server.ts';
import type { RequestHandler } from './$types';

/** A photo of a meeting. Nobody keeps it without asking again: it may be withdrawn at any time. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
	const id = isId(params.photo) ? params.photo : nothingHere();
	const size = url.searchParams.get('size') === 'small' ? 'small' : 'large';
	const bytes = await locals.within(async (tx) => photoBytes(tx, (await visibleMeeting(tx, locals, params.event)).id, id, size));
	if (!bytes) nothingHere();
	return new Response(new Uint8Array(bytes), { headers: { 'content-type': 'image/webp', 'cache-control': 'no-store' } });
};

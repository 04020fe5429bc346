import { json } from '@sveltejs/kit';
import { textsByBundle } from '#modules/boards/read.server.ts';
import { guestAt } from '../../../../board.server.ts';
import { nothingHere } from '../../../../gate.server.ts';
import type { RequestHandler } from './$types';

// The original cards of a bundle, for whoever opens it.
export const GET: RequestHandler = async (event) => {
	const texts = await event.locals.within(async (tx) => textsByBundle(tx, (await guestAt(tx, event)).board.id));
	return json(Object.hasOwn(texts, event.params.bundle) ? texts[event.params.bundle] : nothingHere(), {
		headers: { 'cache-control': 'private, no-store' },
	});
};

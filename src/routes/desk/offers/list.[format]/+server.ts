import { offerSheet } from '#modules/offers/output.server.ts';
import { words } from '#modules/offers/words.ts';
import { coordinator } from '../../../gate.server.ts';
import { takenAway } from '../../../sheet.server.ts';
import { keptIn } from '../kept.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const by = coordinator(locals);
	const kept = await locals.within((tx) => keptIn(tx, by, url));
	return takenAway(
		params.format,
		words(locals.language)('offers.file'),
		offerSheet(
			locals.language,
			kept.map(({ offer }) => offer),
		),
	);
};

import { offerSheet } from '#modules/offers/output.server.ts';
import { words } from '#modules/offers/words.ts';
import { coordinator } from '../../../gate.server.ts';
import { takenAway } from '../../../sheet.server.ts';
import { keptIn } from '../kept.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const by = coordinator(locals);
	const { offers, uses } = await locals.within((tx) => keptIn(tx, by, url));
	const { language } = locals;
	return takenAway(params.format, words(language)('offers.file'), offerSheet(language, offers, uses));
};

import { censusSheet } from '#modules/positions/output-census.server.ts';
import { censusOf } from '#modules/positions/read-census.server.ts';
import { words } from '#modules/positions/words.ts';
import { coordinator, nothingHere } from '../../../../../gate.server.ts';
import { takenAway } from '../../../../../sheet.server.ts';
import { repliesIn } from '../replies.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const by = coordinator(locals);
	const { language } = locals;
	const census = await locals.within(async (tx) => (await censusOf(tx, by, params.census)) ?? nothingHere());
	return takenAway(params.format, words(language)('census.file'), censusSheet(language, repliesIn(url, census.asked)));
};

import { positionSheet } from '#modules/positions/output.server.ts';
import { words } from '#modules/positions/words.ts';
import { coordinator } from '../../../gate.server.ts';
import { takenAway } from '../../../sheet.server.ts';
import { asOfIn, listedPositions, positionFilter, registerAt } from '../listed.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const by = coordinator(locals);
	const { language, now } = locals;
	const asOf = asOfIn(url, language, now);
	const rows = await locals.within(async (tx) =>
		listedPositions(url, language, await registerAt(tx, by, asOf, { withOver: positionFilter(url).status === 'ended' }), asOf.day),
	);
	return takenAway(params.format, words(language)('positions.file'), positionSheet(language, rows));
};

import { coverageSheet } from '#modules/positions/output.server.ts';
import { coverageOf } from '#modules/positions/rules-coverage.ts';
import { words } from '#modules/positions/words.ts';
import { coordinator } from '../../../../gate.server.ts';
import { takenAway } from '../../../../sheet.server.ts';
import { asOfIn, registerAt } from '../../listed.server.ts';
import { coveredBy } from '../covered.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const by = coordinator(locals);
	const { language, now } = locals;
	const asOf = asOfIn(url, language, now);
	const rows = await locals.within(async (tx) => {
		const { positions, schools } = await registerAt(tx, by, asOf, { isUnpaid: true });
		const { dimension, value, isWithout } = coveredBy(url);
		return coverageOf(positions, schools, asOf.day, dimension).schools.filter(
			(one) => (value === null || one.school[dimension] === value) && (!isWithout || one.without > 0),
		);
	});
	return takenAway(params.format, words(language)('coverage.file'), coverageSheet(language, rows));
};

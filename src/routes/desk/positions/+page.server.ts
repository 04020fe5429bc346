import { fundedShort, peopleLine } from '#modules/positions/output.server.ts';
import { fteText } from '#modules/positions/rules.ts';
import { wholeOf } from '#modules/positions/rules-coverage.ts';
import { words } from '#modules/positions/words.ts';
import { filled } from '#platform/form.ts';
import { dayLine, shortLine } from '#platform/time/partial.ts';
import { coordinator } from '../../gate.server.ts';
import type { PageServerLoad } from './$types';
import { asOfIn, listedPositions, pageOf, positionFilter, registerAt } from './listed.server.ts';

export const load: PageServerLoad = ({ locals, url }) => {
	const by = coordinator(locals);
	const { language, now } = locals;
	const { day, known, isOther, form, query: asOf } = asOfIn(url, language, now);
	return locals.within(async (tx) => {
		const register = await registerAt(tx, by, { day, known }, { withOver: positionFilter(url).status === 'ended' });
		const rows = listedPositions(url, language, register, day);
		const { rows: shown, page, pages } = pageOf(rows, url);
		const { search, status, programme, school } = positionFilter(url);
		const query = new URLSearchParams(
			Object.entries({ q: search, status, programme, school, ...asOf }).filter(([, value]) => value !== ''),
		);
		const whole = wholeOf(register.positions, day);
		return {
			positions: shown.map((one) => ({
				id: one.id,
				number: one.number,
				schools: one.schools,
				employer: one.employer,
				fte: fteText(language, one.fte),
				filled: one.status === 'partly' ? words(language)('position.filledOf', { filled: fteText(language, one.filled) }) : '',
				status: one.status,
				people: peopleLine(language, one.people),
				isUnpaid: one.fundedUntil === null && one.status !== 'planned' && one.status !== 'ended',
				funded: fundedShort(language, one.fundedUntil),
				confirmedOn: shortLine(language, one.confirmedOn),
			})),
			count: rows.length,
			sums: { ...whole, approved: fteText(language, whole.approved), filled: fteText(language, whole.filled) },
			page,
			pages,
			// On another day there may be none of those that are there today.
			isFirst: register.positions.length === 0 && !isOther,
			programmes: [...register.names.programmes.values()].map(({ id, name }) => ({ value: id, label: name })),
			schoolName: register.names.schools.get(school)?.name ?? '',
			filter: { values: { ...form.values, q: search, status, programme, school }, errors: form.errors },
			query: query.size > 0 ? `?${query}` : '',
			asOf: Object.keys(asOf).length > 0 ? `?${new URLSearchParams(asOf)}` : '',
			shown: isOther ? { day: dayLine(language, day), known: known ? (form.values['known'] ?? '') : '' } : null,
			blank: filled(),
		};
	});
};

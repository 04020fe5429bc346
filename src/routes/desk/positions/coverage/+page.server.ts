import { valueLine } from '#modules/positions/output.server.ts';
import { yearsOf } from '#modules/positions/read.server.ts';
import { fteText } from '#modules/positions/rules.ts';
import { coverageOf, dimensions, type Sum } from '#modules/positions/rules-coverage.ts';
import { dayLine, shortLine } from '#platform/time/partial.ts';
import { coordinator } from '../../../gate.server.ts';
import { asOfIn, pageOf, registerAt } from '../listed.server.ts';
import type { PageServerLoad } from './$types';
import { coveredBy } from './covered.server.ts';

const YEARS = 10;

export const load: PageServerLoad = ({ locals, url }) => {
	const by = coordinator(locals);
	const { language, now } = locals;
	const { day, known, isOther, form, query: asOf } = asOfIn(url, language, now);
	const { dimension, value, isWithout } = coveredBy(url);
	return locals.within(async (tx) => {
		const { positions, schools } = await registerAt(tx, by, { day, known }, { isUnpaid: true });
		const coverage = coverageOf(positions, schools, day, dimension);
		const rows = coverage.schools.filter((one) => (value === null || one.school[dimension] === value) && (!isWithout || one.without > 0));
		const { rows: shown, page, pages } = pageOf(rows, url);
		const inOrder = new Intl.Collator(language).compare;
		const said = (one: Sum) => ({
			schools: one.schools,
			without: one.without,
			positions: one.positions,
			approved: one.approved > 0 ? fteText(language, one.approved) : '',
			filled: one.filled > 0 ? fteText(language, one.filled) : '',
			vacant: one.approved > one.filled ? fteText(language, one.approved - one.filled) : '',
			people: one.people,
			perFte: one.pupilsPerFte,
		});
		const days = Array.from(
			{ length: YEARS },
			(_, at) => `${Number(day.slice(0, 4)) - YEARS + 1 + at}${day.slice(4) === '-02-29' ? '-02-28' : day.slice(4)}`,
		);
		const all = known === null ? await yearsOf(tx, by, days) : [];
		const first = all.findIndex(({ positions: count }) => count > 0);
		const years = first < 0 ? [] : all.slice(first);
		const most = Math.max(1, ...years.map(({ approved }) => approved));
		return {
			dimension,
			dimensions: [...dimensions],
			value,
			valueSaid: value === null ? '' : valueLine(language, dimension, value),
			isWithout,
			whole: {
				...coverage.whole,
				approved: fteText(language, coverage.whole.approved),
				filled: fteText(language, coverage.whole.filled),
				unplaced: coverage.whole.unplaced > 0 ? fteText(language, coverage.whole.unplaced) : '',
			},
			groups: coverage.groups
				.sort((x, y) => Number(x.value === '') - Number(y.value === '') || inOrder(x.value, y.value))
				.map((one) => ({ value: one.value, name: valueLine(language, dimension, one.value), ...said(one) })),
			schools: shown.map((one) => ({
				id: one.school.id,
				name: one.school.name,
				town: one.school.town,
				pupils: one.school.pupils,
				...said(one),
			})),
			count: rows.length,
			years: years.map((one) => ({
				day: shortLine(language, one.day),
				approved: fteText(language, one.approved),
				filled: fteText(language, one.filled),
				people: one.people,
				share: one.approved / most,
				filledShare: one.filled / most,
			})),
			page,
			pages,
			filter: { values: { ...form.values, by: dimension }, errors: form.errors },
			query: `?${new URLSearchParams({ by: dimension, ...(value === null ? {} : { value }), ...(isWithout ? { without: 'yes' } : {}), ...asOf })}`,
			asOf: Object.keys(asOf).length > 0 ? `?${new URLSearchParams(asOf)}` : '',
			dated: asOf,
			shown: isOther ? { day: dayLine(language, day), known: known ? (form.values['known'] ?? '') : '' } : null,
		};
	});
};

import { findingLine, fundedLine, peopleLine, shortOf } from '#modules/positions/output.server.ts';
import { rules } from '#modules/positions/read.server.ts';
import { fteText, isOn } from '#modules/positions/rules.ts';
import { coverageOf } from '#modules/positions/rules-coverage.ts';
import { applyBy, findingsIn } from '#modules/positions/rules-findings.ts';
import { dayLine, monthsAfter, shortLine } from '#platform/time/partial.ts';
import { coordinator } from '../../../gate.server.ts';
import { asOfIn, registerAt } from '../listed.server.ts';
import type { PageServerLoad } from './$types';

/** Months ahead within which money that ends is shown, unless the address asks otherwise. */
const MONTHS = 12;
const MOST_SHOWN = 200;

export const load: PageServerLoad = ({ locals, url }) => {
	const by = coordinator(locals);
	const { language, now } = locals;
	const { day, known, isOther, form, query: asOf } = asOfIn(url, language, now);
	const typed = Number.parseInt(url.searchParams.get('months') ?? '', 10);
	const months = typed >= 1 && typed <= 60 ? typed : MONTHS;
	return locals.within(async (tx) => {
		const { positions, schools, names } = await registerAt(tx, by, { day, known });
		const asked = await rules(tx);
		const covered = coverageOf(positions, schools, day, 'municipality').schools;
		const short = shortOf(positions, names, day, monthsAfter(day, months));
		const found = findingsIn(positions, covered, asked, [...names.programmes.values()], schools, day);
		const numberOf = new Map(positions.map(({ id, number }) => [id, number]));
		const schoolOf = new Map(
			positions.map(({ id, sites }) => [
				id,
				sites.filter((one) => isOn(one, day)).map(({ organisation }) => names.schools.get(organisation)?.name ?? ''),
			]),
		);
		const called = (id: string) => [(schoolOf.get(id) ?? []).join(', '), numberOf.get(id)].filter(Boolean).join(' · ');
		return {
			months,
			gaps: short.slice(0, MOST_SHOWN).map(({ position, from, programmes }) => ({
				id: position.id,
				name: position.schools.join(', '),
				number: position.number,
				fte: fteText(language, position.fte),
				people: peopleLine(language, position.people),
				since: from <= day ? fundedLine(language, null) : shortLine(language, from),
				isNow: from <= day,
				programmes: programmes.map(({ name }) => name).join(', '),
				apply:
					programmes
						.map(({ id }) => applyBy(asked, id, day))
						.filter(Boolean)
						.map((one) => shortLine(language, one))[0] ?? '',
			})),
			gapCount: short.length,
			without: covered
				.filter(({ without }) => without > 0)
				.slice(0, MOST_SHOWN)
				.map(({ school }) => ({ id: school.id, name: school.name, town: school.town, pupils: school.pupils })),
			withoutCount: covered.filter(({ without }) => without > 0).length,
			findings: found.slice(0, MOST_SHOWN).map((one, at) => ({
				at,
				position: one.position,
				name: one.position ? called(one.position) : (names.schools.get(one.school ?? '')?.name ?? ''),
				school: one.school,
				twin: one.key === 'twin' ? one.text : null,
				text: findingLine(language, one.key === 'twin' ? { ...one, text: called(one.text) } : one, names),
			})),
			findingCount: found.length,
			most: MOST_SHOWN,
			filter: { values: { ...form.values, months: String(months) }, errors: form.errors },
			asOf: Object.keys(asOf).length > 0 ? `?${new URLSearchParams(asOf)}` : '',
			dated: asOf,
			shown: isOther ? { day: dayLine(language, day), known: known ? (form.values['known'] ?? '') : '' } : null,
		};
	});
};

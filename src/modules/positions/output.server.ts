// Positions as pages and tables show them.
import type { Carrier } from '#modules/organisations/rules-school.ts';
import { words as organisationWords } from '#modules/organisations/words.ts';
import type { Language } from '#platform/language/language.ts';
import type { Sheet } from '#platform/sheet/sheet.ts';
import { dayAfter, dayLine, shortLine } from '#platform/time/partial.ts';
import { type Facts, fteText, isOn, OPEN, type State, type Status, statusOf, total } from './rules.ts';
import { type Covered, confirmedOn, type Dimension, type School, type Standing, type Sum } from './rules-coverage.ts';
import type { Finding, Programme } from './rules-findings.ts';
import { fundedUntil, gapsIn } from './rules-funding.ts';
import { words } from './words.ts';

/** What names stand for the ids in positions. */
export interface Names {
	schools: ReadonlyMap<string, School>;
	people: ReadonlyMap<string, string>;
	programmes: ReadonlyMap<string, Programme>;
}

/** The last day of a span as tables show it; '' for an open one. */
export const lastShort = (language: Language, until: string | null): string =>
	until === null || until === OPEN ? '' : shortLine(language, dayAfter(until, -1));

/** The last day of a span as people say it; '' for an open one. */
export const lastLine = (language: Language, until: string | null): string =>
	until === null || until === OPEN ? '' : dayLine(language, dayAfter(until, -1));

/** From when until when something holds, as people say it. */
export function spanLine(language: Language, { from, until }: { from: string; until: string | null }): string {
	const t = words(language);
	const since = dayLine(language, from);
	return until === null ? t('span.open', { from: since }) : t('span', { from: since, until: lastLine(language, until) });
}

/** A position as lists show it. */
export interface Listed {
	id: string;
	number: string;
	schools: string[];
	employer: string;
	fte: number;
	filled: number;
	status: Status;
	people: string[];
	/** The first day that nobody pays for; null = nobody pays on the day itself, OPEN = no end is known. */
	fundedUntil: string | null;
	programmes: string[];
	until: string | null;
	/** The last day of which it is confirmed; '' = it never was. */
	confirmedOn: string;
}

/** What is approved on a day; where nothing is, what comes next, else what was approved last. */
export const stateAround = (states: readonly State[], day: string): State | undefined => {
	const inOrder = states.toSorted((x, y) => (x.from < y.from ? -1 : 1));
	return inOrder.find((one) => isOn(one, day)) ?? inOrder.find(({ from }) => from > day) ?? inOrder.at(-1);
};

/** What a list says of a position on a day; of one that comes, as it will be, and of one that has ended, as it was. */
export function listed(one: Facts & Pick<Standing, 'id' | 'number' | 'confirmations'>, names: Names, day: string): Listed {
	const status = statusOf(one, day);
	const state = stateAround(one.states, day);
	// Of one that comes, as it will be; of one that has ended, as it was on its last day.
	const at = !state || isOn(state, day) ? day : state.from > day ? state.from : dayAfter(state.until ?? day, -1);
	const working = one.assignments.filter((entry) => isOn(entry, at));
	return {
		id: one.id,
		number: one.number,
		schools: one.sites.filter((entry) => isOn(entry, at)).map(({ organisation }) => names.schools.get(organisation)?.name ?? ''),
		employer: (state?.employer && names.schools.get(state.employer)?.name) || '',
		fte: state?.fte ?? 0,
		filled: total(working),
		status,
		people: working.map(({ specialist }) => names.people.get(specialist) ?? ''),
		fundedUntil: fundedUntil(one.fundings, at),
		programmes: [
			...new Set(one.fundings.filter((entry) => isOn(entry, at)).map(({ programme }) => names.programmes.get(programme)?.name ?? '')),
		],
		until: state?.until ?? null,
		confirmedOn: confirmedOn(one.confirmations, one.sites, at),
	};
}

/** Until when a position is paid for, as people say it. */
export function fundedLine(language: Language, until: string | null): string {
	const t = words(language);
	if (until === null) return t('funded.none');
	return until === OPEN ? t('funded.open') : t('funded.until', { day: lastLine(language, until) });
}

/** Until when a position is paid for, as tables show it. */
export const fundedShort = (language: Language, until: string | null): string =>
	until === null ? words(language)('funded.none') : until === OPEN ? words(language)('funded.short.open') : lastShort(language, until);

/** Whoever works in a position; of somebody whose name is not known, that there is somebody. */
export const peopleLine = (language: Language, people: readonly string[]): string =>
	people.map((name) => name || words(language)('person.unnamed')).join(', ');

/** Positions as a table to take away. */
export function positionSheet(language: Language, rows: readonly Listed[]): Sheet {
	const t = words(language);
	return {
		name: t('positions.title'),
		headings: (
			['number', 'school', 'employer', 'fte', 'filled', 'status', 'people', 'programme', 'fundedUntil', 'until', 'confirmed'] as const
		).map((key) => t(`column.${key}`)),
		rows: rows.map((one) => [
			one.number,
			one.schools.join('; '),
			one.employer,
			one.fte / 100,
			one.filled / 100,
			t(`status.${one.status}`),
			one.people.filter(Boolean).join('; '),
			one.programmes.join('; '),
			fundedShort(language, one.fundedUntil),
			lastShort(language, one.until),
			shortLine(language, one.confirmedOn),
		]),
	};
}

/** A value of a dimension as people say it. */
export function valueLine(language: Language, dimension: Dimension, value: string): string {
	if (value === '') return words(language)('value.unknown');
	return dimension === 'carrier' ? organisationWords(language)(`carrier.${value as Carrier}`) : value;
}

const FIGURES = ['positions', 'approved', 'filled', 'vacant', 'people', 'pupils', 'perFte'] as const;

const figuresOf = (one: Sum): (number | null)[] => [
	one.positions,
	one.approved / 100,
	one.filled / 100,
	(one.approved - one.filled) / 100,
	one.people,
	one.pupils,
	one.pupilsPerFte,
];

/** The coverage as a table to take away, school by school. */
export function coverageSheet(language: Language, rows: readonly Covered[]): Sheet {
	const t = words(language);
	return {
		name: t('coverage.title'),
		headings: [
			t('column.school'),
			t('column.town'),
			...(['form', 'carrier', 'area', 'municipality'] as const).map((key) => t(`dimension.${key}`)),
			...FIGURES.map((key) => t(`figure.${key}`)),
		],
		rows: rows.map((one) => [
			one.school.name,
			one.school.town,
			one.school.form,
			one.school.carrier && valueLine(language, 'carrier', one.school.carrier),
			one.school.area,
			one.school.municipality,
			...figuresOf(one),
		]),
	};
}

/** A position whose money ends within a window, with the first gap. Shape: until = the first day that is paid for again, or the end of the window */
export interface Short {
	position: Listed;
	from: string;
	until: string;
	/** Programmes that pay until then. */
	programmes: { id: string; name: string }[];
}

/** Positions with days that nobody pays for, from a day on, the nearest first. Source: domain.md §7, invariant 3 */
export function shortOf(positions: readonly Standing[], names: Names, day: string, until: string): Short[] {
	return positions
		.flatMap((one): Short[] => {
			const [gap] = gapsIn(
				one.states.filter(({ isPlanned }) => !isPlanned),
				one.fundings,
				{ from: day, until },
			);
			if (!gap) return [];
			const ending = one.fundings.filter((funding) => funding.until === gap.from);
			const paying = [...new Set(ending.map(({ programme }) => programme))].map((id) => ({
				id,
				name: names.programmes.get(id)?.name ?? '',
			}));
			return [{ position: listed(one, names, day), ...gap, programmes: paying }];
		})
		.sort((x, y) => (x.from < y.from ? -1 : x.from > y.from ? 1 : 0));
}

/** Something odd as a sentence. */
export function findingLine(language: Language, { key, is, asked, text }: Finding, names: Names): string {
	const t = words(language);
	const plain = key === 'percentOver' || key === 'mostPercent' || key === 'pupilsPerFte';
	return t(`finding.${key}`, {
		is: plain ? is : fteText(language, is),
		asked: plain ? asked : fteText(language, asked),
		text: key === 'personOver' ? (names.people.get(text) ?? t('person.unnamed')) : text,
	});
}

// What a column of a list of positions means, and what a row says: as offices keep them in a spreadsheet.
import { cellText, columnsFor, meaningsOf, type Oddity } from '#platform/sheet/columns.ts';
import { dateOf, dayAfter, read } from '#platform/time/partial.ts';
import { fteOf } from './rules.ts';

/** What a column of a list of positions may mean. */
export const listFields = [
	'number',
	'schoolNumber',
	'school',
	'town',
	'employer',
	'fte',
	'filled',
	'status',
	'person',
	'held',
	'programme',
	'percent',
	'fundedUntil',
	'from',
	'until',
	'qualification',
	'emphasis',
] as const;
export type ListField = (typeof listFields)[number];

const MEANINGS = meaningsOf<ListField>({
	number: 'stellennummer stellennr stelle stellenid positionnumber position',
	schoolNumber: 'schulnummer schulnr schulkennziffer schuldienststellennummer schoolnumber',
	school: 'schule schulname einsatzort einsatzschule standort school',
	town: 'ort stadt gemeinde schulort town city',
	employer: 'anstellungstrager trager arbeitgeber employer',
	fte: 'umfang stellenumfang stellenanteil vza vzae vollzeitaquivalent genehmigt fte approved share',
	filled: 'besetzt besetzteranteil filled',
	status: 'status stand stellenstatus besetzungsstand state',
	person:
		'werdortarbeitet fachkraft stelleninhaber stelleninhaberin name person mitarbeiter mitarbeiterin schulsozialarbeiter schulsozialarbeiterin whoworksthere specialist',
	held: 'qualifikation abschluss qualification',
	programme: 'programm forderprogramm forderung finanzierung mittelgeber programme funding',
	percent: 'anteil prozent forderanteil forderquote percent',
	fundedUntil: 'finanziertbis gefordertbis bewilligtbis forderungbis forderende fundeduntil',
	from: 'ab seit beginn von from since',
	until: 'bis ende befristetbis befristung until limiteduntil',
	qualification: 'verlangtequalifikation qualificationaskedfor',
	emphasis: 'schwerpunkt aufgaben emphasis',
});

/** What the columns of a list of positions mean, as their headings say. Shape: '' = nothing */
export const listColumns = (headings: readonly string[]): (ListField | '')[] => columnsFor(headings, MEANINGS, new Map());

/** Why a row is not taken over, or what was understood of it: a key of the room's words after "remark.", with its value. */
export interface Remark {
	key:
		| Oddity['key']
		| 'schoolMissing'
		| 'schoolUnknown'
		| 'schoolAmbiguous'
		| 'schoolOther'
		| 'otherName'
		| 'employerAmbiguous'
		| 'otherRow'
		| 'differs'
		| 'filledOver'
		| 'large'
		| 'grantOver'
		| 'grantOfNone'
		| 'severalProgrammes'
		| 'fteMissing'
		| 'fteWrong'
		| 'tooLong'
		| 'unreadable'
		| 'notTaken'
		| 'employerUnknown'
		| 'formula'
		| 'again'
		| 'twice'
		| 'ambiguous'
		| 'joined'
		| 'clash'
		| 'over'
		| 'zeroRestored';
	value: string;
}

/** What a row says. Unit: fte, filled in hundredths. Shape: '' and null = it says nothing; days half open */
export interface RowFacts {
	number: string;
	schoolNumber: string;
	school: string;
	town: string;
	employer: string;
	fte: number;
	filled: number | null;
	/** Nobody works there, or it is only planned: the row says so itself. */
	status: 'vacant' | 'planned' | 'absent' | 'filled' | '';
	people: string[];
	held: string;
	programmes: string[];
	percent: number | null;
	fundedUntil: string | null;
	/** The row says that money has no end. */
	isFundedOpen: boolean;
	from: string;
	until: string | null;
	/** The row says that the position has no end. */
	isOpen: boolean;
	qualification: string;
	emphasis: string;
}

const MOST: Partial<Record<ListField, number>> = { number: 40, person: 160, programme: 160, held: 200, qualification: 200, emphasis: 300 };
const mostOf = (field: ListField) => MOST[field] ?? 260;

/** More than this in one row may be hours, or a percentage. Unit: hundredths */
const LARGE = 200;

const STATUSES: [RegExp, RowFacts['status']][] = [
	[/unbesetzt|vakan|vacant|offen|frei\b|nicht besetzt/i, 'vacant'],
	[/geplant|beantragt|planned/i, 'planned'],
	[/abwesend|elternzeit|erkrankt|absent|leave/i, 'absent'],
	[/besetzt|filled/i, 'filled'],
];

// What offices write where nothing is, nobody works, or nothing ends.
const NOTHING = /^([-–—/?.]+|nicht finanziert|not funded)$/i;
const NOBODY = /^(n\.? ?n\.?|unbesetzt|nicht besetzt|vakant|offen|frei|vacant)$/i;
const ENDLESS = /^(ohne ende|unbefristet|without an end|unlimited)$/i;

// Programs write a day with a time.
const dayIn = (text: string): string => {
	const day = text.replace(/[T ]00:00(:00(\.0+)?)?(Z)?$/, '');
	return read(day)?.day === undefined ? '' : dateOf(day);
};

/** Reads the cells of a row; facts are null where it cannot be taken over, and a remark says why. */
export function readRow(
	columns: readonly (ListField | '')[],
	texts: readonly string[],
): { facts: RowFacts | null; remarks: Remark[]; shown: { name: string; number: string } } {
	const remarks: Remark[] = [];
	const cells = new Map<ListField, string>();
	for (const [at, field] of columns.entries()) {
		if (field === '') continue;
		const raw = texts[at] ?? '';
		// Before anything is composed: endless runs of marks would take endless time.
		const { text, oddities } = cellText(raw.slice(0, 2 * mostOf(field) + 100));
		remarks.push(...oddities);
		const isNothing = NOTHING.test(text);
		if (/^[=+\-@]/.test(text) && !isNothing) remarks.push({ key: 'formula', value: text.slice(0, 80) });
		cells.set(field, isNothing ? '' : field === 'schoolNumber' || field === 'number' ? text.replace(/^(\d+)\.0$/, '$1') : text);
	}
	const text = (field: ListField) => cells.get(field) ?? '';
	const shown = { name: (text('school') || text('schoolNumber')).slice(0, 200), number: text('number').slice(0, 40) };
	const refuse = (key: Remark['key'], value = '') => ({ facts: null, remarks: [...remarks, { key, value }], shown });
	const long = listFields.find((field) => text(field).length > mostOf(field));
	if (long) return refuse('tooLong', text(long).slice(0, 80));
	const odd = [...cells.values()].find((one) => /[\p{C}\ufffd]/u.test(one));
	if (odd !== undefined) return refuse('unreadable', odd.slice(0, 80));
	if (!/^[\p{L}\p{N}./ _-]*$/u.test(text('number'))) return refuse('unreadable', text('number'));
	if (text('school') === '' && text('schoolNumber') === '') return refuse('schoolMissing');
	if (text('fte') === '') return refuse('fteMissing');
	const fte = fteOf(text('fte'));
	if (fte === undefined) return refuse('fteWrong', text('fte'));
	const fitting = <T>(field: ListField, value: T | undefined | ''): T | null => {
		if (text(field) !== '' && (value === undefined || value === '')) remarks.push({ key: 'notTaken', value: text(field) });
		return value === undefined || value === '' ? null : (value as T);
	};
	const endIn = (field: ListField) => (ENDLESS.test(text(field)) ? null : fitting(field, dayIn(text(field))));
	const [until, fundedUntil] = [endIn('until'), endIn('fundedUntil')];
	const percent = /^\d{1,3}(?:[.,]0+)?\s*%?$/.test(text('percent')) ? Number.parseInt(text('percent'), 10) : undefined;
	const filled =
		text('filled') === '0' || text('filled') === '0,00' || text('filled') === '0.00' ? 0 : fitting('filled', fteOf(text('filled')));
	const isNobody = NOBODY.test(text('person'));
	const people = isNobody
		? []
		: [
				...new Set(
					text('person')
						.split(/\s*[;/&]\s*/)
						.filter(Boolean),
				),
			];
	const status = filled === 0 ? 'vacant' : (STATUSES.find(([pattern]) => pattern.test(text('status')))?.[1] ?? (isNobody ? 'vacant' : ''));
	if (people.length > 0 && (status === 'vacant' || status === 'planned')) remarks.push({ key: 'notTaken', value: text('person') });
	if (filled !== null && filled > fte) return refuse('filledOver', text('filled'));
	if (fte > LARGE) remarks.push({ key: 'large', value: text('fte') });
	const from = fitting('from', dayIn(text('from'))) ?? '';
	return {
		remarks,
		shown,
		facts: {
			number: text('number'),
			schoolNumber: text('schoolNumber').toUpperCase(),
			school: text('school'),
			town: text('town'),
			employer: text('employer'),
			fte,
			filled,
			status,
			people,
			held: text('held'),
			programmes: [
				...new Set(
					text('programme')
						.split(/\s*;\s*/)
						.filter(Boolean),
				),
			],
			percent: fitting('percent', percent !== undefined && percent >= 1 && percent <= 100 ? percent : undefined),
			fundedUntil: fundedUntil && dayAfter(fundedUntil),
			isFundedOpen: ENDLESS.test(text('fundedUntil')),
			from,
			until: until && dayAfter(until),
			isOpen: ENDLESS.test(text('until')),
			qualification: text('qualification'),
			emphasis: text('emphasis'),
		},
	};
}

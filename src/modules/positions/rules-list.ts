// What a column of a list of positions means, and what a row says: as offices keep them in a spreadsheet.
import { cellText, columnsFor, meaningsOf, type Oddity } from '#platform/sheet/columns.ts';
import { dateOf, read } from '#platform/time/partial.ts';
import { dayAfter, fteOf } from './rules.ts';

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
	person: string;
	held: string;
	programme: string;
	percent: number | null;
	fundedUntil: string | null;
	from: string;
	until: string | null;
	qualification: string;
	emphasis: string;
}

const MOST: Partial<Record<ListField, number>> = { number: 40, person: 160, programme: 160, held: 200, qualification: 200, emphasis: 300 };
const mostOf = (field: ListField) => MOST[field] ?? 260;

const STATUSES: [RegExp, RowFacts['status']][] = [
	[/unbesetzt|vakan|vacant|offen|frei\b|nicht besetzt/i, 'vacant'],
	[/geplant|beantragt|planned/i, 'planned'],
	[/abwesend|elternzeit|erkrankt|absent|leave/i, 'absent'],
	[/besetzt|filled/i, 'filled'],
];

// Programs write a day with a time, and offices one with a note.
const dayIn = (text: string): string => {
	if (/^(ohne ende|without an end|unbefristet|nicht finanziert|not funded|[–-])$/i.test(text)) return '-';
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
		if (/^[=+\-@]/.test(text)) remarks.push({ key: 'formula', value: text.slice(0, 80) });
		cells.set(field, field === 'schoolNumber' || field === 'number' ? text.replace(/^(\d+)\.0$/, '$1') : text);
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
	const said = (field: ListField) => fitting(field, dayIn(text(field)));
	const fitting = <T>(field: ListField, value: T | undefined | ''): T | null => {
		if (text(field) !== '' && (value === undefined || value === '')) remarks.push({ key: 'notTaken', value: text(field) });
		return value === undefined || value === '' ? null : (value as T);
	};
	const dayOr = (field: ListField): string | null => {
		const day = said(field);
		// That it has no end is no day.
		return day === '-' ? null : day;
	};
	const [until, fundedUntil] = [dayOr('until'), dayOr('fundedUntil')];
	const percent = /^\d{1,3}(?:[.,]0+)?\s*%?$/.test(text('percent')) ? Number.parseInt(text('percent'), 10) : undefined;
	const filled =
		text('filled') === '0' || text('filled') === '0,00' || text('filled') === '0.00' ? 0 : fitting('filled', fteOf(text('filled')));
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
			status: filled === 0 ? 'vacant' : (STATUSES.find(([pattern]) => pattern.test(text('status')))?.[1] ?? ''),
			person: text('person'),
			held: text('held'),
			programme: text('programme'),
			percent: fitting('percent', percent !== undefined && percent >= 1 && percent <= 100 ? percent : undefined),
			fundedUntil: fundedUntil && dayAfter(fundedUntil),
			from: dayOr('from') ?? '',
			until: until && dayAfter(until),
			qualification: text('qualification'),
			emphasis: text('emphasis'),
		},
	};
}

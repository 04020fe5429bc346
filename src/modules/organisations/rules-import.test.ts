import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { countsOf, fates, type KnownSchool, readSchools } from './rules-import.ts';
import { columnsOf, type SchoolField, yearOf } from './rules-school.ts';

const HEADINGS = [
	'Schulnummer',
	'Name',
	'Schulform',
	'Straße',
	'PLZ',
	'Ort',
	'AGS',
	'Telefon',
	'Schüler',
	'Sozialindex',
	'lat',
	'lon',
	'Schuljahr',
];
const columns = columnsOf(HEADINGS, new Map());
const row = (facts: Partial<Record<SchoolField, string>> = {}): string[] =>
	columns.map((field) => (field === '' ? '' : ({ name: 'Lindenschule', town: 'Lindenfurt', ...facts }[field] ?? '')));
const read = (rows: string[][], known: KnownSchool[] = [], others: { name: string; town: string }[] = []) =>
	readSchools(
		columns,
		rows.map((cells, at) => ({ line: at + 2, cells })),
		known,
		others,
	);
const one = (facts: Partial<Record<SchoolField, string>>, known: KnownSchool[] = []) => {
	const [first] = read([row(facts)], known);
	if (!first) throw new Error('no row');
	return first;
};
const known = (facts: Partial<KnownSchool> = {}): KnownSchool => ({
	id: 'linden',
	number: '100014',
	name: 'Lindenschule',
	forms: ['Grundschule'],
	carrier: 'public',
	street: 'Weg 1',
	postcode: '12345',
	town: 'Lindenfurt',
	ags: '05974004',
	phone: '',
	email: '',
	website: '',
	latitude: null,
	longitude: null,
	years: { '2024/25': { pupils: 210, socialIndex: 5, source: '' } },
	...facts,
});
const remarks = (facts: Partial<Record<SchoolField, string>>) => one(facts).remarks.map(({ key, value }) => [key, value]);

test('columns are known by their headings, as a region said before, and each once', () => {
	expect(columns).not.toContain('');
	expect(columnsOf(['Traegerschaft', 'Schuelerzahl', 'Träger'], new Map())).toEqual(['carrier', 'pupils', '']);
	expect(columnsOf(['Amtliche Bezeichnung', 'STADT', 'Bemerkung', 'Name'], new Map())).toEqual(['name', 'town', '', '']);
	expect(
		columnsOf(
			['Dienststelle', 'Ort'],
			new Map([
				['dienststelle', 'name' as const],
				['ort', '' as const],
			]),
		),
	).toEqual(['name', '']);
});

describe('dirt is named and the rest of the row is kept', () => {
	test.each<[Partial<Record<SchoolField, string>>, string, Partial<Record<SchoolField, unknown>>]>([
		[{ ags: '5974004' }, 'zeroRestored', { ags: '05974004' }],
		[{ postcode: '1067' }, 'zeroRestored', { postcode: '01067' }],
		[{ phone: '211.0' }, 'decimal', { phone: '211' }],
		[{ name: 'Linden schule  Nord' }, 'spaces', { name: 'Linden schule Nord' }],
		[{ forms: 'undefined Berufsfachschule' }, 'undefined', { forms: ['Berufsfachschule'] }],
		[{ forms: 'Vorklassen; Grundschulen' }, 'severalForms', { forms: ['Vorklassen', 'Grundschulen'] }],
		[{ name: '=1+1' }, 'formula', { name: '=1+1' }],
		[{ pupils: 'viele', year: '2024/25' }, 'notTaken', { pupils: null, name: 'Lindenschule' }],
		[{ socialIndex: '10', year: '2024/25' }, 'notTaken', { socialIndex: null }],
		[{ latitude: '51,5', longitude: '721' }, 'notTaken', { latitude: null, longitude: null }],
		[{ ags: '123' }, 'notTaken', { ags: '' }],
		[{ year: 'bald' }, 'notTaken', { year: '' }],
	])('%o', (facts, key, expected) => {
		const { fate, facts: kept, remarks: said } = one(facts);
		expect([fate, said.map((remark) => remark.key)]).toEqual(['new', [key]]);
		expect(kept).toMatchObject(expected);
	});

	test('a name or a place that is missing, what cannot be a number and what no text holds make a row unreadable', () => {
		expect(remarks({ name: '' })).toEqual([['nameMissing', '']]);
		expect(remarks({ town: ' ' })).toEqual([['townMissing', '']]);
		expect(remarks({ number: 'a b' })[0]?.[0]).toBe('unreadable');
		expect(remarks({ street: 'x\u0000' })[0]?.[0]).toBe('unreadable');
		expect(remarks({ street: 'x'.repeat(201) })[0]?.[0]).toBe('tooLong');
		expect(one({ name: '' })).toMatchObject({ fate: 'unreadable', facts: null });
	});

	test('a school far from the others of its municipality, and one that is called after another place, are named', () => {
		const at = (number: string, latitude: string, name = `Schule ${number}`) =>
			row({ number, name, ags: '05974004', latitude, longitude: '8.1' });
		const rows = [
			...['1', '2', '3', '4'].map((number) => at(number, `51.5${number}`)),
			at('5', '51.72'),
			row({ number: '6', town: 'Romrod', name: 'Schule' }),
		];
		expect(read(rows).flatMap(({ line, remarks: all }) => all.map(({ key, value }) => [line, key, value]))).toEqual([[6, 'farAway', '21']]);
		const named = [
			row({ number: '1', name: 'Schule Romrod' }),
			row({ number: '2', name: 'Schule des Kreises Romrod' }),
			row({ number: '3', name: 'X', town: 'Romrod' }),
		];
		expect(read(named).map(({ remarks: all }) => all.map(({ key }) => key))).toEqual([['otherPlace'], [], []]);
	});
});

test('carriers are known by whole words, websites are those that pages can link, addresses those that mails reach', () => {
	const list = columnsOf(['Name', 'Ort', 'Schulträger', 'Website', 'E-Mail'], new Map());
	const says = (...cells: string[]) => readSchools(list, [{ line: 2, cells: ['A', 'B', ...cells] }], [], [])[0];
	const carriers = [
		'Landkreis Soest',
		'Stadt Freiburg',
		'Kreisfreie Stadt',
		'Stadt Kirchheim',
		'Ev. Kirchenkreis',
		'nicht öffentlich',
		'Öffentlich',
		'Privat',
		'Land Hessen',
		'Irgendwer',
	];
	expect(carriers.map((text) => says(text)?.facts?.carrier)).toEqual([
		'municipal',
		'municipal',
		'municipal',
		'municipal',
		'church',
		'free',
		'public',
		'free',
		'state',
		'',
	]);
	const sites = ['www.schule.de', 'http//www.schule.de', 'https://schule.de/a', 'javascript:alert(1)', 'keine'];
	expect(sites.map((text) => says('', text)?.facts?.website)).toEqual([
		'https://www.schule.de',
		'http://www.schule.de',
		'https://schule.de/a',
		'',
		'',
	]);
	const mails = ['info@schule.de', 'Info@Schule.DE', '<info@schule.de>', 'mailto:info@schule.de', 'info@schule.de,'];
	expect(mails.map((text) => says('', '', text)?.facts?.email)).toEqual(['info@schule.de', 'info@schule.de', '', '', '']);
	expect(['a\u202eb', 'a\u00adb'].map((name) => readSchools(list, [{ line: 2, cells: [name, 'B'] }], [], [])[0]?.fate)).toEqual([
		'unreadable',
		'new',
	]);
});

test('a cell without an end is refused before anything is worked out of it', () => {
	const endless = ['a\u0315\u0300'.repeat(300_000), `a@${'.'.repeat(300_000)}@`];
	for (const text of endless) expect(one({ name: text, street: text, phone: text })).toMatchObject({ fate: 'unreadable', facts: null });
	expect(columnsOf(['x'.repeat(1_000_000), 'Name'], new Map())).toEqual(['', 'name']);
	expect(one({ pupils: '20' }).remarks.map(({ key }) => key)).toEqual(['yearMissing']);
	expect(['15.03.2025', '2025-03-15'].map(yearOf)).toEqual(['', '']);
});

test('schools are matched by number, else by name and place where that leads to one only', () => {
	const stands = (facts: Partial<Record<SchoolField, string>>, all = [known()]) => {
		const { fate, match, changes } = one(facts, all);
		return [fate, match, changes.map(({ field }) => field)];
	};
	expect(stands({ number: '100014' })).toEqual(['unchanged', 'linden', []]);
	expect(stands({ number: '100014', name: 'Neue Lindenschule', postcode: '12346' })).toEqual(['changed', 'linden', ['name', 'postcode']]);
	expect(stands({ number: '' })).toEqual(['unchanged', 'linden', []]);
	expect(stands({ number: '100099' })).toEqual(['new', null, []]);
	expect(stands({ number: '100099' }, [known({ number: '' })])).toEqual(['changed', 'linden', ['number']]);
	// A spreadsheet that took the leading zero has not made another school.
	expect(stands({ number: '14' }, [known({ number: '0014' })])).toEqual(['unchanged', 'linden', []]);
	expect(stands({ number: '' }, [known(), known({ id: 'other', number: '100015' })])).toEqual(['contradictory', null, []]);
	expect(read([row()], [], [{ name: 'Lindenschule', town: 'Lindenfurt' }])[0]).toMatchObject({
		fate: 'contradictory',
		remarks: [{ key: 'nameOfOther' }],
	});
});

test('what belongs to a year is compared with that year, and an empty cell says nothing', () => {
	expect(one({ number: '100014', pupils: '210', year: '2024/25' }, [known()]).fate).toBe('unchanged');
	expect(one({ number: '100014', pupils: '215', year: '2024/25' }, [known()]).changes).toEqual([
		{ field: 'pupils', before: '210', after: '215' },
	]);
	expect(one({ number: '100014', pupils: '215', year: '2025/26' }, [known()]).changes).toEqual([
		{ field: 'pupils', before: '', after: '215' },
	]);
	expect(['2024/25', '2024/2025', 'Schuljahr 2024/25', '2024', '2024/26', '24/25', ''].map(yearOf)).toEqual([
		'2024/25',
		'2024/25',
		'2024/25',
		'2024/25',
		'',
		'',
		'',
	]);
});

test('one number on several rows: the first counts, the same again is no news, anything else contradicts it', () => {
	const all = read([row({ number: '1' }), row({ number: '1' }), row({ number: '1', name: 'Anders' }), row({ number: '2' })]);
	expect(all.map(({ fate }) => fate)).toEqual(['new', 'unchanged', 'contradictory', 'new']);
	expect(all.map(({ remarks: said }) => said.map(({ key, value }) => `${key} ${value}`))).toEqual([
		['sameName '],
		['again 2'],
		['numberTwice 2'],
		['sameName '],
	]);
	expect(countsOf(all)).toEqual({ new: 2, changed: 0, unchanged: 1, contradictory: 1, unreadable: 0 });
});

const cell = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 12 }),
	fc.constantFrom('', '1', '0001', 'Schule', 'Ort', '=A1', '12345', '2024/25', '51.5'),
);
property.prop([fc.array(fc.array(cell, { minLength: HEADINGS.length, maxLength: HEADINGS.length }), { maxLength: 30 })])(
	'whatever a list holds: every row has one fate, and what was taken over is unchanged the next time',
	(rows) => {
		const first = read(rows);
		expect(first.map(({ line }) => line)).toEqual(rows.map((_, at) => at + 2));
		expect(fates.reduce((sum, fate) => sum + countsOf(first)[fate], 0)).toBe(rows.length);
		const taken = first.flatMap(({ fate, facts, line }): KnownSchool[] => {
			if (fate !== 'new' || !facts) return [];
			const { year, pupils, socialIndex, source, ...school } = facts;
			return [
				{
					...school,
					id: String(line),
					years: year && (pupils !== null || socialIndex !== null) ? { [year]: { pupils, socialIndex, source } } : {},
				},
			];
		});
		expect(read(rows, taken).filter(({ fate }) => fate === 'new' || fate === 'changed')).toEqual([]);
	},
);

test('a school that is known by name and place alone is to be confirmed, and is none where somebody says so', () => {
	const rows = [{ line: 2, cells: row({ number: '100099', pupils: '230', year: '2024/25' }) }];
	const bare = known({ number: '' });
	const look = (all: KnownSchool[], denied = new Set<number>()) => readSchools(columns, rows, all, [], denied)[0];
	expect(look([bare])).toMatchObject({ fate: 'changed', match: 'linden', isNamed: true });
	expect(look([bare], new Set([2]))).toMatchObject({ fate: 'contradictory', remarks: [{ key: 'notSame' }] });
	// Another line was meant; and who is known by number needs no confirming, nor does what changes nothing.
	expect(look([bare], new Set([3]))).toMatchObject({ fate: 'changed' });
	expect(look([known({ number: '100099' })], new Set([2]))).toMatchObject({ fate: 'changed', isNamed: false });
	expect(one({}, [known()])).toMatchObject({ fate: 'unchanged', isNamed: false });
	expect(one({ pupils: '231', year: '2024/25' }, [known()])).toMatchObject({ fate: 'changed', isNamed: true });
});

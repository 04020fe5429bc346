import { expect, test } from 'vitest';
import { columnsOf, professionsBy, readRows, type Setting } from './rules-import.ts';

const setting: Setting = {
	workshops: [
		{ id: 'a', title: 'Innere Stärke' },
		{ id: 'b', title: 'Rücken, Atem, Stimme' },
		{ id: 'c', title: '3. Weg' },
		{ id: 'd', title: 'Doppelt' },
		{ id: 'e', title: 'doppelt!' },
	],
	mostWishes: 2,
	known: new Map([
		['da@schule.example', { state: 'confirmed', wishes: ['a'] }],
		['wartet@schule.example', { state: 'waiting', wishes: ['b'] }],
		['weg@schule.example', { state: 'withdrawn', wishes: [] }],
	]),
	isOpen: true,
	professions: professionsBy([(one) => (one === 'teaching' ? 'Lehrkraft oder Sonderpädagogik' : one)]),
};
const { columns } = columnsOf([
	'Nachname',
	'Vorname',
	'E-Mail',
	'Schule oder Organisation',
	'Arbeitsfeld',
	'1. Wunsch',
	'2. Wunsch',
	'Bemerkung',
	'Wunsch 3',
]);

const read = (...lists: string[][]) =>
	readRows(
		columns,
		lists.map((cells, at) => ({ line: at + 2, cells })),
		setting,
	).map(({ fate, name, wishes, remarks, input }) => ({ fate, name, wishes, remarks, profession: input?.profession }));

test('headings as people write them are understood; without addresses a table is none of people', () => {
	expect(columns).toEqual(['last', 'first', 'email', 'organisation', 'profession', 'wish1', 'wish2', undefined, 'wish3']);
	expect(columnsOf(['Name', 'Telefon']).missing).toEqual(['email', 'organisation']);
	expect(columnsOf(['constructor', '__proto__', 'toString', 'Mail'])).toEqual({
		columns: [undefined, undefined, undefined, 'email'],
		missing: ['name', 'organisation'],
	});
});

test('who is new is taken with wishes by title or number, whatever the case', () => {
	expect(read(['Lovelace', 'Ada', 'ADA@schule.example', 'Schule', 'lehrkraft oder sonderpädagogik', 'innere stärke', '2'])).toEqual([
		{ fate: 'new', name: 'Ada Lovelace', wishes: ['a', 'b'], remarks: [], profession: 'teaching' },
	]);
	// A title that begins with a number is a title.
	expect(read(['L', 'A', 'x@schule.example', 'Schule', '', '3. Weg'])[0]?.wishes).toEqual(['c']);
});

test('who is known keeps everything but other wishes; who withdrew stays so', () => {
	expect(
		read(
			['D', 'A', 'da@schule.example', 'S', '', 'Innere Stärke'],
			['W', 'A', 'wartet@schule.example', 'S', '', 'Innere Stärke'],
			['G', 'A', 'weg@schule.example', 'S', '', 'Innere Stärke'],
		).map(({ fate }) => fate),
	).toEqual(['known', 'wishes', 'withdrawn']);
	const closed = readRows(columns, [{ line: 2, cells: ['W', 'A', 'wartet@schule.example', 'S', '', '1'] }], {
		...setting,
		isOpen: false,
	});
	expect(closed.map(({ fate }) => fate)).toEqual(['known']);
});

test('what cannot be read is refused with the reason, and nothing falls away silently', () => {
	expect(
		read(
			['', '', 'ada', '', ''],
			['L', 'A', 'ada@schule.example', 'S', '', 'Töpfern'],
			['L', 'B', 'Ada@schule.example', 'S', ''],
			['L', 'E', 'ada@schule.example', 'S', ''],
			['L', 'F', 'fee@schule.example', 'S', '', 'doppelt'],
			['L', 'C', 'cem@schule.example', 'S', 'Sonderpädagogik', '1', '2', '', '3'],
			['L', 'D', 'dora@schule.example', 'S', 'Astronautin', '1', '1'],
			['L', 'G', 'gustav@schule.example', 'S', '', 'rücken'],
		).map(({ fate, remarks }) => [fate, remarks.map(({ key, value }) => `${key} ${value}`.trim())]),
	).toEqual([
		['refused', ['import.nameMissing', 'import.organisationMissing', 'import.emailMissing']],
		['refused', ['import.unknownWish Töpfern']],
		// A row that was refused does not stand in the way of the corrected one below it; one that was taken does.
		['new', []],
		['refused', ['import.sameAddress ada@schule.example']],
		['refused', ['import.ambiguousWish doppelt']],
		['refused', ['import.tooManyWishes 2']],
		['new', ['import.wishTwice', 'import.unknownProfession Astronautin']],
		['new', ['import.wishTaken rücken → Rücken, Atem, Stimme']],
	]);
});

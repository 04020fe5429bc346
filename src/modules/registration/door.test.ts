import { expect, test } from 'vitest';
import { type Expected, fits, lookUp } from './rules-door.ts';
import { readScans } from './schema-door.ts';

const someone = (name: string, organisation = '', arrived: string | null = null): Expected => ({
	id: name,
	name,
	organisation,
	code: name.slice(0, 4).toUpperCase(),
	state: 'confirmed',
	arrived,
	door: '',
});

test.each([
	['Jürgen Müller', 'mül'],
	['Jürgen Müller', 'mul'],
	['Jürgen Müller', 'muel'],
	['Jürgen Müller', 'jür mü'],
	['Nguyễn Thị Ánh', 'anh'],
	['Nguyễn Thị Ánh', 'nguyen'],
	['Łukasz Żak', 'luk'],
	['İlknur Şahin', 'sah'],
	['İlknur Şahin', 'ilk'],
	['Олена Шевченко', 'шев'],
	['Anna Groß', 'gross'],
	['Anna von der Heide-Lüders', 'lüd'],
])('%s is found by "%s"', (name, typed) => expect(fits(someone(name), typed)).toBe(true));

test('letters in the middle of a name find nobody, nor does nothing at all', () => {
	expect(fits(someone('Jürgen Müller'), 'üller')).toBe(false);
	expect(fits(someone('Jürgen Müller'), ' ')).toBe(false);
	expect(fits(someone('Jürgen Müller'), 'jürgen meier')).toBe(false);
});

test('an organisation finds its people, and those who are not in yet come first', () => {
	const people = [someone('A', 'Kita Fluss', '2027-01-01'), someone('B', 'Kita Fluss'), someone('C', 'Schule')];
	expect(lookUp(people, 'kit').map(({ name }) => name)).toEqual(['B', 'A']);
});

test('a code finds its person and nobody else', () => {
	expect(lookUp([someone('Anna'), { ...someone('Annabel'), code: 'ANNB' }], 'anna').map(({ name }) => name)).toEqual(['Anna']);
});

test('of what a device sends, what cannot be read is named and the rest goes on', () => {
	const key = '00000000-0000-4000-8000-000000000001';
	expect(readScans('nothing')).toBeNull();
	expect(readScans([])).toBeNull();
	expect(
		readScans([
			{ key, kind: 'arrive', code: 'X' },
			{ key: 'k2', kind: 'arrive' },
			{ key: key.replace(/1$/, '3'), kind: 'walkIn', name: ' \u0000 ', organisation: 'x' },
			null,
		]),
	).toEqual({
		scans: [{ key, kind: 'arrive', place: null, code: 'X', name: '', organisation: '', anyway: false, agoSeconds: 0 }],
		unreadable: ['k2', key.replace(/1$/, '3'), ''],
	});
});

import fs from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Coordinator } from '#modules/people/access.ts';
import { type Table, tableOf, textOf } from '#platform/sheet/csv.ts';
import { tableOfFile } from '#platform/sheet/file.ts';
import { toXlsx } from '#platform/sheet/sheet.ts';
import { database } from '../../../tests/database.ts';
import { makeRegion } from '../../../tests/make.ts';
import { refused } from '../../../tests/refused.ts';
import { importsOf, knownSchools, saidHeadings } from './read-import.server.ts';
import { profileOf } from './read-profile.server.ts';
import { countsOf } from './rules-import.ts';
import { columnsOf, type SchoolField } from './rules-school.ts';
import { addMembership, addOrganisation, changeOrganisation } from './write.server.ts';
import { importSchools, previewSchools, undoImport } from './write-import.server.ts';
import { verify } from './write-profile.server.ts';

const SCHOOLS = path.resolve(import.meta.dirname, '../../..', process.env['REAL_DATA'] ?? '../shared/data', 'schools');
const { database: db } = await database(8);
const NOW = new Date('2027-03-16T09:00:00Z');

const within = <T>(region: number, work: Parameters<typeof db.within<T>>[1]) => db.within([region], work);
const make = async (region: number) => within(region, (tx) => makeRegion(tx, { id: region, host: `region-${region}.example` }));
const coordinator = await make(1);
const columnsFor = ({ headings }: Table, said: ReadonlyMap<string, SchoolField | ''> = new Map()) => columnsOf(headings, said);
const take = async (by: Coordinator, table: Table, now = NOW) => {
	const taken = await within(by.region, (tx) => importSchools(tx, by, table, { name: 'liste.csv', columns: columnsFor(table) }, now));
	return { ...taken, id: taken.id as string };
};
const schools = async (by: Coordinator) =>
	(await within(by.region, knownSchools)).sort((a, b) => (`${a.number} ${a.name}` < `${b.number} ${b.name}` ? -1 : 1));
/** Everything that an import may touch. */
const everything = async (by: Coordinator) =>
	within(by.region, async (tx) => ({
		schools: (await knownSchools(tx)).sort((a, b) => (a.id < b.id ? -1 : 1)),
		municipalities: await tx.selectFrom('places.municipality').selectAll().orderBy('ags').execute(),
		areas: await tx.selectFrom('places.area').selectAll().orderBy('id').execute(),
		lies: await tx.selectFrom('places.area_municipality').selectAll().orderBy('ags').execute(),
	}));

const list = (...rows: string[]): Table => tableOf(['Schulnummer;Name;Ort;PLZ;AGS;Schulform;Schüler;Stand', ...rows].join('\n'));

describe.skipIf(!fs.existsSync(SCHOOLS))('the real lists', () => {
	test.each([
		['kreis-soest.csv', 107, 2, 14, ['farAway', 'otherPlace', 'spaces']],
		['herne.csv', 43, 3, 0, ['areaTwice']],
		['vogelsbergkreis.csv', 37, 4, 1, ['otherPlace', 'sameName', 'severalForms']],
	] as const)(
		'%s: all is taken over, nothing twice, a corrected file shows its differences, and undoing restores',
		async (file, count, region, areas, remarks) => {
			const by = await make(region);
			const before = await everything(by);
			const table = tableOf(textOf(fs.readFileSync(path.join(SCHOOLS, file))));
			const { id, rows, counts } = await take(by, table);
			expect(counts).toEqual({ new: count, changed: 0, unchanged: 0, contradictory: 0, unreadable: 0 });
			expect((await everything(by)).areas).toHaveLength(areas);
			expect([...new Set(rows.flatMap((row) => row.remarks.map(({ key }) => key)))].sort()).toEqual([...remarks]);
			// Nothing is lost: each cell that says something is kept as it stands, but for blanks.
			const kept = new Map((await schools(by)).map((one) => [one.number, one]));
			const at = (heading: string) => table.headings.indexOf(heading);
			for (const { cells } of table.rows) {
				const school = kept.get(cells[at('schulnummer')] as string);
				const cell = (heading: string) => (cells[at(heading)] ?? '').replace(/\s+/g, ' ');
				expect([school?.name, school?.street, school?.postcode, school?.town, school?.ags, school?.phone, school?.email]).toEqual(
					['name', 'strasse', 'plz', 'ort', 'ags', 'telefon', 'email'].map(cell),
				);
				expect(school?.forms.join('; ')).toBe(cell('schulform'));
				expect(String(school?.latitude ?? '')).toBe(cell('lat') === '' ? '' : String(Number(cell('lat'))));
				expect(Object.values(school?.years ?? {}).map(({ pupils }) => String(pupils))).toEqual([cell('schueler')]);
			}
			expect((await take(by, table)).counts).toEqual({ new: 0, changed: 0, unchanged: count, contradictory: 0, unreadable: 0 });
			// The same as a workbook, in which numbers have lost their zeros.
			const cells = table.rows.map((row) =>
				row.cells.map((text) => (/^\d+(\.\d+)?$/.test(text) && Number(text) < 1e12 ? Number(text) : text)),
			);
			const workbook = await tableOfFile(await toXlsx({ name: 'Schulen', headings: table.headings, rows: cells }));
			const again = await within(region, (tx) => previewSchools(tx, workbook, columnsFor(workbook)));
			expect(countsOf(again)).toEqual({ new: 0, changed: 0, unchanged: count, contradictory: 0, unreadable: 0 });
			expect(again.filter((row) => row.remarks.some(({ key }) => key === 'zeroRestored'))).toHaveLength(count);
			// Somebody corrects two cells and adds a school.
			const corrected = { ...table, rows: table.rows.map((row) => ({ ...row, cells: [...row.cells] })) };
			(corrected.rows[3]?.cells as string[])[at('telefon')] = '01234 5678';
			(corrected.rows[5]?.cells as string[])[at('schueler')] = '4321';
			corrected.rows.push({
				line: 999,
				cells: (corrected.rows[0]?.cells ?? []).map((text, column) => (column === at('schulnummer') ? '999999' : text)),
			});
			const second = await take(by, corrected, new Date('2027-04-01T09:00:00Z'));
			expect(second.counts).toEqual({ new: 1, changed: 2, unchanged: count - 2, contradictory: 0, unreadable: 0 });
			expect(second.rows.flatMap(({ line, changes }) => changes.map(({ field, after }) => [line, field, after]))).toEqual([
				[5, 'phone', '01234 5678'],
				[7, 'pupils', '4321'],
			]);
			// What came first cannot go before what came after; then the register is as it was before each.
			const first = await everything(by);
			await refused(
				within(region, (tx) => undoImport(tx, by, id, NOW)),
				/Seither hat jemand geändert/,
			);
			expect(await everything(by)).toEqual(first);
			await within(region, (tx) => undoImport(tx, by, second.id, NOW));
			await within(region, (tx) => undoImport(tx, by, second.id, NOW));
			expect((await within(region, (tx) => previewSchools(tx, table, columnsFor(table)))).every(({ fate }) => fate === 'unchanged')).toBe(
				true,
			);
			await within(region, (tx) => undoImport(tx, by, id, NOW));
			expect(await everything(by)).toEqual(before);
			expect((await within(region, (tx) => importsOf(tx, by, 'organisations', 10))).map(({ undoneAt }) => undoneAt !== null)).toEqual([
				true,
				true,
			]);
		},
	);
});

test('a list changes what it says and nothing else, and undoing brings back what stood there, also of a year', async () => {
	const by = await make(5);
	await take(by, list('1;Eiche;Hain;12345;05974004;Grundschule;100;2024/25'));
	const before = await everything(by);
	const { id, counts } = await take(
		by,
		list('1;Eichenschule;;;;;110;2024/25', '2;Buche;Hain;;;;;', ';;;;;;;', '3;;Hain;;;;;', '1;Anders;Hain;;;;;'),
	);
	// A row without a place or a name is not read, so that the next one of its number counts.
	expect(counts).toEqual({ new: 1, changed: 1, unchanged: 0, contradictory: 0, unreadable: 2 });
	await within(5, (tx) => undoImport(tx, by, id, NOW));
	expect(await everything(by)).toEqual(before);
	const changed = await take(by, list('1;Eichenschule;Hain;;;;110;2024/25', '1;Eichenschule;Hain;;;;120;2025/26'));
	expect(changed.counts).toMatchObject({ changed: 1, contradictory: 1 });
	const next = await take(by, list('1;Eichenschule;Hain;;;;120;2025/26'));
	expect((await schools(by)).map(({ name, postcode, forms, years }) => [name, postcode, forms, Object.keys(years)])).toEqual([
		['Eichenschule', '12345', ['Grundschule'], ['2024/25', '2025/26']],
	]);
	await within(5, (tx) => undoImport(tx, by, next.id, NOW));
	await within(5, (tx) => undoImport(tx, by, changed.id, NOW));
	expect(await everything(by)).toEqual(before);
});

test('a list puts municipalities into planning areas where it is of one mind, leaves those that lie in one, and takes it back', async () => {
	const by = await make(9);
	const areas = (...rows: string[]) => tableOf(['Name;Ort;AGS;Planungsraum', ...rows].join('\n'));
	const first = await take(by, areas('Eiche;Hain;05974004;Nord', 'Buche;Au;05974008;Nord', 'Esche;Au;05974008;Süd', 'Linde;Tal;05974012;'));
	const lies = async () => (await everything(by)).lies.map(({ ags, valid_from }) => [ags, valid_from]);
	expect(await lies()).toEqual([['05974004', '2027-03-16']]);
	expect(first.rows.map(({ remarks }) => remarks.map(({ key }) => key))).toEqual([[], ['areaTwice'], ['areaTwice'], []]);
	const before = await everything(by);
	// Nothing of a school changes, and still there is something to take back.
	const second = await take(by, areas('Eiche;Hain;05974004;Süd', 'Linde;Tal;05974012;Nord'));
	expect([second.counts.unchanged, (await lies()).length, (await everything(by)).areas.length]).toEqual([2, 2, 1]);
	await within(9, (tx) => undoImport(tx, by, second.id, NOW));
	expect(await everything(by)).toEqual(before);
	await within(9, (tx) => undoImport(tx, by, first.id, NOW));
	expect(await everything(by)).toEqual({ schools: [], municipalities: [], areas: [], lies: [] });
});

test('what somebody changed or needs since is not taken back, and nothing is half', async () => {
	const by = await make(6);
	const { id } = await take(by, list('1;Eiche;Hain;;;;;', '2;Buche;Hain;;;;;'));
	const [oak] = await schools(by);
	const facts = { name: 'Eiche', type: 'school', street: '', postcode: '', town: 'Hain', ags: '' } as const;
	await within(6, (tx) => changeOrganisation(tx, by, oak?.id as string, { ...facts, street: 'Neuer Weg 1' }));
	// What the list did not speak of is nobody's loss but theirs who entered it.
	await refused(
		within(6, (tx) => undoImport(tx, by, id, NOW)),
		/Seither hat jemand geändert.*Eiche\./,
	);
	await within(6, (tx) => changeOrganisation(tx, by, oak?.id as string, facts));
	const works = { person: by.person, organisation: oak?.id as string, function: 'Leitung', since: '2026-08-01' };
	await within(6, (tx) => addMembership(tx, 6, works));
	await refused(
		within(6, (tx) => undoImport(tx, by, id, NOW)),
		/inzwischen gebraucht/,
	);
	expect((await schools(by)).map(({ name }) => name)).toEqual(['Eiche', 'Buche']);
	await refused(
		within(1, (tx) => undoImport(tx, coordinator, id, NOW)),
		/gibt es nicht mehr/,
	);
});

test('what a school has said of itself since it came with a list does not go with the list, and a list that brings another address ends the link', async () => {
	const by = await make(8);
	const { id } = await take(by, list('1;Eiche;Hain;;;;100;2024/25'));
	const oak = async () => (await schools(by))[0]?.id as string;
	await within(8, async (tx) => verify(tx, by, await oak(), NOW));
	await refused(
		within(8, (tx) => undoImport(tx, by, id, NOW)),
		/Seither hat jemand geändert/,
	);
	const other = await take(by, list('2;Buche;Hain;;;;100;2024/25'));
	const later = await take(by, list('2;Buche;Hain;;;;110;2025/26'));
	await refused(
		within(8, (tx) => undoImport(tx, by, other.id, NOW)),
		/Seither hat jemand geändert/,
	);
	await within(8, (tx) => undoImport(tx, by, later.id, NOW));
	await within(8, (tx) => undoImport(tx, by, other.id, NOW));
	const links = async () => (await within(8, async (tx) => profileOf(tx, await oak())))?.link;
	const withMail = (email: string) => take(by, tableOf(`Schulnummer;Name;Ort;E-Mail\n1;Eiche;Hain;${email}`));
	await withMail('eins@schule.example');
	expect(await links()).toBe(1);
	const second = await withMail('zwei@schule.example');
	expect(await links()).toBe(2);
	await within(8, (tx) => undoImport(tx, by, second.id, NOW));
	expect(await links()).toBe(3);
});

test('two lists at once are one after the other, and what headings meant is remembered', async () => {
	const by = await make(7);
	const table = list(...Array.from({ length: 40 }, (_, at) => `${at + 1};Schule ${at};Hain;;;;;`));
	const both = await Promise.all([take(by, table), take(by, table)]);
	expect(both.map(({ counts }) => counts.new).sort()).toEqual([0, 40]);
	const odd = tableOf('Dienststelle;Wo\nEiche;Hain');
	await refused(take(by, odd), /Gefunden: Dienststelle, Wo/);
	const columns: SchoolField[] = ['name', 'town'];
	await within(7, (tx) => importSchools(tx, by, odd, { name: '', columns }, NOW));
	expect(columnsFor(odd, await within(7, saidHeadings))).toEqual(columns);
	// What was guessed is guessed anew: a heading that came second today may be the only one tomorrow.
	await take(by, tableOf('Schulname;Name;Ort\nEsche;Esche;Hain'));
	expect(columnsFor(tableOf('Name;Ort\na;b'), await within(7, saidHeadings))).toEqual(['name', 'town']);
	await expect(within(7, (tx) => sql`update organisations.import_change set line = 1`.execute(tx))).rejects.toThrow(/permission denied/);
	// Two schools of one name in one town have numbers of their own; without one, the name is taken.
	expect((await take(by, list('901;Zwilling;Hain;;;;;', '902;Zwilling;Hain;;;;;'))).counts.new).toBe(2);
	const twin = { name: 'Zwilling', type: 'school', street: '', postcode: '', town: 'Hain', ags: '' } as const;
	await refused(
		within(7, (tx) => addOrganisation(tx, by, twin)),
		/gibt es schon/,
	);
});

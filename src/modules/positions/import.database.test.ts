import { expect, test } from 'vitest';
import { tableOf } from '#platform/sheet/csv.ts';
import { tableOfFile } from '#platform/sheet/file.ts';
import { toXlsx } from '#platform/sheet/sheet.ts';
import { database } from '../../../tests/database.ts';
import { makeRegion } from '../../../tests/make.ts';
import { makePosition, makeProfile } from '../../../tests/make-register.ts';
import { refused } from '../../../tests/refused.ts';
import { listed, type Names, positionSheet } from './output.server.ts';
import { changeLine } from './output-import.server.ts';
import { programmes, schoolsOn, specialistNames, standings } from './read.server.ts';
import { isOn } from './rules.ts';
import { listColumns } from './rules-list.ts';
import * as writes from './write.server.ts';
import { importPositions, previewPositions, undoImport } from './write-import.server.ts';

const { database: db } = await database(6);
const NOW = new Date('2027-03-16T09:00:00Z');
const DAY = '2027-03-16';
let regions = 20;

const HEADINGS = 'Stellennummer;Schule;Ort;Anstellungsträger;Umfang;Fachkraft;Programm;Finanziert bis;Stand';
const ROWS = [
	'A-1;Schule am Markt;Probe;Trägerwerk;0,5;Alma Rieck;Landesprogramm;31.07.2027;besetzt',
	';Schule am Markt;Probe;Trägerwerk;1;;Landesprogramm;31.07.2028;unbesetzt',
	';Schule am Markt;Probe;Trägerwerk;1;;Landesprogramm;31.07.2028;unbesetzt',
	'A-2;Schule am Bach;Probe;Trägerwerk;0,25;Bodo Lenz;Kreismittel;;',
	'A-2;Schule am Wald;Probe;Trägerwerk;0,25;Bodo Lenz;Kreismittel;;',
	';Schule am Wald;Probe;;0,75;;;;besetzt',
];
const list = (...rows: string[]) => tableOf([HEADINGS, ...rows].join('\n'));

async function make() {
	const region = regions++;
	const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([region], work);
	const by = await within((tx) => makeRegion(tx, { id: region, host: `liste-${region}.example` }));
	for (const [name, number] of [
		['Schule am Markt', '0101'],
		['Schule am Bach', '102'],
		['Schule am Wald', '103'],
	] as const)
		await within((tx) => makeProfile(tx, by, { name, type: 'school', number }));
	await within((tx) => makeProfile(tx, by, { name: 'Trägerwerk' }));
	const preview = (table = list(...ROWS), day = DAY) => within((tx) => previewPositions(tx, by, table, listColumns(table.headings), day));
	const take = (table = list(...ROWS), day = DAY) =>
		within((tx) => importPositions(tx, by, table, { name: 'Stellen.xlsx', columns: listColumns(table.headings), day }, NOW));
	const names = () =>
		within(
			async (tx): Promise<Names> => ({
				schools: new Map((await schoolsOn(tx, by, DAY)).map((one) => [one.id, one])),
				people: await specialistNames(tx, by),
				programmes: new Map((await programmes(tx)).map((one) => [one.id, one])),
			}),
		);
	const shown = async (day = DAY) => {
		const known = await names();
		const all = await within((tx) => standings(tx, by, { day, known: null }));
		return all
			.map((one) => listed(one, known, day))
			.filter(({ status }) => status !== 'ended')
			.map((one) => [
				one.number,
				one.schools.toSorted().join('+'),
				one.fte,
				one.status,
				one.people.toSorted().join('+'),
				one.programmes.join('+'),
				one.fundedUntil,
			])
			.sort();
	};
	const back = (id: string | null) => within((tx) => undoImport(tx, by, id as string, NOW));
	return { region, within, by, preview, take, names, shown, back };
}

test('a list is looked at row by row, taken over once, and the same list again changes nothing', async () => {
	const made = await make();
	expect((await made.preview()).map(({ fate }) => fate)).toEqual(Array(6).fill('new'));
	expect(await made.shown()).toEqual([]);
	const { counts } = await made.take();
	expect(counts).toEqual({ new: 6, changed: 0, unchanged: 0, contradictory: 0, unreadable: 0 });
	const open = '9999-12-31';
	expect(await made.shown()).toEqual([
		['', 'Schule am Markt', 100, 'vacant', '', 'Landesprogramm', '2028-08-01'],
		['', 'Schule am Markt', 100, 'vacant', '', 'Landesprogramm', '2028-08-01'],
		['', 'Schule am Wald', 75, 'filled', '', '', null],
		['A-1', 'Schule am Markt', 50, 'filled', 'Alma Rieck', 'Landesprogramm', '2027-08-01'],
		['A-2', 'Schule am Bach+Schule am Wald', 50, 'filled', 'Bodo Lenz+Bodo Lenz', 'Kreismittel', open],
	]);
	expect((await made.within((tx) => specialistNames(tx, made.by))).size).toBe(2);
	const again = await made.take();
	expect(again.id).toBeNull();
	expect(again.counts).toMatchObject({ unchanged: 6 });
	// The same from a workbook.
	const table = list(...ROWS);
	const workbook = await tableOfFile(
		new Uint8Array(await toXlsx({ name: 'Stellen', headings: table.headings, rows: table.rows.map(({ cells }) => cells) })),
	);
	expect((await made.preview(workbook)).map(({ fate }) => fate)).toEqual(Array(6).fill('unchanged'));
});

test('what is taken away is taken over again without a change', async () => {
	const made = await make();
	await made.take();
	const names = await made.names();
	const rows = (await made.within((tx) => standings(tx, made.by, { day: DAY, known: null }))).map((one) => listed(one, names, DAY));
	const sheet = positionSheet(
		'de',
		rows.filter(({ schools }) => schools.length === 1),
	);
	const table = {
		headings: sheet.headings,
		rows: sheet.rows.map((cells, at) => ({ line: at + 2, cells: cells.map((cell) => String(cell ?? '')) })),
	};
	expect((await made.preview(table)).map(({ fate, remarks }) => [fate, remarks])).toEqual(Array(4).fill(['unchanged', []]));
});

test('a corrected list shows exactly its differences, holds from its day on, and is taken back whole', async () => {
	const made = await make();
	await made.take();
	const before = [await made.shown(), await made.shown('2027-04-01')];
	const corrected = [
		ROWS[0]?.replace('31.07.2027', '31.07.2028') as string,
		ROWS[1]?.replace(';;Landesprogramm', ';Carla Öhl;Landesprogramm').replace('unbesetzt', '') as string,
		...ROWS.slice(2, 3),
		ROWS[3]?.replace('0,25', '0,5') as string,
		...ROWS.slice(4),
	];
	const rows = await made.preview(list(...corrected), '2027-04-01');
	const names = await made.names();
	expect(rows.map(({ line, fate, changes }) => [line, fate, changes.map((one) => changeLine('de', one, names))])).toEqual([
		[2, 'changed', ['Finanziert bis: 31.07.2027 → 31.07.2028']],
		[3, 'changed', ['Wer dort arbeitet: – → Carla Öhl']],
		[4, 'unchanged', []],
		[5, 'changed', ['Umfang: 0,50 → 0,75', 'Besetzter Anteil: 0,25 → 0,50']],
		[6, 'changed', []],
		[7, 'unchanged', []],
	]);
	const { id } = await made.take(list(...corrected), '2027-04-01');
	expect((await made.shown('2027-03-31')).map(([, , fte, status]) => [fte, status])).toEqual(
		before[0]?.map(([, , fte, status]) => [fte, status]),
	);
	expect((await made.shown('2027-04-01')).filter(([, , , status]) => status === 'vacant')).toHaveLength(1);
	expect(
		await made.within((tx) => previewPositions(tx, made.by, list(...corrected), listColumns(list().headings), '2027-04-01')),
	).toMatchObject(Array(6).fill({ fate: 'unchanged' }));
	await made.back(id);
	await made.back(id);
	expect([await made.shown(), await made.shown('2027-04-01')]).toEqual(before);
});

test('a list is not taken back once somebody has changed what it brought', async () => {
	const made = await make();
	const { id } = await made.take();
	const [one] = (await made.within((tx) => standings(tx, made.by, { day: DAY, known: null }))).filter(({ number }) => number === 'A-1');
	await made.within((tx) => writes.endPosition(tx, made.by, one?.id ?? '', '2027-06-30'));
	const before = await made.shown();
	await refused(made.back(id), /nichts zurückgenommen/);
	expect(await made.shown()).toEqual(before);
});

test('a list that is taken back leaves nothing on any day, and can be taken over again', async () => {
	const made = await make();
	const { id } = await made.take();
	await made.back(id);
	expect(await made.shown()).toEqual([]);
	expect((await made.take()).created).toBe(5);
	expect((await made.take()).id).toBeNull();
	// Its numbers are free again.
	const other = await make();
	await other.back((await other.take()).id);
	await other.within((tx) => makePosition(tx, other.by, { school: 'Schule am Markt', number: 'A-1' }));
});

test('every kind of dirt is named, and the rest of the row is kept', async () => {
	const made = await make();
	const rows = await made.preview(
		list(
			';Schule am Meer;;;1;;;;',
			';;;;1;;;;',
			';Schule am Markt;;;;;;;',
			';Schule am Markt;;;19,5 Std.;;;;',
			';Schule am Markt;;Unbekannt e. V.;0,5;;;;',
			';Schule am\u00a0Markt;;Trägerwerk;0,6;=Formel;Kreis;irgendwann;',
			'B-1;Schule am Markt;;;0,5;;;;',
			'B-1;Schule am Markt;;;0,5;;;;',
			'B-1;Schule am Markt;;;0,75;;;;',
			'undefined;Schule am Bach;;;1;;;;',
			`;Schule am Bach;;;1;${'x'.repeat(200)};;;`,
			';Schule am Bach;;;1;a\u0007b;;;',
		),
	);
	expect(rows.map(({ fate, remarks }) => [fate, remarks.map(({ key }) => key).join()])).toEqual([
		['unreadable', 'schoolUnknown'],
		['unreadable', 'schoolMissing'],
		['unreadable', 'fteMissing'],
		['unreadable', 'fteWrong'],
		['new', 'employerUnknown'],
		['new', 'spaces,formula,notTaken'],
		['contradictory', 'otherRow'],
		['unchanged', 'again'],
		['contradictory', 'twice'],
		['new', 'undefined'],
		['unreadable', 'tooLong'],
		['unreadable', 'unreadable'],
	]);
	await refused(made.preview(tableOf('Name;Ort\nx;y')), /Spalte mit der Schule/);
	await refused(made.preview(list()), /steht nichts/);
});

test('a school is found by its number, also without its leading zero; two of one name are told apart by their town', async () => {
	const made = await make();
	await made.within((tx) => makeProfile(tx, made.by, { name: 'Schule am Markt', type: 'school', number: '104', town: 'Anderswo' }));
	const table = tableOf(
		'Schulnummer;Schule;Ort;Umfang\n101;;;1\n;Schule am Markt;Anderswo;0,5\n;Schule am Markt;;0,25\n;Schule am Markt, Probe;;0,3',
	);
	const rows = await made.preview(table);
	expect(rows.map(({ fate, remarks }) => [fate, remarks.map(({ key }) => key).join()])).toEqual([
		['new', 'zeroRestored'],
		['new', ''],
		['contradictory', 'schoolAmbiguous'],
		['new', ''],
	]);
	await made.take(table);
	expect((await made.shown()).map(([, school, fte]) => [school, fte])).toEqual([
		['Schule am Markt', 100],
		['Schule am Markt', 30],
		['Schule am Markt', 50],
	]);
});

test('a list cannot fill more than it approves, nor end what it says before it begins', async () => {
	const made = await make();
	await made.take();
	const table = tableOf('Stellennummer;Schule;Umfang;Befristet bis\nA-1;Schule am Markt;0,5;31.12.2026\n');
	expect((await made.preview(table)).map(({ fate, remarks }) => [fate, remarks.map(({ key }) => key).join()])).toEqual([
		['contradictory', 'over'],
	]);
	const ends = tableOf('Stellennummer;Schule;Umfang;Befristet bis\nA-1;Schule am Markt;0,5;31.12.2027\n');
	await made.take(ends);
	const [one] = (await made.within((tx) => standings(tx, made.by, { day: DAY, known: null }))).filter(({ number }) => number === 'A-1');
	for (const all of [one?.states, one?.sites, one?.assignments]) expect(all?.filter((entry) => isOn(entry, '2028-01-01'))).toEqual([]);
	expect(one?.assignments.filter((entry) => isOn(entry, '2027-12-31'))).toHaveLength(1);
});

/** The fates of rows, with what is remarked. */
const fatesOf = (rows: Awaited<ReturnType<typeof previewPositions>>) =>
	rows.map(({ fate, remarks }) => [fate, remarks.map(({ key }) => key).join()]);

test('rows of one position are taken together or not at all', async () => {
	const made = await make();
	await made.take();
	const typo = list('A-2;Schule am Bach;Probe;;0,25;Bodo Lenz;;;', 'A-2;Schule am Wlad;Probe;;0,25;Bodo Lenz;;;');
	expect(fatesOf(await made.preview(typo))).toEqual([
		['contradictory', 'otherRow'],
		['unreadable', 'schoolUnknown'],
	]);
	// A position whose people work at all of its schools is parted once.
	const [one] = (await made.within((tx) => standings(tx, made.by, { day: DAY, known: null }))).filter(({ number }) => number === 'A-2');
	for (const entry of one?.assignments ?? []) await made.within((tx) => writes.drop(tx, made.by, one?.id ?? '', 'assignment', entry.id));
	const all = {
		entry: null,
		since: '',
		from: '2027-01-01',
		until: null,
		person: 'Bodo Lenz',
		school: null,
		fte: 50,
		isAbsent: false,
		held: '',
	};
	await made.within((tx) => writes.keepAssignment(tx, made.by, one?.id ?? '', { ...all, from: DAY }));
	const same = list('A-2;Schule am Bach;;;0,25;Bodo Lenz;;;', 'A-2;Schule am Wald;;;0,25;Bodo Lenz;;;');
	expect(fatesOf(await made.preview(same))).toEqual([
		['unchanged', ''],
		['unchanged', 'joined'],
	]);
	await made.take(list('A-2;Schule am Bach;;;0,25;;;;unbesetzt', 'A-2;Schule am Wald;;;0,25;;;;unbesetzt'), '2027-05-01');
	expect((await made.shown('2027-05-01')).find(([number]) => number === 'A-2')?.[3]).toBe('vacant');
	await made.take(list('A-2;Schule am Bach;;;0,25;Carla Öhl;;;'), '2027-06-01');
	expect((await made.shown('2027-06-01')).find(([number]) => number === 'A-2')?.slice(1, 5)).toEqual([
		'Schule am Bach',
		25,
		'filled',
		'Carla Öhl',
	]);
});

test('positions that begin later or have ended, and a list of an earlier day, are known again', async () => {
	const made = await make();
	const table = tableOf(
		'Schule;Umfang;Ab;Bis\nSchule am Markt;0,5;01.08.2027;\nSchule am Bach;0,75;01.08.2025;31.12.2026\nSchule am Wald;1;;',
	);
	expect((await made.take(table)).created).toBe(3);
	for (const day of [DAY, '2027-03-01']) expect(fatesOf(await made.preview(table, day))).toEqual(Array(3).fill(['unchanged', '']));
});

test('money that is over, longer, less, or of another programme', async () => {
	const made = await make();
	const rows = (until: string, percent = '80', programme = 'Land') =>
		tableOf(`Stellennummer;Schule;Umfang;Programm;Anteil;Finanziert bis\nM-1;Schule am Markt;1;${programme};${percent};${until}`);
	expect(fatesOf(await made.preview(rows('31.12.2026')))).toEqual([['new', 'grantOver']]);
	await made.take(rows('31.07.2027'));
	expect(fatesOf(await made.preview(rows('31.07.2027'), '2027-08-01'))).toEqual([['unchanged', '']]);
	await made.take(rows('31.07.2028', '60'), '2027-05-01');
	const fundings = async () =>
		(await made.within((tx) => standings(tx, made.by, { day: DAY, known: null })))[0]?.fundings.map(({ from, until, percent }) => [
			from,
			until,
			percent,
		]);
	expect(await fundings()).toEqual([
		[DAY, '2027-05-01', 80],
		['2027-05-01', '2028-08-01', 60],
	]);
	await made.take(rows('ohne Ende', '', ''), '2027-06-01');
	expect((await fundings())?.at(-1)).toEqual(['2027-05-01', null, 60]);
	await made.take(rows('', '100', 'Land+'), '2028-01-01');
	expect((await made.within((tx) => programmes(tx))).map(({ name }) => name)).toEqual(['Land', 'Land+']);
});

test('what offices write where nobody works is nobody, and several in a cell are several', async () => {
	const made = await make();
	const table = tableOf(
		'Schule;Umfang;Fachkraft;Programm\nSchule am Markt;1;N.N.;-\nSchule am Bach;1;unbesetzt;\nSchule am Wald;1;Alma / Bodo;ESF; \nSchule am Wald;0,01;A; \nSchule am Wald;0,5;Alma & Bodo;',
	);
	await made.take(table);
	expect((await made.shown()).map(([, school, fte, status, people, paid]) => [school, fte, status, people, paid])).toEqual([
		['Schule am Bach', 100, 'vacant', '', ''],
		['Schule am Markt', 100, 'vacant', '', ''],
		['Schule am Wald', 1, 'filled', 'A', ''],
		['Schule am Wald', 100, 'filled', 'Alma+Bodo', 'ESF'],
		['Schule am Wald', 50, 'filled', 'Alma+Bodo', ''],
	]);
	const odd = tableOf(
		'Stellennummer;Schule;Umfang;Besetzt;Fachkraft\n;Schule am Bach;0,01;;A; \n1;Schule am Bach;60;;\n1;Schule am Wald;50;;\n;Schule am Bach;0,5;0,75;\n;Schule am Bach;0,30000000000000004;;\n;Schule am Bach;19,5;;',
	);
	expect(fatesOf(await made.preview(odd))).toEqual([
		['new', ''],
		['contradictory', 'large,fteWrong'],
		['contradictory', 'large,joined,fteWrong'],
		['unreadable', 'filledOver'],
		['new', ''],
		['new', 'large'],
	]);
	expect(
		fatesOf(await made.preview(tableOf('Schule;Umfang;Fachkraft\nSchule am Bach;0,01;Alma;\nSchule am Bach;0,01;Alma / Bodo')))[1]?.[0],
	).toBe('contradictory');
});

test('lists are taken back one after the other, and a number that was given since stays', async () => {
	const made = await make();
	const first = await made.take(list('A-1;Schule am Markt;;;0,5;Alma Rieck;;;'));
	const second = await made.take(list('A-1;Schule am Markt;;;0,75;Alma Rieck;;;'), '2027-04-01');
	await made.back(second.id);
	await made.back(first.id);
	expect(await made.shown()).toEqual([]);
	await made.take(list(';Schule am Markt;;;0,5;Alma Rieck;;;'));
	const numbered = await made.take(list('B-7;Schule am Markt;;;0,5;Alma Rieck;;;'));
	const [one] = await made
		.within((tx) => standings(tx, made.by, { day: DAY, known: null }))
		.then((all) => all.filter(({ states }) => states.length > 0));
	await made.within((tx) => writes.renumber(tx, made.by, one?.id ?? '', 'C-9'));
	await made.back(numbered.id);
	expect((await made.shown()).map(([number]) => number)).toEqual(['C-9']);
});

test('where a position ends earlier or later, what ended with it does too', async () => {
	const made = await make();
	const row = (until: string) =>
		tableOf(`Stellennummer;Schule;Umfang;Fachkraft;Bis\nE-1;Schule am Markt;1;Alma; \nE-2;Schule am Bach;1;Alma / Bodo;${until}`);
	await made.take(row('31.07.2028'));
	for (const until of ['31.07.2027', '31.07.2029', 'unbefristet']) {
		await made.take(row(until), '2027-04-01');
		const [one] = (await made.within((tx) => standings(tx, made.by, { day: '2027-04-01', known: null }))).filter(
			({ number }) => number === 'E-2',
		);
		const ends = [one?.states, one?.sites, one?.assignments].flatMap((all) => (all ?? []).map((entry) => entry.until));
		expect(new Set(ends)).toEqual(new Set([until === 'unbefristet' ? null : `${until.slice(-4)}-08-01`]));
		expect(one?.assignments).toHaveLength(2);
	}
});

test('a row is not put at a school that it does not mean', async () => {
	const made = await make();
	const table = tableOf(
		'Schulnummer;Schule;Ort;Umfang\n;Schule am Bach;Ganz Woanders;1\n0;Schule am Bach;;1\n103;Schule am Bach;;1\n103;Waldschule;;1',
	);
	expect(fatesOf(await made.preview(table))).toEqual([
		['unreadable', 'schoolUnknown'],
		['new', 'notTaken'],
		['contradictory', 'schoolOther'],
		['new', 'otherName'],
	]);
	await made.take(list('A 1;Schule am Markt;;;0,5;;;;'));
	expect(fatesOf(await made.preview(list('a1;Schule am Markt;;;0,5;;;;')))).toEqual([['unchanged', '']]);
});

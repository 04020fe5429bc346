// A list of schools that an office kept in a workbook: looked at, corrected, taken over, and taken back.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { knownSchools } from '#modules/organisations/read-import.server.ts';
import { regions } from '#modules/places/read.server.ts';
import { openDatabase } from '#platform/db/database.ts';
import { toXlsx } from '#platform/sheet/sheet.ts';
import { DESK } from '../tests/board.ts';
import { startBrowser } from '../tests/browser.ts';
import { freshAddress } from '../tests/database.ts';
import { makeRegion } from '../tests/make.ts';
import { sessionFor, startSite } from '../tests/site.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

const HEADINGS = ['Kennung der Dienststelle', 'Schulname', 'Schulform', 'Ort', 'PLZ', 'Gemeindeschlüssel', 'Schülerzahl', 'Schuljahr'];
const ROWS = [
	[100014, 'Lindenschule', 'Grundschule', 'Lindenfurt', 1067, 5974004, 210, '2024/25'],
	[100015, 'Eichenschule', 'Hauptschule; Realschule', 'Lindenfurt', 1067, 5974004, 430, '2024/25'],
	[100015, 'Eichenschule II', 'Realschule', 'Lindenfurt', 1067, 5974004, 430, '2024/25'],
	[100016, '', 'Gymnasium', 'Lindenfurt', 1067, 5974004, 800, '2024/25'],
];
const workbook = async (rows: (string | number)[][]) => ({
	name: 'Schulliste 2024.xlsx',
	mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
	buffer: await toXlsx({ name: 'Schulen', headings: HEADINGS, rows }),
});

test.each([true, false])(
	'a workbook of schools is looked at, taken over, corrected and taken back; with JavaScript: %s',
	async (javaScriptEnabled) => {
		const { server, database } = await startSite();
		const coordinator = await database.within([1], (tx) => makeRegion(tx, { origin: server.origin }));
		const context = await browser.newContext({ ...DESK, javaScriptEnabled });
		await context.addCookies([{ name: 'session', value: await sessionFor(database, 1, coordinator.person), url: server.origin }]);
		const desk = await context.newPage();
		const done = (page: Page, sentence: string) => page.locator('.kern-alert--success', { hasText: sentence }).waitFor();
		const upload = async (rows: (string | number)[][]) => {
			await desk.getByLabel('Datei (Excel oder CSV)').setInputFiles(await workbook(rows));
			await desk.getByRole('button', { name: 'Ansehen' }).click();
			await desk.getByRole('heading', { name: /^Was daraus würde/ }).waitFor();
		};
		await desk.goto(`${server.origin}/koordination/organisationen`);
		await desk.getByRole('link', { name: 'Liste von Schulen übernehmen' }).click();
		await desk.getByRole('button', { name: 'Ansehen' }).click();
		await desk.getByRole('alert').getByText('Bitte wählen Sie eine Datei.').waitFor();
		await upload(ROWS);
		// Without a number the three of one name and place would be one: the column says what it is.
		await desk.locator('summary', { hasText: 'Was die Spalten bedeuten' }).click();
		await desk.getByLabel('Kennung der Dienststelle').selectOption({ label: 'Schulnummer' });
		await desk.getByRole('button', { name: 'Noch einmal lesen' }).click();
		await desk.getByText('Dieselbe Schulnummer steht mit anderen Angaben in Zeile 3.').waitFor();
		await desk.getByText('Führende Null ergänzt: 05974004').first().waitFor();
		await desk.getByText('Der Name fehlt.').waitFor();
		await desk.getByText('Mehrere Schulformen: Hauptschule, Realschule').waitFor();
		await desk.getByRole('button', { name: '2 Schulen übernehmen' }).click();
		await done(desk, 'Übernommen: 2 neue Schulen, 0 geänderte.');
		// The next time the column is known, and the file shows its one difference.
		await upload(ROWS.map((row, at) => (at === 0 ? row.with(6, 215) : row)));
		await desk.getByText('Schülerzahl: 210 → 215').waitFor();
		await desk.getByRole('button', { name: 'Eine Schule übernehmen' }).click();
		await done(desk, 'Übernommen: 0 neue Schulen, eine geänderte.');
		// Without its number it is known by name and place alone: somebody says whether it is the same.
		await upload([['', 'Lindenschule', 'Grundschule', 'Lindenfurt', 1067, 5974004, 220, '2024/25']]);
		await desk.getByText('Ist es dieselbe Schule?').waitFor();
		await desk.getByLabel('Lindenschule, Lindenfurt').uncheck();
		await desk.getByRole('button', { name: 'Eine Schule übernehmen' }).click();
		await done(desk, 'Übernommen: 0 neue Schulen, 0 geänderte.');
		await desk.goto(`${server.origin}/koordination/organisationen?type=school`);
		expect(await desk.locator('tbody th').allInnerTexts()).toEqual(['Eichenschule', 'Lindenschule']);
		await desk.goto(`${server.origin}/koordination/organisationen/einlesen`);
		const undo = async (nth: number) => {
			const list = desk.locator('li.list').nth(nth);
			await list.locator('summary').click();
			await list.getByRole('button', { name: 'Zurücknehmen' }).click();
		};
		await undo(1);
		await desk.getByText('Seither hat jemand geändert, was mit dieser Liste kam: Lindenschule.').first().waitFor();
		await undo(0);
		await done(desk, 'Zurückgenommen.');
		await undo(1);
		await done(desk, 'Zurückgenommen.');
		await desk.goto(`${server.origin}/koordination/organisationen`);
		await desk.getByText('Noch keine Organisation.').waitFor();
		// What is no list at all gets a sentence.
		for (const [content, sentence] of [
			[Buffer.from('PK\u0003\u0004kaputt'), 'Diese Excel-Datei lässt sich nicht öffnen.'],
			[Buffer.from('a;b\n"x;1\n'), 'endet ein Anführungszeichen nicht'],
			[Buffer.alloc(5 * 1024 * 1024, 'a'), 'Die Datei ist größer als 4 MB.'],
		] as const) {
			await desk.goto(`${server.origin}/koordination/organisationen/einlesen`);
			await desk.getByLabel('Datei (Excel oder CSV)').setInputFiles({ name: 'liste.xlsx', mimeType: 'text/csv', buffer: content });
			await desk.getByRole('button', { name: 'Ansehen' }).click();
			await desk.getByRole('alert').getByText(sentence).waitFor();
		}
		await database.close();
		await server.end();
	},
);

test('the command line takes a list over: it founds the first region, uses the only one, and says what it lacks', async () => {
	const url = await freshAddress();
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'schools-'));
	const run = (...args: string[]) => {
		const command = [path.join(ROOT, 'bin/augenhoehe.ts'), 'import', ...args];
		const made = spawnSync(process.execPath, command, { env: { ...process.env, DATABASE_URL: url }, encoding: 'utf8' });
		return { status: made.status, said: made.stdout ? JSON.parse(made.stdout) : null, error: made.stderr };
	};
	const file = (name: string, content: string | Buffer) => {
		fs.writeFileSync(path.join(folder, name), content);
		return path.join(folder, name);
	};
	const all = { rows: 2, new: 0, changed: 0, unchanged: 0, contradictory: 0, unreadable: 0 };
	const old = file(
		'kreis-auental.csv',
		Buffer.from('Schulnummer;Name;Ort;AGS\n1;Grundschule Bl\xfcte;Auheim;5974004\n2;;Auheim;', 'latin1'),
	);
	const dry = run('schools', old, '--dry-run');
	expect(dry).toMatchObject({
		status: 0,
		said: { ...all, new: 1, unreadable: 1 },
		error: expect.stringContaining('Leading zero restored: 05974004'),
	});
	// Nothing was written: the same again is as new, and founds the region.
	expect(run('schools', old).said).toEqual({ ...all, new: 1, unreadable: 1 });
	expect(run('schools', old).said).toEqual({ ...all, unchanged: 1, unreadable: 1 });
	const database = openDatabase(url, 1);
	const [region] = await database.within([], regions);
	expect(region).toMatchObject({ name: 'Kreis Auental', land: 'Nordrhein-Westfalen' });
	expect((await database.within([1], knownSchools)).map(({ name }) => name)).toEqual(['Grundschule Blüte']);
	await database.within([2], (tx) => makeRegion(tx, { id: 2, host: 'zwei.example' }));
	await database.close();
	expect(run('schools', old)).toMatchObject({ status: 2, said: null, error: expect.stringContaining('Kreis Auental, Landkreis Probe 2') });
	expect(run('schools', old, '--region', 'Landkreis Probe 2').said).toEqual({ ...all, new: 1, unreadable: 1 });
	for (const [args, sentence] of [
		[['schools'], 'import takes'],
		[['schools', path.join(folder, 'nowhere.csv')], 'cannot be read: ENOENT'],
		[['schools', file('leer.csv', '')], 'is no table: empty'],
		[['schools', file('kaputt.xlsx', 'PK\u0003\u0004'), '--region', 'Kreis Auental'], 'cannot be opened'],
		[['schools', file('fremd.csv', 'a;b\n1;2'), '--region', 'Kreis Auental'], 'needs a column'],
		[['schools', old, '--what'], '--what'],
	] as const)
		expect(run(...args)).toMatchObject({ status: 2, said: null, error: expect.stringContaining(sentence) });
	fs.rmSync(folder, { recursive: true });
});

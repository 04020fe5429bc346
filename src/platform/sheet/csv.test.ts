import fs from 'node:fs';
import path from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import readExcel from 'read-excel-file/node';
import { describe, expect, test } from 'vitest';
import { NoTable, tableOf, textOf } from './csv.ts';
import { NoWorkbook, tableOfFile } from './file.ts';
import { toCsv, toXlsx } from './sheet.ts';

const OFFICE = path.resolve(import.meta.dirname, '../../..', process.env['REAL_DATA'] ?? '../shared/data', 'office');

describe('the text of a file', () => {
	const text = 'Name;Ort\r\nJürgen Groß;Köln';
	test.each([
		['UTF-8', new TextEncoder().encode(text)],
		['UTF-8 with its mark', new TextEncoder().encode(`\uFEFF${text}`)],
		['UTF-16', new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le'))],
		['Windows-1252', Uint8Array.from(text, (sign) => sign.charCodeAt(0))],
	])('%s is read', (_, bytes) => {
		expect(tableOf(textOf(bytes))).toEqual({ headings: ['Name', 'Ort'], rows: [{ line: 2, cells: ['Jürgen Groß', 'Köln'] }] });
	});
});

describe('a table', () => {
	test.each([';', ',', '\t'])('separated by %j', (sign) => {
		expect(tableOf(`a${sign}b\n1${sign}2\n`)).toEqual({ headings: ['a', 'b'], rows: [{ line: 2, cells: ['1', '2'] }] });
	});

	test('cells in quotes, over several lines, empty lines between: every row knows its line', () => {
		expect(tableOf('a;b\n\n"x;\ny";"say ""hi"""\n;\nz;1').rows).toEqual([
			{ line: 3, cells: ['x;\ny', 'say "hi"'] },
			{ line: 6, cells: ['z', '1'] },
		]);
	});

	test('lines are counted as a spreadsheet counts them, whatever the line breaks', () => {
		expect(tableOf('\r\na;b\r\n"x\r\ny";1\r\n\r\nz;2\r\n').rows.map(({ line }) => line)).toEqual([3, 6]);
		expect(tableOf('a;b\rx;1\ry;2').rows.map(({ line }) => line)).toEqual([2, 3]);
	});

	test('an empty first heading is a column, and commas within a heading are none', () => {
		expect(tableOf('\tName\tMail\n1\tAda\ta@b.example')).toMatchObject({
			headings: ['', 'Name', 'Mail'],
			rows: [{ cells: ['1', 'Ada', 'a@b.example'] }],
		});
		expect(tableOf('Name;Wunsch (bitte wählen, mit Titel, 1. Wahl)\nAda;1').headings).toHaveLength(2);
	});

	test('nothing at all, and a quote that does not end, are no table', () => {
		expect(() => tableOf('')).toThrow(new NoTable('empty'));
		expect(() => tableOf('a;b\n"x;1\n')).toThrow(new NoTable('quotes'));
	});

	const cell = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\0\r\n]/g, '').trim());
	property.prop([fc.array(fc.tuple(cell, cell), { minLength: 1 })])(
		'our own export read again is what was exported, formulas too',
		(cells) => {
			const rows = cells.map(([a, b]) => [`x${a}`, b]);
			const read = tableOf(toCsv({ name: '', headings: ['a', 'b'], rows }));
			// Full-width signs of formulas keep the mark that makes them harmless.
			const expected = rows.map((row) =>
				row.map((text) => (/^\s*[＝＋－＠]/.test(text) || /^'\s*[=+\-@]/.test(text) ? undefined : text.trim())),
			);
			for (const [at, row] of read.rows.entries())
				for (const [column, text] of row.cells.entries()) expect(expected[at]?.[column] ?? text).toBe(text);
			expect(read.rows).toHaveLength(rows.length);
		},
	);

	test.skipIf(!fs.existsSync(OFFICE))('both files that Excel wrote are the same table', () => {
		const [bom, old] = ['excel_bom.csv', 'excel_cp1252.csv'].map((name) => tableOf(textOf(fs.readFileSync(path.join(OFFICE, name)))));
		expect(bom).toEqual(old);
		expect(bom?.rows.map(({ line, cells }) => [line, cells[1], cells[5]])).toEqual([
			[2, 'Grundschule "Am Wäldchen"', '=1+1'],
			[3, 'Förderschule Königsborn', 'mehr;zeilig\nText'],
		]);
	});
});

test.each(['AG Schule/Jugendhilfe [1]: *?', "''", 'x'.repeat(60)])('a sheet that is called %j can be taken away', async (name) => {
	const [sheet] = await readExcel(await toXlsx({ name, headings: ['Name'], rows: [['Kim']] }));
	expect(sheet?.data).toEqual([['Name'], ['Kim']]);
});

test('a workbook that is packed small and would be huge is given up, and the program goes on', { timeout: 60_000 }, async () => {
	const book = await toXlsx({ name: 'a', headings: ['Name', 'Ort'], rows: [['Kim', 'Hain']] });
	expect(await tableOfFile(book)).toEqual({ headings: ['Name', 'Ort'], rows: [{ line: 2, cells: ['Kim', 'Hain'] }] });
	const parts = unzipSync(new Uint8Array(book));
	const sheet = Object.keys(parts).find((name) => /sheet1\.xml$/.test(name)) ?? '';
	// One cell at the far end of the sheet.
	const far = strFromU8(parts[sheet] as Uint8Array).replace(
		'</sheetData>',
		'<row r="1048576"><c r="CV1048576"><v>1</v></c></row></sheetData>',
	);
	await expect(tableOfFile(zipSync({ ...parts, [sheet]: strToU8(far) }))).rejects.toThrow(NoWorkbook);
	// A sheet of blanks, a thousand times smaller as it is sent.
	const large = new Uint8Array(60 * 1024 * 1024).fill(32);
	await expect(tableOfFile(zipSync({ ...parts, [sheet]: large }))).rejects.toThrow(NoWorkbook);
	await expect(tableOfFile(strToU8('PK\u0003\u0004'))).rejects.toThrow(NoWorkbook);
});

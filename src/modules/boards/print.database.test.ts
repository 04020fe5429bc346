import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeDocument } from '#platform/pdf/pdf.ts';
import { database } from '../../../tests/database.ts';
import { leadBoard, makeBoard, makeMeeting, makeRegion } from '../../../tests/make.ts';
import { readPdf } from '../../../tests/pdf.ts';
import { type Printed, printed, toPrint } from './output-print.server.ts';
import { guestBy, whole } from './read.server.ts';
import { voteCodes } from './read-vote.server.ts';
import type { State } from './rules.ts';
import * as boards from './write-board.server.ts';
import { castBallot } from './write-vote.server.ts';

const { database: db } = await database(3);
const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));
const HOSTILE = '#panic("x") *_`<b>';
const made = await within(async (tx) => makeBoard(tx, await makeMeeting(tx, coordinator), { tables: 3, choices: 2, codes: 6, dots: 2 }));
const moveTo = (...through: State[]) => within((tx) => leadBoard(tx, made.by, ...through));
const about = { meeting: 'Treffen auf Augenhöhe', join: 'https://region.example/b/ABC234', footer: 'Region', language: 'de' } as const;
const draft = (what: Printed) =>
	within(async (tx) => {
		const held = await whole(tx, made.board.id);
		if (!held) throw new Error('the board is there');
		return toPrint(tx, made.by, held, what, about);
	});
const read = async (what: Printed) => {
	const { template, data } = await draft(what);
	return readPdf(await makeDocument(template, data));
};
const codes = await within((tx) => voteCodes(tx, 1, { id: made.board.id, codes: 6 }));

test('before anything was written there are sheets and codes, and no poster', async () => {
	expect((await draft('poster')).count).toBe(0);
	expect((await draft('slips')).count).toBe(6);
});

test('a sheet for each table, with its own code; a slip for each code, none twice; a poster of what came of it', async () => {
	await moveTo('collecting');
	const column = made.columns[0] as string;
	await within((tx) =>
		boards.addPaper(tx, made.by, { key: randomUUID(), table: 1, column, lines: ['Erreichbarkeit', HOSTILE, 'Łódź und Çeşme'] }),
	);
	await moveTo('voting');
	const phone = await within((tx) => guestBy(tx, 1, made.board.id, 'somebody', null));
	const held = await within((tx) => whole(tx, made.board.id));
	const bundle = held?.bundles.find(({ title }) => title === 'Erreichbarkeit')?.id as string;
	const stage = held?.stages.at(-1)?.number as number;
	await within((tx) => castBallot(tx, phone, stage, randomUUID(), { rev: 1, dots: { [bundle]: 2 }, code: codes[0] as string }, new Date()));
	expect((await draft('poster')).count).toBe(0);
	await moveTo('counting', 'result');
	for (const what of printed) {
		const pdf = await read(what);
		expect(pdf).toMatchObject({ language: 'de', isTagged: true, isUa1: true });
		expect(Object.values(pdf.fonts).every(Boolean)).toBe(true);
		expect(pdf.pages.flatMap(({ roles }) => roles)).toContain('H1');
	}
	const sheets = await read('sheets');
	expect(sheets.pages).toHaveLength(3);
	expect(sheets.pages[1]?.text).toContain(`${made.board.code}-2`);
	expect(sheets.pages.flatMap(({ alternatives }) => alternatives)).toHaveLength(3);
	const slips = await read('slips');
	expect(slips.pages).toHaveLength(2);
	const text = slips.pages.map((page) => page.text).join(' ');
	for (const code of codes) expect(text.split(`${code.slice(0, 4)}-${code.slice(4)}`)).toHaveLength(2);
	const poster = (await read('poster')).pages.map((page) => page.text).join(' ');
	for (const line of ['Erreichbarkeit', HOSTILE, 'Łódź und Çeşme', '2 Punkte', 'von einer Person', 'ein Stimmzettel'])
		expect(poster).toContain(line);
});

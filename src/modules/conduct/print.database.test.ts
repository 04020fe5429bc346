import { expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import { makeDocument } from '#platform/pdf/pdf.ts';
import { database } from '../../../tests/database.ts';
import { makeMeeting, makeRegion, makeSeating, person } from '../../../tests/make.ts';
import { type ReadBack, readPdf } from '../../../tests/pdf.ts';
import { toPrint } from './output-print.server.ts';
import { type DocumentKind, documents, doorSigns, type SheetName, sheetNames, sheets } from './rules-print.ts';

const { database: db } = await database(4);

// Names as they are written in Turkey, Poland, Vietnam, Ukraine and Germany.
const NAMES = ['İlknur Yağmur-Öztürk', 'Łukasz Żółkiewski', 'Nguyễn Thị Ánh', 'Олена Шевченко', 'Zoë Weiß'];
const HOSTILE = ['#panic("x")', '$ \\alpha ]', '🎉 Ada 🎉', 'עברית', 'a'.repeat(160), '*_`<script>', '\u202eAda\u0000'];

const made = await db.within([1], async (tx) => {
	const by = await makeRegion(tx);
	const meeting = await makeMeeting(tx, by, { workshops: [20], rounds: 1, input: { title: 'Treffen auf Augenhöhe' } });
	const places: string[] = [];
	for (const [at, name] of NAMES.entries())
		places.push((await conduct.register(tx, meeting.open, person(at, { name, consentList: at < 2 }), [], 'de')).place as string);
	await makeSeating(tx, meeting, 2, 8);
	return { ...meeting, places };
});

const draft = (what: DocumentKind, sheet: SheetName = '90x54', skip = 0) =>
	db.within([1], (tx) =>
		toPrint(tx, made.organiser, made.meeting, { what, sheet, skip }, { language: 'de', now: new Date('2027-03-16T08:00:00Z') }),
	);
const printed = async (what: DocumentKind, sheet?: SheetName, skip?: number): Promise<ReadBack> => {
	const { template, data } = await draft(what, sheet, skip);
	return readPdf(await makeDocument(template, data));
};

test.each(documents.filter((kind) => kind !== 'rooms'))(
	'%s can be read by everybody: tagged, in German, with its own fonts',
	async (kind) => {
		const read = await printed(kind);
		expect(read).toMatchObject({ language: 'de', isTagged: true, isUa1: true });
		expect(read.title).toContain('Treffen auf Augenhöhe');
		expect(Object.values(read.fonts).every(Boolean)).toBe(true);
		expect(Object.keys(read.fonts).filter((name) => !name.includes('FiraSans'))).toEqual([]);
		expect(read.pages.flatMap(({ roles }) => roles)).toContain('H1');
	},
);

test('badges spell every name as its owner does, and bring a code with words for whoever cannot see it', async () => {
	const [page] = (await printed('badges')).pages;
	for (const name of NAMES) expect(page?.text).toContain(name);
	expect(page?.alternatives).toEqual(Array(NAMES.length).fill('QR-Code für den Einlass'));
});

test.each(sheetNames)('badges of %s mm stand on as many pages as the sheet says, after those that are used up', async (name) => {
	const { columns, rows } = sheets[name];
	expect((await printed('badges', name)).pages).toHaveLength(1);
	expect((await printed('badges', name, columns * rows - 4)).pages).toHaveLength(2);
	// A sheet that is used up is not printed once more.
	expect((await printed('badges', name, columns * rows)).pages).toHaveLength(1);
});

test('the list of participants names those who agreed, and nobody else', async () => {
	const [page] = (await printed('participants')).pages;
	expect(NAMES.filter((name) => page?.text.includes(name))).toEqual(NAMES.slice(0, 2));
	const [signing] = (await printed('signatures')).pages;
	expect(NAMES.filter((name) => signing?.text.includes(name))).toEqual(NAMES);
});

test('everybody finds every round on their cards, and every table on its sheets, also where one is not enough', async () => {
	const cards = await printed('seats');
	const text = cards.pages.map((page) => page.text).join(' ');
	for (let round = 1; round <= 8; round++) expect(text.split(`Runde ${round} `).length - 1).toBeGreaterThanOrEqual(NAMES.length);
	const sheets = await printed('tables');
	// Two tables of two or three people over eight rounds: six on the first sheet of each, two on its second.
	expect(sheets.pages.map((page) => (page.text.match(/Runde \d/g) ?? []).length)).toEqual([6, 2, 6, 2]);
});

test('nothing that people write breaks a document or is executed in it', async () => {
	const base = await draft('badges');
	const data = base.data as { badges: { name: string; organisation: string }[] };
	const [pattern] = data.badges;
	const badges = HOSTILE.map((text) => ({ ...pattern, name: text, organisation: text }));
	const [page] = (await readPdf(await makeDocument(base.template, { ...data, badges }))).pages;
	expect(page?.text).toContain('#panic("x")');
	expect(page?.text).toContain('? Ada ?');
	expect(page?.text).toContain('*_`<script>');
});

test('a first page can be looked at as a picture', async () => {
	const { template, data } = await draft('badges');
	const picture = new TextDecoder().decode(await makeDocument(template, data, { form: 'svg' }));
	expect(picture).toMatch(/^<svg [^>]*height="841.88/);
	expect(picture).not.toMatch(/<script|javascript:|href="http/);
});

test('what a template cannot work with is an error that says so', async () => {
	const { template } = await draft('badges');
	await expect(makeDocument(template, { title: 'x', lang: 'de' })).rejects.toThrow(/sheet/);
});

test('a room in which much happens gets several signs, in the order of the day', () => {
	const slots = Array.from({ length: 8 }, (_, at) => ({
		room: at === 7 ? '' : 'R 1',
		startsAt: new Date(1e12 - at * 1000),
		time: '',
		title: String(at),
		detail: null,
	}));
	expect(doorSigns(slots).map(({ slots: all }) => all.map(({ title }) => title))).toEqual([['6', '5', '4', '3', '2', '1'], ['0']]);
});

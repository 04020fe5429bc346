import { expect, test } from 'vitest';
import { placesOf } from '#modules/registration/read.server.ts';
import { wishesByPlace } from '#modules/workshops/read.server.ts';
import { Rejected } from '#platform/rejected.ts';
import { database } from '../../../tests/database.ts';
import { type Made, makeDraft, makeMeeting, makeRegion, person } from '../../../tests/make.ts';
import * as conduct from './write.server.ts';
import { importPeople, MOST_ROWS, previewImport } from './write-import.server.ts';

const { database: db, truth } = await database(20);
const coordinator = await db.within([1], (tx) => makeRegion(tx));
const HEAD = 'Name;E-Mail;Organisation;Arbeitsfeld;1. Wunsch;2. Wunsch';

const make = (facts: Parameters<typeof makeMeeting>[2] = {}) =>
	db.within([1], (tx) => makeMeeting(tx, coordinator, { workshops: [5, 5], ...facts }));
const take = (made: Made, ...rows: string[]) =>
	db.within([1], (tx) => importPeople(tx, made.organiser, made.open, [HEAD, ...rows].join('\n'), 'de'));
const look = (made: Made, text: string) => db.within([1], (tx) => previewImport(tx, made.organiser, text));

async function people(made: Made): Promise<Record<string, string[]>> {
	return db.within([1], async (tx) => {
		const wishes = await wishesByPlace(tx, made.organiser);
		const all = await placesOf(tx, made.organiser);
		return Object.fromEntries(
			all.map(({ id, name, state }) => [name, [state, ...(wishes.get(id) ?? []).map((one) => String(made.workshops.indexOf(one) + 1))]]),
		);
	});
}

test('whoever is new is registered with wishes, gets a place or waits, and is told once; the rest is untouched', async () => {
	const made = await make({ capacity: 2 });
	await db.within([1], (tx) => conduct.register(tx, made.open, person(7), [made.workshops[0] as string], 'de'));
	const rows = [
		'Ada;ada@schule.example;Schule;Schulleitung;Workshop 2;Workshop 1',
		'Ben;ben@schule.example;Schule;;;',
		'Person 7;person-7@schule.example;Andere Schule;;2;',
		'Kaputt;keine-adresse;Schule;;;',
	];
	expect(await take(made, ...rows)).toEqual({ registered: 2, changed: 1, refused: 1 });
	expect(await people(made)).toEqual({ 'Person 7': ['confirmed', '2'], Ada: ['confirmed', '2', '1'], Ben: ['waiting'] });
	const mails = async () =>
		(
			await truth.query(
				"select template from platform.mail where about->>'place' in (select id::text from registration.place where meeting_id = $1) order by 1",
				[made.meeting.id],
			)
		).rows.map(({ template }) => template);
	const told = ['registration.confirmed', 'registration.confirmed', 'registration.waiting'];
	expect(await mails()).toEqual(told);
	// The same file again changes nothing and tells nobody.
	expect(await take(made, ...rows)).toEqual({ registered: 0, changed: 0, refused: 1 });
	expect(await mails()).toEqual(told);
	// Consents are theirs to give.
	expect(
		(
			await truth.query('select from registration.consent c join registration.place p on p.id = c.place_id where p.meeting_id = $1', [
				made.meeting.id,
			])
		).rowCount,
	).toBe(0);
});

test('looking changes nothing', async () => {
	const made = await make();
	const rows = await look(made, `${HEAD}\nAda;ada@schule.example;Schule;;1;\n`);
	expect(rows.map(({ line, fate }) => [line, fate])).toEqual([[2, 'new']]);
	expect(await people(made)).toEqual({});
});

test('once places are known, wishes stay what they are', async () => {
	const made = await make();
	await db.within([1], (tx) => conduct.register(tx, made.open, person(1), [made.workshops[0] as string], 'de'));
	await db.within([1], async (tx) =>
		conduct.publishPlaces(tx, made.organiser, await makeDraft(tx, made.organiser, { objective: 'generous', seed: 1 })),
	);
	expect(await take(made, 'Person 1;person-1@schule.example;Schule;;2;')).toEqual({ registered: 0, changed: 0, refused: 0 });
	expect(await people(made)).toEqual({ 'Person 1': ['confirmed', '1'] });
});

test('two imports of one file at once register everybody once', async () => {
	const made = await make();
	const rows = Array.from({ length: 20 }, (_, at) => `Person ${at};gleich-${at}@schule.example;Schule;;1;2`);
	const outcomes = await Promise.all([take(made, ...rows), take(made, ...rows), take(made, ...rows)]);
	expect(outcomes.map(({ registered }) => registered).sort()).toEqual([0, 0, 20]);
	expect(Object.keys(await people(made))).toHaveLength(20);
});

test.each([
	['', 'empty'],
	['Name;E-Mail', 'only headings'],
	['Name;Telefon\nAda;1', 'no addresses'],
	['Name;E-Mail\n"Ada;x@y.example', 'a quote that does not end'],
	[`Name;E-Mail;Organisation\n${'x;x@y.example;z\n'.repeat(MOST_ROWS + 1)}`, 'too many rows'],
])('%#: what is no table of people is told in a sentence', async (text) => {
	const made = await make();
	const error = await look(made, text).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(Rejected);
	expect((error as Rejected).say('de')).toMatch(/\.$/);
	expect((error as Rejected).say('en')).toMatch(/\.$/);
});

test('somebody whose place is only offered yet has their wishes replaced like everybody else', async () => {
	const made = await make({ capacity: 1 });
	const first = await db.within([1], (tx) => conduct.register(tx, made.open, person(1), [], 'de'));
	await db.within([1], (tx) => conduct.register(tx, made.open, person(2), [], 'de'));
	await db.within([1], (tx) => conduct.withdraw(tx, { region: 1, meeting: made.meeting.id, place: first.place as string }, new Date()));
	expect(await take(made, 'Person 2;person-2@schule.example;Schule;;2;')).toEqual({ registered: 0, changed: 1, refused: 0 });
	expect(await people(made)).toMatchObject({ 'Person 2': ['offered', '2'] });
});

import { describe, expect, test } from 'vitest';
import { dayLists } from '#modules/conduct/read-lists.server.ts';
import * as conduct from '#modules/conduct/write.server.ts';
import { eraseDue } from '#modules/privacy/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { filled } from '#platform/form.ts';
import { Rejected } from '#platform/rejected.ts';
import { dayOf } from '#platform/time/time.ts';
import { database } from '../../../tests/database.ts';
import { DAY, type Made, makeMeeting, makeRegion, meetingInput, person } from '../../../tests/make.ts';
import { answersByPlace, answersOf, others, questions } from './read-question.server.ts';
import { type Asked, questionField, readAnswers } from './schema-question.ts';
import { words } from './words.ts';
import { ask, saveAnswers, takeBack } from './write-question.server.ts';

const { database: db, truth } = await database();
const within = <T>(work: (tx: Tx) => Promise<T>) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));
const make = (facts: Parameters<typeof makeMeeting>[2] = {}) => within((tx) => makeMeeting(tx, coordinator, facts));
const register = async (made: Made, name: string, facts = {}) =>
	(await within((tx) => conduct.register(tx, made.open, person(name, facts), [], 'de'))).place as string;
const after = (made: Made, days: number) => new Date(made.meeting.endsAt.getTime() + days * DAY);
const car = (made: Made, days = 10) => ({
	label: 'Kommen Sie mit dem Auto?',
	purpose: 'Damit genug Parkplätze da sind.',
	kind: 'choice' as const,
	options: ['ja', 'nein'],
	required: false,
	deleteOn: dayOf(after(made, days)),
});

describe('a question of a meeting', () => {
	test('its answers go on its day, at once on withdrawal, and with the question; the day moves with the meeting', async () => {
		const made = await make();
		const id = await within((tx) => ask(tx, made.organiser, car(made)));
		const [a, b] = [await register(made, 'a'), await register(made, 'b')];
		for (const place of [a, b]) await within((tx) => saveAnswers(tx, 1, place, [{ question: id, answer: 'ja' }]));
		expect([...(await within((tx) => answersByPlace(tx, made.organiser))).keys()].sort()).toEqual([a, b].sort());
		await within((tx) => conduct.withdraw(tx, { region: 1, meeting: made.meeting.id, place: b }, new Date()));
		expect(await within((tx) => answersOf(tx, { place: b }))).toEqual([]);
		const startsAt = new Date(made.meeting.startsAt.getTime() + 30 * DAY);
		await within((tx) =>
			conduct.changeMeeting(
				tx,
				made.organiser,
				meetingInput({ startsAt, endsAt: new Date(made.meeting.endsAt.getTime() + 30 * DAY) }),
				{ capacity: 60, opensAt: new Date(Date.now() - DAY), closesAt: startsAt },
				new Date(),
			),
		);
		expect((await within((tx) => questions(tx, made.meeting.id)))[0]?.deleteOn).toBe(dayOf(after(made, 40)));
		await within((tx) => eraseDue(tx, after(made, 39)));
		expect(await within((tx) => answersOf(tx, { place: a }))).toEqual([{ question: id, answer: 'ja' }]);
		await within((tx) => eraseDue(tx, after(made, 41)));
		expect(await within((tx) => answersOf(tx, { place: a }))).toEqual([]);
		await within((tx) => saveAnswers(tx, 1, a, [{ question: id, answer: 'nein' }]));
		await within((tx) => takeBack(tx, made.organiser, id));
		expect((await truth.query('select from registration.answer')).rowCount).toBe(0);
		// Whoever answers a moment later answers nothing, and meets no error.
		await within((tx) => saveAnswers(tx, 1, a, [{ question: id, answer: 'nein' }]));
	});

	test('belongs to its meeting: no answer to another one’s is kept, and its day lies between the meeting and a year later', async () => {
		const [made, other] = [await make(), await make()];
		const id = await within((tx) => ask(tx, made.organiser, car(made)));
		const place = await register(other, 'a');
		await within((tx) => saveAnswers(tx, 1, place, [{ question: id, answer: 'ja' }]));
		expect(await within((tx) => answersOf(tx, { place }))).toEqual([]);
		for (const days of [-1, 366]) await expect(within((tx) => ask(tx, made.organiser, car(made, days)))).rejects.toThrow(Rejected);
		await expect(within((tx) => takeBack(tx, other.organiser, id))).rejects.toThrow(Rejected);
	});

	test('is read from a form by its kind', () => {
		const id = (number: number) => `00000000-0000-4000-8000-00000000000${number}`;
		const asked: Asked[] = [
			{ id: id(1), kind: 'text', options: [], required: true },
			{ id: id(2), kind: 'choice', options: ['ja', 'nein'], required: false },
			{ id: id(3), kind: 'yesNo', options: [], required: true },
		];
		const read = (values: Record<string, string>) => readAnswers(filled(values), asked, words('de'));
		expect(read({ [questionField(id(1))]: ' Bus ', [questionField(id(2))]: 'nein', [questionField(id(3))]: 'on' })).toMatchObject({
			ok: true,
			answers: [
				{ question: id(1), answer: 'Bus' },
				{ question: id(2), answer: 'nein' },
				{ question: id(3), answer: 'yes' },
			],
		});
		const wrong = read({ [questionField(id(1))]: '', [questionField(id(2))]: 'vielleicht' });
		expect([wrong.ok, Object.keys(wrong.form.errors)]).toEqual([false, [questionField(id(1)), questionField(id(2)), questionField(id(3))]]);
	});
});

test('names are seen by those who registered, addresses only between two who both share them', async () => {
	const made = await make({ capacity: 5 });
	const a = await register(made, 'a', { consentContact: true });
	const b = await register(made, 'b', { consentContact: true, consentList: true });
	const c = await register(made, 'c', { consentList: true });
	await register(made, 'd');
	const e = await register(made, 'e', { consentContact: true });
	// Whoever only waits is seen by nobody.
	await register(made, 'f', { consentContact: true, consentList: true });
	const seenBy = async (place: string) =>
		(await within((tx) => others(tx, { meeting: made.meeting.id, place }))).map(({ name, email }) => [name, email !== null]);
	expect(await seenBy(a)).toEqual([
		['Person b', true],
		['Person c', false],
		['Person e', true],
	]);
	expect(await seenBy(c)).toEqual([['Person b', false]]);
	expect(await seenBy(b)).toEqual([
		['Person a', true],
		['Person c', false],
		['Person e', true],
	]);
	await within((tx) => conduct.withdraw(tx, { region: 1, meeting: made.meeting.id, place: e }, new Date()));
	expect(await seenBy(a)).toEqual([
		['Person b', true],
		['Person c', false],
	]);
});

test('the kitchen reads how many want what, without a name, and only of those who come', async () => {
	const made = await make({ capacity: 4 });
	await register(made, 'a', { dietary: 'vegan' });
	await register(made, 'b', { dietary: 'Vegan ' });
	await register(made, 'c', { dietary: 'ohne Nüsse', access: 'Rampe' });
	await register(made, 'd');
	await register(made, 'waits', { dietary: 'vegan' });
	const lists = await within((tx) => dayLists(tx, made.organiser));
	expect(lists.catering).toMatchObject({
		people: 4,
		needs: [
			{ kind: 'dietary', note: 'vegan', people: 2 },
			{ kind: 'dietary', note: 'ohne Nüsse', people: 1 },
			{ kind: 'access', note: 'Rampe', people: 1 },
		],
	});
	expect(lists.door.map(({ name }) => name)).toEqual(['Person a', 'Person b', 'Person c', 'Person d']);
	await within((tx) => eraseDue(tx, after(made, 8)));
	expect((await within((tx) => dayLists(tx, made.organiser))).catering).toEqual({ people: 4, needs: [], deleteOn: null });
});

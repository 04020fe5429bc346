import { expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import { pulse } from '#modules/events/read-now.server.ts';
import * as events from '#modules/events/write.server.ts';
import { announce } from '#modules/events/write-now.server.ts';
import { chairs, groups } from '#modules/groups/read.server.ts';
import { beginRound, endRound } from '#modules/groups/write.server.ts';
import { CHANNEL, listen, topicOf } from '#platform/live/live.ts';
import { database } from '../../../tests/database.ts';
import { type Made, makeDraft, makeMeeting, makeRegion, makeSeating, meetingInput, person } from '../../../tests/make.ts';
import { until } from '../../../tests/server.ts';
import { shared, snapshotFor } from './read-now.server.ts';

const { database: db, truth, url } = await database(6);
const coordinator = await db.within([1], (tx) => makeRegion(tx));
const make = (facts: Parameters<typeof makeMeeting>[2] = {}) => db.within([1], (tx) => makeMeeting(tx, coordinator, facts));
const number = (made: Made) => db.within([1], (tx) => pulse(tx, made.meeting.id));

const talk = { kind: 'talk', description: '', track: '', room: 'Aula', speaker: null } as const;

test('whatever people see on the day raises the number, and nothing else does', async () => {
	const made = await make({ workshops: [3], rounds: 1 });
	const raises = async (work: () => Promise<unknown>) => {
		const before = await number(made);
		await work();
		return (await number(made)) !== before;
	};
	const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
	const place = (await within((tx) => conduct.register(tx, made.open, person(1), made.workshops, 'de'))).place as string;
	expect(await raises(() => within((tx) => conduct.register(tx, made.open, person(2), made.workshops, 'de')))).toBe(false);
	expect(
		await raises(() => within((tx) => events.addAgendaItem(tx, made.organiser, { ...talk, title: 'Vortrag', start: '9:00', end: '9:30' }))),
	).toBe(true);
	expect(await raises(() => within((tx) => announce(tx, made.organiser, 'Der Bus wartet.')))).toBe(true);
	const draft = await within((tx) => makeDraft(tx, made.organiser, { objective: 'generous', seed: 1 }));
	expect(await raises(() => within((tx) => conduct.publishPlaces(tx, made.organiser, draft)))).toBe(true);
	expect(await raises(() => within((tx) => conduct.withdraw(tx, { region: 1, meeting: made.meeting.id, place }, new Date())))).toBe(true);
	const input = meetingInput({ title: 'Anders', startsAt: made.meeting.startsAt });
	expect(await raises(() => within((tx) => events.saveMeeting(tx, made.organiser, input)))).toBe(true);
	// What was undone was never told.
	expect(
		await raises(() => within((tx) => announce(tx, made.organiser, 'x').then(() => Promise.reject(new Error('undone')))).catch(() => {})),
	).toBe(false);
	expect(await number(await make())).not.toBe(await number(made));
});

test('whoever listens hears of their meeting once it is true, and of no other', async () => {
	const [made, other] = [await make(), await make()];
	const listener = listen(url, CHANNEL);
	const heard: string[] = [];
	for (const [name, { meeting }] of Object.entries({ made, other })) listener.on(topicOf(1, meeting.id), () => heard.push(name));
	// Whoever begins to listen looks at everything once.
	await until('the connection', () => heard.includes('made') && heard.includes('other'));
	heard.length = 0;
	await db.within([1], (tx) => announce(tx, made.organiser, 'Hört ihr?'));
	await until('the news', () => heard.includes('made'));
	expect(heard).not.toContain('other');
	// The connection breaks; what may have been missed meanwhile is looked at, and later changes are heard again.
	await truth.query("select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen %' and datname = current_database()");
	heard.length = 0;
	await until('both to be told after the break', () => heard.includes('made') && heard.includes('other'));
	heard.length = 0;
	await db.within([1], (tx) => announce(tx, other.organiser, 'Und jetzt?'));
	await until('the next change', () => heard.includes('other'));
	await listener.end();
});

test('a snapshot shows everybody the same, each their own seat, and whoever withdrew nothing', async () => {
	const made = await make({ workshops: [3, 3], rounds: 1 });
	const people: string[] = [];
	for (const at of [1, 2, 3])
		people.push(
			(await db.within([1], (tx) => conduct.register(tx, made.open, person(at), [made.workshops[at % 2] as string], 'de'))).place as string,
		);
	const look = () => db.within([1], (tx) => shared(tx, made.meeting.id, people));
	const seen = async (place: string | null) => {
		const all = await look();
		return all && snapshotFor(all, place, new Date());
	};
	expect((await seen(people[0] as string))?.mine).toEqual([]);
	const draft = await db.within([1], (tx) => makeDraft(tx, made.organiser, { objective: 'generous', seed: 1 }));
	await db.within([1], (tx) => conduct.publishPlaces(tx, made.organiser, draft));
	expect((await seen(people[0] as string))?.mine?.map(({ title }) => title)).toEqual(['Workshop 2']);
	expect((await seen(people[1] as string))?.mine?.map(({ title }) => title)).toEqual(['Workshop 1']);
	expect((await seen(null))?.mine).toBeNull();
	await db.within([1], (tx) => conduct.withdraw(tx, { region: 1, meeting: made.meeting.id, place: people[2] as string }, new Date()));
	expect(await seen(people[2] as string)).toBeNull();
});

test('everybody is sent to their own table of the round that is on, and before it to that of the next', async () => {
	const made = await make();
	const people: string[] = [];
	for (let number = 0; number < 6; number++)
		people.push((await db.within([1], (tx) => conduct.register(tx, made.open, person(`t${number}`), [], 'de'))).place as string);
	await db.within([1], (tx) => makeSeating(tx, made, 2, 2));
	const tables = new Map((await db.within([1], (tx) => groups(tx, made.organiser))).map(({ id, number }) => [id, number]));
	const told = await db.within([1], (tx) => chairs(tx, made.organiser));
	const expected = (round: number) =>
		people.map((place) => tables.get(told.find((chair) => chair.place === place && chair.round === round)?.group ?? ''));
	const seen = async () => {
		const all = await db.within([1], (tx) => shared(tx, made.meeting.id, people));
		return people.map((place) => all?.mine.get(place)?.seats.map(({ table }) => table)[0]);
	};
	expect(await seen()).toEqual(expected(1));
	const before = await number(made);
	await db.within([1], (tx) => beginRound(tx, made.organiser, 1, 20, new Date()));
	expect(await number(made)).not.toBe(before);
	expect(await seen()).toEqual(expected(1));
	await db.within([1], (tx) => beginRound(tx, made.organiser, 2, 20, new Date()));
	expect(await seen()).toEqual(expected(2));
	await db.within([1], (tx) => endRound(tx, made.organiser, 2, new Date()));
	expect(await seen()).toEqual(people.map(() => undefined));
});

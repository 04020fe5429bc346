import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import { noteScans } from '#modules/conduct/write-door.server.ts';
import { database } from '../../../tests/database.ts';
import { DAY, type Made, makeMeeting, makeRegion, person } from '../../../tests/make.ts';
import { until } from '../../../tests/server.ts';
import type { DoorKeeper } from './access.ts';
import { badgeCodes, doorKeeperBy, doorToken, expected, headcount } from './read-door.server.ts';
import type { Scan } from './rules-door.ts';
import { closeDoors, openDoor } from './write-door.server.ts';

const HOUR = 3600_000;
const { database: db, truth } = await database(12);
const coordinator = await db.within([1], (tx) => makeRegion(tx));
const make = (facts: Parameters<typeof makeMeeting>[2] = {}) => db.within([1], (tx) => makeMeeting(tx, coordinator, facts));
const register = async (made: Made, number: number | string, facts = {}) =>
	(await db.within([1], (tx) => conduct.register(tx, made.open, person(number, facts), [], 'de'))).place as string;

const openAt = (made: Made, label: string, now = new Date()) =>
	db.within([1], async (tx) => {
		const id = await openDoor(tx, made.organiser, label, now);
		return { id, by: (await doorKeeperBy(tx, 1, await doorToken(tx, 1, id), now)) as DoorKeeper };
	});

const scan = (facts: Partial<Scan>): Scan => ({
	key: randomUUID(),
	kind: 'arrive',
	place: null,
	code: '',
	name: '',
	organisation: '',
	anyway: false,
	agoSeconds: 0,
	...facts,
});

const send = (by: DoorKeeper, ...scans: Scan[]) =>
	db.within([1], async (tx) => (await noteScans(tx, by, scans, { now: new Date(), language: 'de' })).map(({ outcome }) => outcome));

const offerRow = async (made: Made) =>
	(await truth.query('select capacity, taken from registration.offer where meeting_id = $1', [made.meeting.id])).rows[0];
const arrivals = async (made: Made) =>
	(
		await truth.query(
			`select place.name, door.label from registration.arrival join registration.place on place.id = arrival.place_id
			join registration.door on door.id = arrival.door_id where arrival.meeting_id = $1 order by place.name`,
			[made.meeting.id],
		)
	).rows.map(({ name, label }) => `${name} ${label}`);

test('an act that is sent again, also at the same time, counts once and is answered as the first time', async () => {
	const made = await make();
	const place = await register(made, 1);
	const { by } = await openAt(made, 'Nord');
	const one = scan({ place });
	const answers = await Promise.all(Array.from({ length: 8 }, () => send(by, one)));
	expect(answers.flat()).toEqual(Array(8).fill('in'));
	expect(await send(by, scan({ kind: 'undo', place }))).toEqual(['undone']);
	// A late copy of what was taken back changes nothing any more.
	expect(await send(by, one)).toEqual(['in']);
	expect(await arrivals(made)).toEqual([]);
});

test('a key that another door used before is nothing here, and changes nothing', async () => {
	const made = await make();
	const [one, other] = [await register(made, 'k1'), await register(made, 'k2')];
	const doors = [await openAt(made, 'Nord'), await openAt(made, 'Süd')] as const;
	const first = scan({ place: one });
	expect(await send(doors[0].by, first)).toEqual(['in']);
	expect(await send(doors[1].by, { ...first, place: other }, scan({ place: other }))).toEqual(['unknown', 'in']);
});

test('two doors let everybody in once, however often both see the same badges', async () => {
	const made = await make();
	const places = await Promise.all(Array.from({ length: 30 }, (_, number) => register(made, `t${number}`)));
	const doors = [await openAt(made, 'Nord'), await openAt(made, 'Süd')];
	const answers = await Promise.all(places.flatMap((place) => doors.map(({ by }) => send(by, scan({ place })))));
	expect(answers.flat().sort()).toEqual([...Array(30).fill('already'), ...Array(30).fill('in')]);
	expect(await arrivals(made)).toHaveLength(30);
	expect(await db.within([1], (tx) => headcount(tx, { meeting: made.meeting.id }))).toEqual({
		here: 30,
		registered: 30,
		types: [{ type: '', people: 30 }],
	});
});

test('what one door takes back is what it did itself: whom another let in stays in', async () => {
	const made = await make();
	const place = await register(made, 'u1');
	const [north, south] = [await openAt(made, 'Nord'), await openAt(made, 'Süd')];
	expect(await send(south.by, scan({ place }))).toEqual(['in']);
	expect(await send(north.by, scan({ place }), scan({ kind: 'undo', place }))).toEqual(['already', 'undone']);
	expect(await arrivals(made)).toEqual(['Person u1 Süd']);
});

test('whoever withdraws while they are let in leaves no arrival behind', async () => {
	const made = await make();
	const { by } = await openAt(made, 'Nord');
	const place = await register(made, 'r1');
	const [withdrawn, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
	const leaving = db.within([1], async (tx) => {
		await conduct.withdraw(tx, { region: 1, meeting: made.meeting.id, place }, new Date());
		withdrawn.resolve();
		await mayEnd.promise;
	});
	await withdrawn.promise;
	let isDone = false;
	const arriving = send(by, scan({ place })).finally(() => {
		isDone = true;
	});
	const waiting = "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
	await until('the door to wait for whoever withdraws', async () => isDone || (await truth.query(waiting)).rows[0].n > 0);
	mayEnd.resolve();
	await leaving;
	expect(await arriving).toEqual(['withdrawn']);
	expect(await arrivals(made)).toEqual([]);
});

test('whoever waits is not passed over because somebody was written down by mistake', async () => {
	const made = await make({ capacity: 1 });
	await register(made, 'q1');
	const waiting = await register(made, 'q2');
	const { by } = await openAt(made, 'Nord');
	await send(by, scan({ kind: 'walkIn', name: 'Irr Tum', organisation: 'Kita' }));
	const wrong = (await db.within([1], (tx) => expected(tx, by))).find(({ name }) => name === 'Irr Tum');
	await send(by, scan({ kind: 'undo', place: wrong?.id ?? null }));
	expect(await offerRow(made)).toEqual({ capacity: 1, taken: 1 });
	const { rows } = await truth.query('select state from registration.place where id = $1', [waiting]);
	expect(rows).toEqual([{ state: 'waiting' }]);
});

test('a meeting that moves takes its doors along, and one that is called off has none', async () => {
	const made = await make();
	const { id } = await openAt(made, 'Nord');
	const token = await db.within([1], (tx) => doorToken(tx, 1, id));
	await truth.query(
		"update events.meeting set starts_at = starts_at + interval '20 days', ends_at = ends_at + interval '20 days' where id = $1",
		[made.meeting.id],
	);
	const later = new Date(made.meeting.endsAt.getTime() + 20 * DAY);
	expect(await db.within([1], (tx) => doorKeeperBy(tx, 1, token, later))).toMatchObject({ door: id });
	await truth.query(
		"update events.meeting set starts_at = starts_at - interval '40 days', ends_at = ends_at - interval '40 days' where id = $1",
		[made.meeting.id],
	);
	expect(await db.within([1], (tx) => doorKeeperBy(tx, 1, token, made.meeting.endsAt))).toBeUndefined();
	expect(await db.within([1], (tx) => doorKeeperBy(tx, 1, token, new Date()))).toMatchObject({ door: id });
	await db.within([1], (tx) => conduct.cancelMeeting(tx, made.organiser, 'Sturm', new Date()));
	expect(await db.within([1], (tx) => doorKeeperBy(tx, 1, token, new Date()))).toBeUndefined();
});

test('the code of a badge lets its person in, and one of another meeting or a made-up one nobody', async () => {
	const made = await make();
	const other = await make();
	const place = await register(made, 'c1');
	const stranger = await register(other, 'c2');
	const { by } = await openAt(made, 'Nord');
	const [own, foreign] = await db.within([1], (tx) => badgeCodes(tx, 1, [place, stranger]));
	expect(own).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/);
	expect(await send(by, scan({ code: foreign as string }), scan({ code: '' }), scan({ code: 'X' }), scan({ place: stranger }))).toEqual([
		'unknown',
		'unknown',
		'unknown',
		'unknown',
	]);
	expect(await send(by, scan({ code: own as string }))).toEqual(['in']);
	expect(await arrivals(made)).toEqual(['Person c1 Nord']);
});

test('whoever walks in is there and counts as one more, also where all places are taken; taken back it was nothing', async () => {
	const made = await make({ capacity: 1 });
	await register(made, 'w1');
	const { by } = await openAt(made, 'Nord');
	const one = scan({ kind: 'walkIn', name: 'Olena Schewtschenko', organisation: 'Kita am Fluss' });
	expect(await send(by, one, one)).toEqual(['in', 'in']);
	expect(await offerRow(made)).toEqual({ capacity: 2, taken: 2 });
	expect(await arrivals(made)).toEqual(['Olena Schewtschenko Nord']);
	const known = (await db.within([1], (tx) => expected(tx, by))).find(({ name }) => name.startsWith('Olena'));
	expect(await send(by, scan({ kind: 'undo', place: known?.id ?? null }))).toEqual(['undone']);
	expect(await offerRow(made)).toEqual({ capacity: 1, taken: 1 });
	expect(await arrivals(made)).toEqual([]);
	// A copy that comes late brings nobody back.
	expect(await send(by, one)).toEqual(['in']);
	expect(await arrivals(made)).toEqual([]);
});

test('whoever waits or withdrew comes in only when the door says so, and then has a place', async () => {
	const made = await make({ capacity: 1 });
	await register(made, 's1');
	const waiting = await register(made, 's2');
	const gone = await register(made, 's3');
	await db.within([1], (tx) => conduct.withdraw(tx, { region: 1, meeting: made.meeting.id, place: gone }, new Date()));
	const { by } = await openAt(made, 'Nord');
	expect(await send(by, scan({ place: waiting }), scan({ place: gone }))).toEqual(['waiting', 'withdrawn']);
	expect(await arrivals(made)).toEqual([]);
	expect(await send(by, scan({ place: waiting, anyway: true }), scan({ place: gone, anyway: true }))).toEqual(['in', 'in']);
	expect(await offerRow(made)).toEqual({ capacity: 3, taken: 3 });
});

test('an act is noted for the time at which it happened, not at which it was sent', async () => {
	const made = await make();
	const place = await register(made, 'z1');
	const { by } = await openAt(made, 'Nord');
	await send(by, scan({ place, agoSeconds: 600 }));
	const { rows } = await truth.query(
		'select extract(epoch from now() - arrived_at)::int as ago from registration.arrival where place_id = $1',
		[place],
	);
	expect(rows[0].ago).toBeGreaterThanOrEqual(600);
	expect(rows[0].ago).toBeLessThan(660);
});

test("a door's link ends by itself after the meeting, or when it is ended, and a changed one is none", async () => {
	const startsAt = new Date(Date.now() + DAY);
	const made = await make({ input: { startsAt } });
	const { id, by } = await openAt(made, 'Nord');
	expect(by.expiresAt).toEqual(new Date(made.meeting.endsAt.getTime() + 3 * HOUR));
	const token = await db.within([1], (tx) => doorToken(tx, 1, id));
	const look = (text: string, now = new Date()) => db.within([1], (tx) => doorKeeperBy(tx, 1, text, now));
	expect(await look(token, new Date(by.expiresAt.getTime() - 1000))).toMatchObject({ door: id, label: 'Nord' });
	expect(await look(token, new Date(by.expiresAt.getTime() + 1000))).toBeUndefined();
	expect(await look(`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`)).toBeUndefined();
	await db.within([1], (tx) => closeDoors(tx, made.organiser, new Date(), id));
	expect(await look(token)).toBeUndefined();
});

test('a door sees names and organisations, and nothing else about anybody', async () => {
	const made = await make();
	await register(made, 'p1', { function: 'Geheime Funktion', dietary: 'Geheime Allergie', email: 'geheim@schule.example' });
	const { by } = await openAt(made, 'Nord');
	const list = await db.within([1], (tx) => expected(tx, by));
	expect(list.map(({ code, id, ...one }) => one)).toEqual([
		{ name: 'Person p1', organisation: 'Grundschule Probe', state: 'confirmed', arrived: null, door: '' },
	]);
	expect(JSON.stringify(list)).not.toMatch(/geheim/i);
});

import { sql } from 'kysely';
import { expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { database } from '../../../tests/database.ts';
import { type Made, makeMeeting, makeRegion, person } from '../../../tests/make.ts';

const { database: db, truth } = await database(20);

const coordinator = await db.within([1], (tx) => makeRegion(tx));
const make = (facts: Parameters<typeof makeMeeting>[2]) => db.within([1], (tx) => makeMeeting(tx, coordinator, facts));
const register = (made: Made, number: number | string, facts = {}) =>
	db.within([1], (tx) => conduct.register(tx, made.open, person(number, facts), [], 'de'));

const counted = async (made: Made) => {
	const { rows } = await truth.query(
		`select count(*) filter (where state in ('confirmed', 'offered'))::int as confirmed, count(*) filter (where state = 'waiting')::int as waiting,
			array_agg(queue_number order by queue_number) filter (where state = 'waiting') as queue from registration.place where meeting_id = $1`,
		[made.meeting.id],
	);
	const offer = await truth.query('select taken, queued from registration.offer where meeting_id = $1', [made.meeting.id]);
	return { ...rows[0], ...offer.rows[0] };
};

/** What a careless program does: reads whether a place is free, and then takes it. */
async function careless(tx: Tx, made: Made): Promise<boolean> {
	const { rows } = await sql<{
		free: boolean;
	}>`select taken < capacity as free from registration.offer where meeting_id = ${made.meeting.id}`.execute(tx);
	await sql`select pg_sleep(0.005)`.execute(tx);
	if (!rows[0]?.free) return false;
	await sql`insert into registration.place (region_id, meeting_id, email, name, profession, language, state)
		values (1, ${made.meeting.id}, gen_random_uuid()::text || '@x.example', 'x', 'other', 'de', 'confirmed')`.execute(tx);
	await sql`update registration.offer set taken = least(taken + 1, capacity) where meeting_id = ${made.meeting.id}`.execute(tx);
	return true;
}

test('negative control: reading first and writing then oversells', async () => {
	const made = await make({ capacity: 10 });
	const taken = await Promise.all(Array.from({ length: 60 }, () => db.within([1], (tx) => careless(tx, made))));
	expect(taken.filter(Boolean).length).toBeGreaterThan(10);
	expect((await counted(made)).confirmed).toBeGreaterThan(10);
});

test('200 people at once for 20 places: exactly 20 sit, 180 wait in order, nobody is lost', async () => {
	const made = await make({ capacity: 20 });
	const outcomes = await Promise.all(Array.from({ length: 200 }, (_, number) => register(made, number)));
	expect(outcomes.filter(({ state }) => state === 'confirmed').length).toBe(20);
	expect(await counted(made)).toEqual({
		confirmed: 20,
		waiting: 180,
		queue: Array.from({ length: 180 }, (_, at) => at + 1),
		taken: 20,
		queued: 180,
	});
});

test('one address sent fifty times at once is one registration', async () => {
	const made = await make({ capacity: 20 });
	await Promise.all(Array.from({ length: 50 }, () => register(made, 'same')));
	expect(await counted(made)).toMatchObject({ confirmed: 1, waiting: 0, taken: 1, queued: 0 });
});

test('people come and go at once: places and counter always agree, and the first who waits is offered a place', async () => {
	const made = await make({ capacity: 15 });
	const outcomes = await Promise.all(Array.from({ length: 40 }, (_, number) => register(made, number)));
	const ids = outcomes.map(({ place }) => place as string);
	await Promise.all([
		...ids
			.slice(0, 20)
			.map((place) => db.within([1], (tx) => conduct.withdraw(tx, { region: 1, meeting: made.meeting.id, place }, new Date()))),
		...Array.from({ length: 20 }, (_, number) => register(made, `late-${number}`)),
	]);
	const { confirmed, taken, waiting, queue } = await counted(made);
	expect({ confirmed, taken, all: confirmed + waiting }).toEqual({ confirmed: 15, taken: 15, all: 40 });
	const { rows } = await truth.query(
		"select max(queue_number)::int as last, count(*)::int as people from registration.place where meeting_id = $1 and state = 'waiting'",
		[made.meeting.id],
	);
	expect(queue).toHaveLength(rows[0].people);
	// Whoever still waits came after everyone who moved up.
	const moved = await truth.query(
		"select count(*)::int as n from registration.change where what = 'offered' and place_id in (select id from registration.place where meeting_id = $1)",
		[made.meeting.id],
	);
	expect(moved.rows[0].n).toBeGreaterThan(0);
});

test('a place that was given back goes to the first on the waiting list, once', async () => {
	const made = await make({ capacity: 1 });
	const first = await register(made, 'a');
	const second = await register(made, 'b');
	const third = await register(made, 'c');
	const withdraw = () =>
		db.within([1], (tx) => conduct.withdraw(tx, { region: 1, meeting: made.meeting.id, place: first.place as string }, new Date()));
	expect(await Promise.all([withdraw(), withdraw()])).toEqual(expect.arrayContaining([true, false]));
	const { rows } = await truth.query(
		'select id, state, queue_number from registration.place where meeting_id = $1 order by registered_at',
		[made.meeting.id],
	);
	expect(rows).toEqual([
		{ id: first.place, state: 'withdrawn', queue_number: null },
		{ id: second.place, state: 'offered', queue_number: 1 },
		{ id: third.place, state: 'waiting', queue_number: 2 },
	]);
});

test('a known address changes nothing and is answered as a new one would be', async () => {
	const made = await make({ capacity: 2 });
	await register(made, 'a');
	expect(await register(made, 'a', { name: 'Jemand anderes' })).toEqual({ state: 'confirmed', place: null });
	await register(made, 'b');
	// Full now: a new address would wait, so the known one hears the same although it has a place.
	expect(await register(made, 'a')).toEqual({ state: 'waiting', place: null });
	const { rows } = await truth.query(
		"select name, state from registration.place where meeting_id = $1 and email = 'person-a@schule.example'",
		[made.meeting.id],
	);
	expect(rows).toEqual([{ name: 'Person a', state: 'confirmed' }]);
});

test('the same form sent again hears what it heard the first time', async () => {
	const made = await make({ capacity: 1 });
	const key = '0b5a1f6e-3f1c-4f8e-9d2e-6a7b8c9d0e1f';
	const again = () => register(made, 'a', { key });
	expect((await again()).state).toBe('confirmed');
	expect(await again()).toEqual({ state: 'confirmed', place: null });
	const mails = await truth.query(
		"select template from platform.mail where about->>'place' in (select id::text from registration.place where meeting_id = $1)",
		[made.meeting.id],
	);
	expect(mails.rows).toEqual([{ template: 'registration.confirmed' }]);
});

import { describe, expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import type { Participant } from '#modules/registration/access.ts';
import { doorKeeperBy, doorToken } from '#modules/registration/read-door.server.ts';
import { noteScans, openDoor } from '#modules/registration/write-door.server.ts';
import { dayOf } from '#platform/time/time.ts';
import { database } from '../../../tests/database.ts';
import { type Made, makeMeeting, makeRegion, person } from '../../../tests/make.ts';
import { refused } from '../../../tests/refused.ts';
import { workOut } from './output.server.ts';
import { chairs, groups, rounds } from './read.server.ts';
import { seatingOf, toSeat } from './read-plan.server.ts';
import { problemOf, usual } from './rules.ts';
import type { PlanInput } from './schema.ts';
import * as writes from './write.server.ts';

const { database: db, truth } = await database(8);
const coordinator = await db.within([1], (tx) => makeRegion(tx));
const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
const now = new Date();
const DAY_BEFORE = dayOf(new Date(now.getTime() - 2 * 24 * 3600_000));

const register = async (made: Made, number: number | string, facts = {}) =>
	(await within((tx) => conduct.register(tx, made.open, person(number, facts), [], 'de'))).place as string;

const input = (facts: Partial<PlanInput> = {}): PlanInput => ({
	tables: { count: 4 },
	rounds: 3,
	minutes: 20,
	people: 'registered',
	weights: usual,
	...facts,
});

/** A meeting with people, mixed and kept. */
async function seated(people: number, facts: Partial<PlanInput> = {}) {
	const made = await within((tx) => makeMeeting(tx, coordinator));
	const places: string[] = [];
	for (let number = 0; number < people; number++)
		places.push(await register(made, number, { organisation: `Schule ${number % 5}`, consentMet: number % 2 === 0 }));
	await within((tx) => writes.savePlan(tx, made.organiser, input(facts), 1));
	await seat(made);
	return { ...made, places };
}

async function seat(made: Made, isAnew = false): Promise<void> {
	const basis = await within((tx) => seatingOf(tx, made.organiser));
	if (!basis) throw new Error('no plan');
	const { rounds: found } = await workOut(problemOf(toSeat(basis, isAnew), 300));
	await within((tx) => writes.saveSeating(tx, made.organiser, basis, found, now));
}

/** Who sits at which table number: seats[round][place]. */
async function at(made: Made): Promise<Map<string, number>[]> {
	const tables = new Map((await within((tx) => groups(tx, made.organiser))).map(({ id, number }) => [id, number]));
	const all = await within((tx) => chairs(tx, made.organiser));
	return [1, 2, 3].map(
		(round) => new Map(all.filter((one) => one.round === round).map(({ place, group }) => [place, tables.get(group) ?? 0])),
	);
}

test('everybody sits once in each round, nobody meets anybody twice, and tables are as even as can be', async () => {
	const made = await seated(18);
	const rows = await at(made);
	for (const row of rows) {
		expect([...row.keys()].sort()).toEqual([...made.places].sort());
		expect([1, 2, 3, 4].map((table) => [...row.values()].filter((one) => one === table).length)).toEqual([5, 5, 4, 4]);
	}
});

describe('what happened stays', () => {
	test('after a round has begun somebody leaves and somebody comes: nobody else is sent elsewhere', async () => {
		const made = await seated(16);
		await within((tx) => writes.beginRound(tx, made.organiser, 1, 20, now));
		const before = await at(made);
		await within((tx) => conduct.withdraw(tx, { region: 1, meeting: made.meeting.id, place: made.places[3] as string }, now));
		const late = await register(made, 'spät');
		await seat(made);
		const after = await at(made);
		expect(after[0]).toEqual(before[0]);
		for (const round of [1, 2]) {
			const expected = new Map(before[round]);
			expected.delete(made.places[3] as string);
			const table = after[round]?.get(late);
			expect(table).toBeGreaterThan(0);
			expect(after[round]).toEqual(new Map([...expected, [late, table]]));
		}
	});

	test('rounds begin in their order, one at a time, and none is seated otherwise once it is over', async () => {
		const made = await seated(8);
		const begin = (round: number) => within((tx) => writes.beginRound(tx, made.organiser, round, 20, now));
		await refused(begin(2), /nicht an der Reihe/);
		await begin(1);
		await refused(begin(1), /nicht an der Reihe/);
		await begin(2);
		expect((await within((tx) => rounds(tx, made.organiser))).map(({ number, endedAt }) => [number, endedAt !== null])).toEqual([
			[1, true],
			[2, false],
		]);
		const target = `group:${(await within((tx) => groups(tx, made.organiser)))[0]?.id}`;
		await refused(
			within((tx) => writes.moveTo(tx, made.organiser, { round: 1, place: made.places[0] as string, target })),
			/vorbei/,
		);
		await refused(
			within((tx) => writes.savePlan(tx, made.organiser, input({ rounds: 1 }), 1)),
			/schon begonnen/,
		);
		await refused(
			within((tx) => writes.savePlan(tx, made.organiser, input({ tables: { count: 2 } }), 1)),
			/schon jemand gesessen/,
		);
		// More time counts from the end, or from now if that has passed.
		await within((tx) => writes.extendRound(tx, made.organiser, 2, 5, new Date(now.getTime() + 60_000)));
		expect((await within((tx) => rounds(tx, made.organiser)))[1]?.endsAt).toEqual(new Date(now.getTime() + 25 * 60_000));
	});
});

test('whoever moderates stays at their table, and nobody comes back to one', async () => {
	const made = await within((tx) => makeMeeting(tx, coordinator));
	const places: string[] = [];
	for (let number = 0; number < 16; number++) places.push(await register(made, `m${number}`));
	await within((tx) => writes.savePlan(tx, made.organiser, input({ tables: { sizes: [4, 4, 4, 4] } }), 1));
	for (const [number, { id }] of (await within((tx) => groups(tx, made.organiser))).entries())
		await within((tx) =>
			writes.saveGroup(tx, made.organiser, { group: id, topic: `Frage ${number}`, room: '', moderator: places[number] as string }),
		);
	await seat(made);
	const rows = await at(made);
	for (const row of rows) expect([0, 1, 2, 3].map((number) => row.get(places[number] as string))).toEqual([1, 2, 3, 4]);
	for (const guest of places.slice(4)) expect(new Set(rows.map((row) => row.get(guest))).size).toBe(3);
	const [first] = await within((tx) => groups(tx, made.organiser));
	await refused(
		within((tx) => writes.saveGroup(tx, made.organiser, { group: first?.id ?? '', topic: '', room: '', moderator: places[1] as string })),
		/moderiert schon/,
	);
	await refused(
		within((tx) => writes.moveTo(tx, made.organiser, { round: 1, place: places[0] as string, target: `swap:${places[9]}` })),
		/bleibt an seinem Tisch/,
	);
	// A table that is saved again keeps what it is about.
	await within((tx) => writes.savePlan(tx, made.organiser, input({ tables: { sizes: [5, 4, 4, 4] } }), 1));
	expect((await within((tx) => groups(tx, made.organiser)))[0]).toMatchObject({ seats: 5, topic: 'Frage 0', moderator: places[0] });
});

test('by hand somebody takes a free chair or changes places; a full table and strangers are refused', async () => {
	const made = await seated(7, { tables: { sizes: [4, 4] }, rounds: 3 });
	const [one, other] = await within((tx) => groups(tx, made.organiser));
	const [row] = await at(made);
	const sizes = [1, 2].map((table) => [...(row as Map<string, number>).values()].filter((at) => at === table).length);
	const [full, free] = sizes[0] === 4 ? [one, other] : [other, one];
	const atFull = made.places.filter((place) => row?.get(place) === full?.number);
	const atFree = made.places.filter((place) => row?.get(place) === free?.number);
	const move = (place: string, target: string) => within((tx) => writes.moveTo(tx, made.organiser, { round: 1, place, target }));
	await refused(move(atFree[0] as string, `group:${full?.id}`), /kein Stuhl frei/);
	await move(atFree[0] as string, `swap:${atFull[0]}`);
	await move(atFull[1] as string, `group:${free?.id}`);
	const [after] = await at(made);
	expect([atFree[0], atFull[0], atFull[1]].map((place) => after?.get(place as string))).toEqual([full?.number, free?.number, free?.number]);
	const stranger = (await seated(2)).places[0] as string;
	await refused(move(stranger, `group:${free?.id}`), /gibt es nicht/);
	await refused(move(atFull[2] as string, `swap:${stranger}`), /gibt es nicht/);
});

test('only those who are there are seated, if that is what was chosen', async () => {
	const made = await within((tx) => makeMeeting(tx, coordinator));
	const places = [await register(made, 'a1'), await register(made, 'a2'), await register(made, 'a3')];
	await within(async (tx) => {
		const door = await openDoor(tx, made.organiser, 'Nord', now);
		const by = await doorKeeperBy(tx, 1, await doorToken(tx, 1, door), now);
		const blank = { kind: 'arrive', code: '', name: '', organisation: '', anyway: false, agoSeconds: 0 } as const;
		const scans = places.slice(0, 2).map((place) => ({ ...blank, key: crypto.randomUUID(), place }));
		if (by) await noteScans(tx, by, scans, { now, language: 'de' });
	});
	await within((tx) => writes.savePlan(tx, made.organiser, input({ people: 'arrived', tables: { sizes: [2] } }), 1));
	await seat(made);
	expect([...((await at(made))[0]?.keys() ?? [])].sort()).toEqual(places.slice(0, 2).sort());
});

test('a seating that was worked out from what is no longer so is not kept', async () => {
	const made = await seated(8);
	const basis = await within((tx) => seatingOf(tx, made.organiser));
	if (!basis) throw new Error('no plan');
	await register(made, 'dazwischen');
	await refused(
		within((tx) => writes.saveSeating(tx, made.organiser, basis, [], now)),
		/Inzwischen/,
	);
	expect((await at(made))[0]?.size).toBe(8);
});

test('who met whom is remembered of those alone who both agreed, as digests, until one of them takes it back', async () => {
	// Two tables of four: of the four who agreed at least two sit at one of them.
	const made = await seated(8, { rounds: 3, tables: { count: 2 } });
	const met = async () => (await truth.query('select one, other, met_on::text from groups.met')).rows;
	await within((tx) => writes.rememberMet(tx, made.organiser, DAY_BEFORE));
	expect(await met()).toEqual([]);
	await within((tx) => writes.beginRound(tx, made.organiser, 1, 20, now));
	await within((tx) => writes.rememberMet(tx, made.organiser, DAY_BEFORE));
	// At their own meeting they have not met before it.
	await truth.query('update groups.met set met_on = (select starts_at::date from events.meeting where id = $1)', [made.meeting.id]);
	expect((await within((tx) => seatingOf(tx, made.organiser)))?.circumstances.met).toEqual([]);
	await truth.query('update groups.met set met_on = $1', [DAY_BEFORE]);
	const [row] = await at(made);
	const agreed = made.places.filter((_, number) => number % 2 === 0);
	const pairs = agreed.flatMap((one, number) => agreed.slice(number + 1).filter((other) => row?.get(one) === row?.get(other)));
	const kept = await met();
	expect(kept).toHaveLength(pairs.length);
	expect(JSON.stringify(kept)).not.toMatch(/@|person-|[0-9a-f]{8}-/);
	// At the next meeting they are kept apart, as far as it goes.
	const next = await within((tx) => makeMeeting(tx, coordinator));
	for (let number = 0; number < 8; number++) await register(next, number, { consentMet: number % 2 === 0 });
	await within((tx) => writes.savePlan(tx, next.organiser, input(), 1));
	expect((await within((tx) => seatingOf(tx, next.organiser)))?.circumstances.met).toHaveLength(pairs.length);
	// Whoever takes it back has met nobody.
	const by = { region: 1, meeting: made.meeting.id, place: agreed[0] as string, endsAt: made.meeting.endsAt } as Participant;
	const nothing = { consentList: false, consentContact: false, consentPhoto: false, consentMet: false };
	await within((tx) => conduct.changeConsents(tx, by, nothing));
	const left = agreed.slice(1).flatMap((one, number) => agreed.slice(number + 2).filter((other) => row?.get(one) === row?.get(other)));
	expect(await met()).toHaveLength(left.length);
	await within((tx) => writes.eraseMet(tx, dayOf(now)));
	expect(await met()).toEqual([]);
});

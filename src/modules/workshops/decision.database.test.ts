import { expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import { Rejected } from '#platform/rejected.ts';
import { database } from '../../../tests/database.ts';
import { type Made, makeDraft, makeMeeting, makeRegion, person } from '../../../tests/make.ts';
import { workshops } from './read.server.ts';
import { thinkable, thinkThrough } from './read-what-if.server.ts';
import { type Imagined, inOneWord } from './rules-what-if.ts';
import * as writes from './write.server.ts';
import type { Decision } from './write-decision.server.ts';

const { database: db, truth } = await database(20);
const coordinator = await db.within([1], (tx) => makeRegion(tx));
const never = new AbortController().signal;

const make = (facts: Parameters<typeof makeMeeting>[2] = {}) =>
	db.within([1], (tx) => makeMeeting(tx, coordinator, { workshops: [5, 5], rounds: 2, minimum: 2, ...facts }));
const think = (made: Made) => db.within([1], (tx) => thinkable(tx, made.organiser));
const decide = (made: Made, decisions: Decision[]) => db.within([1], (tx) => conduct.decide(tx, made.organiser, decisions));
const all = (made: Made) => db.within([1], (tx) => workshops(tx, made.meeting.id));

/** What a page shows, with something changed on it. */
async function shown(made: Made, change: (now: Imagined, at: number) => Imagined = (now) => now): Promise<Decision[]> {
	const { problem, decided } = await think(made);
	return problem.workshops.map(({ id }, at) => {
		const now = decided[at] as Imagined;
		return { workshop: id, was: inOneWord(now), ...change(now, at) };
	});
}

async function cancelRuns(made: Made, workshop: number, ...rounds: number[]): Promise<void> {
	const runs = (await all(made))[workshop]?.runs ?? [];
	for (const round of rounds) await db.within([1], (tx) => conduct.setCancelled(tx, made.organiser, runs[round]?.id as string, true));
}

const runs = async (made: Made) =>
	(await all(made)).map((one) => one.runs.map(({ isCancelled }) => (isCancelled ? 'off' : 'on')).join(' '));

test('what was not touched stays as it is, also a workshop that was called off', async () => {
	const made = await make();
	await cancelRuns(made, 0, 0, 1);
	expect(await decide(made, await shown(made))).toBe(0);
	expect(await runs(made)).toEqual(['off off', 'on on']);
	// Whoever thinks of it again gets it as it was planned.
	expect(await decide(made, await shown(made, (now, at) => (at === 0 ? { ...now, takes: 'open', seats: 7 } : now)))).toBe(1);
	expect([await runs(made), (await all(made)).map(({ capacity }) => capacity)]).toEqual([
		['on on', 'on on'],
		[7, 5],
	]);
});

test('in every round: also where a run was called off', async () => {
	const made = await make();
	await cancelRuns(made, 1, 1);
	expect((await think(made)).decided.map(({ everyRound }) => everyRound)).toEqual([true, false]);
	expect(await decide(made, await shown(made, (now) => ({ ...now, everyRound: true })))).toBe(1);
	expect(await runs(made)).toEqual(['on on', 'on on']);
	expect(await decide(made, await shown(made, (now, at) => (at === 0 ? { ...now, takes: 'never' } : now)))).toBe(1);
	expect(await runs(made)).toEqual(['off off', 'on on']);
});

test('what somebody else changed meanwhile is not overwritten: nothing is decided, and it is said', async () => {
	const made = await make();
	const stale = await shown(made, (now) => ({ ...now, seats: 9 }));
	const untouched = await shown(made, (now, at) => (at === 1 ? { ...now, seats: 8 } : now));
	const [first] = await all(made);
	const input = { title: 'Anders', description: '', topic: '', leader: null, room: '', capacity: 6, minimum: 0, phases: made.phases };
	await db.within([1], (tx) => conduct.changeWorkshop(tx, made.organiser, first?.id as string, input));
	await expect(decide(made, stale)).rejects.toThrow(Rejected);
	expect((await all(made)).map(({ capacity }) => capacity)).toEqual([6, 5]);
	// Where only the other was thought of, the first stays what somebody else made it.
	expect(await decide(made, untouched)).toBe(1);
	expect((await all(made)).map(({ capacity }) => capacity)).toEqual([6, 8]);
});

test('seats that people sit in are not taken away, and seats that are added go to the next', async () => {
	const made = await make({ workshops: [1, 5], rounds: 0, minimum: 0 });
	for (let number = 0; number < 3; number++)
		await db.within([1], (tx) => conduct.register(tx, made.open, person(`${made.meeting.id}-${number}`), made.workshops, 'de'));
	await db.within([1], async (tx) =>
		conduct.publishPlaces(tx, made.organiser, await makeDraft(tx, made.organiser, { objective: 'generous', seed: 1 })),
	);
	await expect(decide(made, await shown(made, (now, at) => (at === 1 ? { ...now, seats: 1 } : now)))).rejects.toThrow(Rejected);
	await expect(decide(made, await shown(made, (now, at) => (at === 1 ? { ...now, takes: 'never' } : now)))).rejects.toThrow(Rejected);
	await decide(made, await shown(made, (now, at) => (at === 0 ? { ...now, seats: 2 } : now)));
	expect((await all(made)).map((one) => one.runs.map(({ taken }) => taken))).toEqual([[2], [1]]);
	expect((await truth.query("select from workshops.change where what = 'movedUp'")).rowCount).toBe(1);
});

test('nobody thinks on for somebody who has left', async () => {
	const made = await make();
	const gone = new AbortController();
	gone.abort();
	const before = await think(made);
	expect(await thinkThrough(before, undefined, never)).toMatchObject({ isCut: false });
	await db.within([1], (tx) => writes.requireWishes(tx, made.meeting.id, []));
	for (let number = 0; number < 4; number++)
		await db.within([1], (tx) => conduct.register(tx, made.open, person(`${made.meeting.id}-${number}`), made.workshops, 'de'));
	await expect(thinkThrough(await think(made), undefined, gone.signal)).rejects.toThrow();
});

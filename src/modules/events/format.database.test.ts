import { expect, test } from 'vitest';
import { addMunicipality, addPlanningArea } from '#modules/places/write.server.ts';
import { Rejected } from '#platform/rejected.ts';
import { encode, read } from '#platform/time/partial.ts';
import { database } from '../../../tests/database.ts';
import { makeMeeting, makeRegion } from '../../../tests/make.ts';
import { formats } from './read-format.server.ts';
import * as writes from './write-format.server.ts';

const { database: db } = await database(20);
const coordinator = await db.within([1], (tx) => makeRegion(tx));
const act = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
let count = 0;

const add = (name = `Format ${++count}`) => act((tx) => writes.addFormat(tx, coordinator, { name, cadence: null }));
const plan = (format: string, date: string, facts: { area?: string; number?: number } = {}) =>
	act((tx) =>
		writes.planEdition(tx, coordinator, {
			format,
			area: facts.area ?? null,
			number: facts.number ?? null,
			planned: read(date) as NonNullable<ReturnType<typeof read>>,
		}),
	);
const editions = async (format: string) => (await act(formats)).find(({ id }) => id === format)?.editions ?? [];

test('invariant 4: editions are numbered for each area, and a number is never given twice, nor after it was dropped', async () => {
	const format = await add();
	const area = await act(async (tx) => {
		await addMunicipality(tx, 1, { ags: '99001001', name: 'Ort' });
		return addPlanningArea(tx, 1, `Nord ${count}`, ['99001001'], '2020-01-01');
	});
	await plan(format, '09/2025', { number: 5 });
	const sixth = await plan(format, '2027');
	await plan(format, '2026', { area });
	await act((tx) => writes.dropEdition(tx, coordinator, sixth));
	await plan(format, 'Frühjahr 2028');
	expect((await editions(format)).map((one) => [one.area, one.number, encode(one.date), one.isDropped])).toEqual([
		[`Nord ${count}`, 1, '2026', false],
		[null, 5, '2025-09', false],
		[null, 6, '2027', true],
		[null, 7, '2028-spring', false],
	]);
	await expect(plan(format, '2029', { number: 6 })).rejects.toThrow(Rejected);
	await plan(format, '2030', { number: 999 });
	await expect(plan(format, '2031')).rejects.toThrow(Rejected);
	await plan(format, '2029', { number: 6, area });
});

test('twenty people plan the next edition at once: twenty numbers', async () => {
	const format = await add();
	await Promise.all(Array.from({ length: 20 }, () => plan(format, '2030')));
	expect((await editions(format)).map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
});

test("an edition becomes a meeting once; from then on the meeting's day counts", async () => {
	const format = await add();
	const id = await plan(format, '2027');
	const made = await act((tx) => makeMeeting(tx, coordinator));
	const other = await act((tx) => makeMeeting(tx, coordinator));
	await act((tx) => writes.holdEdition(tx, made.organiser, id));
	const [edition] = await editions(format);
	expect([edition?.meeting?.slug, edition?.date.day !== undefined]).toEqual([made.meeting.slug, true]);
	await expect(act((tx) => writes.holdEdition(tx, other.organiser, id))).rejects.toThrow(Rejected);
	await expect(act((tx) => writes.dropEdition(tx, coordinator, id))).rejects.toThrow(Rejected);
	await expect(act((tx) => writes.replanEdition(tx, coordinator, id, { year: 2030 }))).rejects.toThrow(Rejected);
});

test('of twenty who make a meeting of one edition or drop it at once, one does, and the others hear why', async () => {
	const format = await add();
	const id = await plan(format, '2031');
	const made = await Promise.all(Array.from({ length: 10 }, () => act((tx) => makeMeeting(tx, coordinator))));
	const tries = await Promise.allSettled(
		made.flatMap(({ organiser }) => [
			act((tx) => writes.holdEdition(tx, organiser, id)),
			act((tx) => writes.dropEdition(tx, coordinator, id)),
		]),
	);
	const refused = tries.filter((one) => one.status === 'rejected').map(({ reason }) => reason);
	expect(refused).toHaveLength(19);
	expect(refused.every((reason) => reason instanceof Rejected)).toBe(true);
	expect(new Set(made.map(({ meeting }) => meeting.slug)).size).toBe(10);
	const [edition] = await editions(format);
	expect(Boolean(edition?.meeting)).toBe(edition?.isDropped === false);
});

test('a format has its name once; another region has its own', async () => {
	await add('Kooperationstreffen');
	await expect(add('Kooperationstreffen')).rejects.toThrow(Rejected);
	const theirs = await db.within([2], (tx) => makeRegion(tx, { id: 2, host: 'b.example' }));
	const format = await db.within([2], (tx) => writes.addFormat(tx, theirs, { name: 'Kooperationstreffen', cadence: 24 }));
	await expect(plan(format, '2027')).rejects.toThrow(Rejected);
});

import { expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import { Rejected } from '#platform/rejected.ts';
import { database } from '../../../tests/database.ts';
import { type Made, makeDraft, makeMeeting, makeRegion, person } from '../../../tests/make.ts';
import { seats } from './read.server.ts';
import { bondsOf, quotasOf } from './read-problem.server.ts';
import * as rules from './write-rules.server.ts';

const { database: db, truth } = await database(20);
const coordinator = await db.within([1], (tx) => makeRegion(tx));
const now = new Date();

const make = (facts: Parameters<typeof makeMeeting>[2]) => db.within([1], (tx) => makeMeeting(tx, coordinator, facts));

async function register(made: Made, profession: 'teaching' | 'schoolSocialWork', wishes: number[]): Promise<string> {
	const input = person(`${made.meeting.id}-${Math.random()}`, { profession });
	const ids = wishes.map((number) => made.workshops[number] as string);
	return (await db.within([1], (tx) => conduct.register(tx, made.open, input, ids, 'de'))).place as string;
}

const act = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);

async function publish(made: Made): Promise<void> {
	await act(async (tx) =>
		conduct.publishPlaces(tx, made.organiser, await makeDraft(tx, made.organiser, { objective: 'generous', seed: 3 })),
	);
}

async function seated(made: Made): Promise<Record<string, number>> {
	const all = await act((tx) => seats(tx, made.meeting.id));
	return Object.fromEntries(all.map(({ place, workshop }) => [place, made.workshops.indexOf(workshop ?? '')]));
}

test('at most so many of a field of work: in the distribution, and when somebody moves up', async () => {
	const made = await make({ workshops: [2, 5] });
	await act((tx) => rules.setQuota(tx, made.organiser, { workshop: made.workshops[0] as string, profession: 'teaching', maximum: 1 }));
	const [a, b] = [await register(made, 'teaching', [0]), await register(made, 'teaching', [0, 1])];
	const other = await register(made, 'schoolSocialWork', [0, 1]);
	await publish(made);
	expect(await seated(made)).toEqual({ [a]: 0, [b]: 1, [other]: 0 });
	// The seat that becomes free is none for another teacher.
	await act((tx) => conduct.withdraw(tx, { region: 1, meeting: made.meeting.id, place: other }, now));
	expect(await seated(made)).toEqual({ [a]: 0, [b]: 1 });
	await act((tx) => conduct.withdraw(tx, { region: 1, meeting: made.meeting.id, place: a }, now));
	expect(await seated(made)).toEqual({ [b]: 0 });
});

test('together and apart are kept, and a pair is said once whatever the order', async () => {
	const made = await make({ workshops: [2, 2, 2] });
	const [a = '', b = '', c = ''] = await Promise.all([0, 1, 2].map(() => register(made, 'teaching', [0, 1, 2])));
	await act((tx) => rules.setBond(tx, made.organiser, { one: b, other: a, kind: 'apart' }));
	await act((tx) => rules.setBond(tx, made.organiser, { one: a, other: b, kind: 'together' }));
	await act((tx) => rules.setBond(tx, made.organiser, { one: a, other: c, kind: 'apart' }));
	expect(await act((tx) => bondsOf(tx, made.organiser))).toHaveLength(2);
	await publish(made);
	const sits = await seated(made);
	expect([sits[a] === sits[b], sits[a] === sits[c]]).toEqual([true, false]);
	await act((tx) => rules.removeBond(tx, made.organiser, b, a));
	expect((await act((tx) => bondsOf(tx, made.organiser))).map(({ kind }) => kind)).toEqual(['apart']);
});

test('what was said of the same is replaced, also for each workshop', async () => {
	const made = await make({ workshops: [2] });
	for (const maximum of [3, 1])
		for (const workshop of ['', made.workshops[0] as string])
			await act((tx) => rules.setQuota(tx, made.organiser, { workshop, profession: 'teaching', maximum }));
	const known = await act((tx) => quotasOf(tx, made.organiser));
	expect(known.map(({ workshop, maximum }) => [workshop, maximum])).toEqual([
		[made.workshops[0], 1],
		[null, 1],
	]);
	const [first] = known;
	await act((tx) => rules.removeQuota(tx, made.organiser, first?.id as string));
	await expect(act((tx) => rules.removeQuota(tx, made.organiser, first?.id as string))).rejects.toThrow(Rejected);
});

test('workshops, people and rules of another meeting are none', async () => {
	const [ours, theirs] = [await make({ workshops: [2] }), await make({ workshops: [2] })];
	const [a, b] = [await register(ours, 'teaching', [0]), await register(theirs, 'teaching', [0])];
	const also = await register(theirs, 'teaching', [0]);
	const foreign = { workshop: theirs.workshops[0] as string, profession: 'teaching', maximum: 1 } as const;
	await act((tx) => rules.setQuota(tx, theirs.organiser, foreign));
	await act((tx) => rules.setBond(tx, theirs.organiser, { one: b, other: also, kind: 'apart' }));
	const [quota] = await act((tx) => quotasOf(tx, theirs.organiser));
	for (const work of [
		() => act((tx) => rules.setQuota(tx, ours.organiser, foreign)),
		() => act((tx) => rules.setBond(tx, ours.organiser, { one: a, other: b, kind: 'apart' })),
		() => act((tx) => rules.setBond(tx, ours.organiser, { one: a, other: a, kind: 'apart' })),
		() => act((tx) => rules.removeQuota(tx, ours.organiser, quota?.id as string)),
		() => act((tx) => rules.removeBond(tx, ours.organiser, b, also)),
	])
		await expect(work()).rejects.toThrow(Rejected);
	const { rows } = await truth.query('select (select count(*)::int from workshops.quota where meeting_id = $1) as quotas', [
		theirs.meeting.id,
	]);
	expect(rows).toEqual([{ quotas: 1 }]);
});

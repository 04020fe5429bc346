import { expect, test } from 'vitest';
import { inOneGo } from '#algorithms/allocation/allocate.ts';
import type { Problem } from '#algorithms/allocation/problem.ts';
import { verify } from '#algorithms/allocation/verify.ts';
import * as conduct from '#modules/conduct/write.server.ts';
import { Rejected } from '#platform/rejected.ts';
import { database } from '../../../tests/database.ts';
import { type Made, makeMeeting, makeRegion, person } from '../../../tests/make.ts';
import { calculating } from './job.server.ts';
import { calculationOf, settle } from './read-calculation.server.ts';
import { draftOf } from './read-draft.server.ts';
import { workingOut } from './rules-findings.ts';
import * as workshops from './write.server.ts';
import * as calculation from './write-calculation.server.ts';

const { database: db, truth } = await database(20);
const coordinator = await db.within([1], (tx) => makeRegion(tx));
const job = calculating(db);

/** A meeting whose people wish for these workshops, by number. */
async function make(facts: Parameters<typeof makeMeeting>[2], ...wishes: number[][]): Promise<Made & { places: string[] }> {
	const made = await db.within([1], (tx) => makeMeeting(tx, coordinator, facts));
	const places: string[] = [];
	for (const [at, list] of wishes.entries()) {
		const ids = list.map((number) => made.workshops[number] as string);
		const { place } = await db.within([1], (tx) => conduct.register(tx, made.open, person(`${made.meeting.id}-${at}`), ids, 'de'));
		places.push(place as string);
	}
	return { ...made, places };
}

const begin = (made: Made, seed = 5) => db.within([1], (tx) => conduct.allocate(tx, made.organiser, { objective: 'generous', seed }));
const known = (made: Made) => db.within([1], (tx) => calculationOf(tx, made.organiser));
const drafted = (made: Made) => db.within([1], (tx) => draftOf(tx, made.organiser));

test('a distribution is worked out in the background, with its proof and all that is told about it', async () => {
	const made = await make({ workshops: [1, 2, 9], minimum: 2 }, [0, 1], [0, 1], [1, 0], [2]);
	const id = await begin(made);
	expect(await known(made)).toMatchObject({ id, step: 'searching', failure: null });
	expect(await drafted(made)).toBeUndefined();
	await job({ region: 1, calculation: id });
	expect(await known(made)).toBeUndefined();
	const draft = await drafted(made);
	if (!draft?.findings) throw new Error('no draft');
	expect(verify(draft.problem, draft.allocation, draft.certificate)).toBeNull();
	const { compared, insisted, explained } = draft.findings;
	expect(compared.map(({ objective, isProven }) => [objective, isProven])).toEqual([
		['generous', true],
		['rankMaximal', true],
		['minSumOfRanks', true],
	]);
	// With one seat the first can never have two people; nobody but one wants the third.
	expect(insisted).toEqual([made.workshops[0], made.workshops[2]].sort().map((workshop) => ({ workshop, outcome: null })));
	const [, , , alone = ''] = made.places;
	expect(explained[alone]).toMatchObject([{ workshop: made.workshops[2], rank: 1, because: 'cancelled' }]);
});

test('what it would cost all if a workshop took place that would not is told with the draft', async () => {
	const made = await make({ workshops: [4, 5, 4], minimum: 2 }, [0, 1], [0, 1], [1, 2, 0], [1], [1]);
	await db.within([1], (tx) => workshops.setRule(tx, made.organiser, made.places[0] as string, made.workshops[0] as string, 'forbidden'));
	await job({ region: 1, calculation: await begin(made) });
	const draft = await drafted(made);
	expect(draft?.allocation).toMatchObject({ profile: [3, 2, 0] });
	expect(new Map(draft?.findings?.insisted.map(({ workshop, outcome }) => [workshop, outcome]))).toEqual(
		new Map([
			[made.workshops[0], { ranks: [3, 1, 1], fixed: 0, unplaced: 0 }],
			[made.workshops[2], null],
		]),
	);
});

test('what is stopped comes to nothing, even when the work is done at that very moment', async () => {
	const made = await make({ workshops: [2] }, [0]);
	const id = await begin(made);
	const problem = await db.within([1], (tx) => calculation.claim(tx, id));
	const findings = inOneGo(workingOut(problem as Problem));
	await db.within([1], (tx) => calculation.stop(tx, made.organiser));
	expect(await db.within([1], (tx) => calculation.finish(tx, 1, id, findings))).toBeUndefined();
	await job({ region: 1, calculation: id });
	expect([await known(made), await drafted(made)]).toEqual([undefined, undefined]);
});

test('a new one takes the place of one that is under way', async () => {
	const made = await make({ workshops: [2] }, [0]);
	const first = await begin(made, 1);
	const second = await begin(made, 2);
	await job({ region: 1, calculation: second });
	await job({ region: 1, calculation: first });
	expect((await drafted(made))?.allocation.seed).toBe(2);
	expect((await truth.query('select from workshops.allocation where meeting_id = $1', [made.meeting.id])).rowCount).toBe(1);
});

test('ten people who begin at once begin one', async () => {
	const made = await make({ workshops: [2] }, [0]);
	await Promise.all(Array.from({ length: 10 }, () => begin(made)));
	expect((await truth.query('select from workshops.calculation where meeting_id = $1', [made.meeting.id])).rowCount).toBe(1);
});

test('what cannot be is told in a sentence, not as an error of ours', async () => {
	const made = await make({ workshops: [5], minimum: 3 }, [0]);
	await db.within([1], (tx) => workshops.setRule(tx, made.organiser, made.places[0] as string, made.workshops[0] as string, 'fixed'));
	const id = await begin(made);
	await job({ region: 1, calculation: id });
	expect(await known(made)).toMatchObject({ id, failure: 'cannotBe' });
	// A failure does not stand in the way of the next try.
	await db.within([1], (tx) => workshops.setRule(tx, made.organiser, made.places[0] as string, made.workshops[0] as string, 'none'));
	await job({ region: 1, calculation: await begin(made) });
	expect(await known(made)).toBeUndefined();
});

test('a long search tells how far it is, and what was stopped is none', async () => {
	// Scattered wishes for more workshops than can take place, in three programmes that overlap: the search takes many steps.
	const wishes = Array.from({ length: 150 }, (_, at) => [
		...new Set([(at * at) % 15, (at * at * 3 + 1) % 15, (at * at * 7 + 2) % 15, (at * at + at + 4) % 15]),
	]);
	const made = await make({ capacity: 500, workshops: new Array(15).fill(11), minimum: 10, rounds: 3 }, ...wishes);
	await truth.query(
		`delete from workshops.run r using workshops.workshop w
			where w.id = r.workshop_id and w.meeting_id = $1 and w.position % 3 = (select count(*) from workshops.run o where o.workshop_id = r.workshop_id and o.agenda_item_id < r.agenda_item_id)`,
		[made.meeting.id],
	);
	// Whoever tells again how far it is waits for the test: however fast the machine, the search is not over before it is stopped.
	await truth.query(`
		create function held() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock(1); return new; end $$;
		create trigger held before update on workshops.calculation for each row when (old.done > 0) execute function held();`);
	await truth.query('select pg_advisory_lock(1)');
	const working = job({ region: 1, calculation: await begin(made) });
	await expect.poll(async () => (await known(made))?.done, { timeout: 20_000 }).toBeGreaterThan(0);
	const stopping = db.within([1], (tx) => calculation.stop(tx, made.organiser));
	await truth.query('select pg_advisory_unlock(1)');
	await Promise.all([stopping, working]);
	await truth.query('drop function held() cascade');
	expect(await drafted(made)).toBeUndefined();
});

test('whoever waits for a distribution waits no longer than it takes, nor for what is over', async () => {
	const made = await make({ workshops: [2] }, [0]);
	const id = await begin(made);
	const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
	const waiting = settle(within, id);
	await job({ region: 1, calculation: id });
	await waiting;
	await settle(within, id);
	expect(await drafted(made)).toBeDefined();
});

test('a draft that is not known yet can be thrown away; one that is known cannot', async () => {
	const made = await make({ workshops: [2, 2] }, [0], [1]);
	await job({ region: 1, calculation: await begin(made) });
	const first = (await drafted(made))?.id as string;
	await db.within([1], (tx) => conduct.publishPlaces(tx, made.organiser, first));
	await job({ region: 1, calculation: await begin(made, 6) });
	const second = (await drafted(made))?.id as string;
	await db.within([1], (tx) =>
		conduct.moveByHand(tx, made.organiser, { place: made.places[0] as string, phase: null, workshop: null, exchange: null }),
	);
	await db.within([1], (tx) => conduct.discardDraft(tx, made.organiser, second));
	expect((await drafted(made))?.id).toBe(first);
	await expect(db.within([1], (tx) => conduct.discardDraft(tx, made.organiser, first))).rejects.toThrow(Rejected);
	await expect(db.within([1], (tx) => conduct.discardDraft(tx, made.organiser, second))).rejects.toThrow(Rejected);
});

test('while something is worked out nothing is announced, moved by hand or thrown away: it would be lost', async () => {
	const made = await make({ workshops: [2, 2] }, [0], [1]);
	await job({ region: 1, calculation: await begin(made) });
	const draft = (await drafted(made))?.id as string;
	await begin(made, 6);
	const [place = ''] = made.places;
	for (const work of [
		() => db.within([1], (tx) => conduct.publishPlaces(tx, made.organiser, draft)),
		() => db.within([1], (tx) => conduct.moveByHand(tx, made.organiser, { place, phase: null, workshop: null, exchange: null })),
		() => db.within([1], (tx) => conduct.undoMove(tx, made.organiser)),
		() => db.within([1], (tx) => conduct.discardDraft(tx, made.organiser, draft)),
	])
		await expect(work()).rejects.toThrow(Rejected);
	await db.within([1], (tx) => calculation.stop(tx, made.organiser));
	await db.within([1], (tx) => conduct.publishPlaces(tx, made.organiser, draft));
});

test('a calculation is worked on by one alone; when that one has died, it comes again', async () => {
	const made = await make({ workshops: [2] }, [0]);
	const id = await begin(made);
	const claim = () => db.within([1], (tx) => calculation.claim(tx, id));
	expect([(await claim()) !== undefined, await claim()]).toEqual([true, undefined]);
	expect(await db.within([1], (tx) => calculation.revive(tx))).toBe(0);
	await truth.query("update workshops.calculation set seen_at = now() - interval '6 seconds' where id = $1", [id]);
	expect(await db.within([1], (tx) => calculation.revive(tx))).toBe(1);
	await job({ region: 1, calculation: id });
	expect(await drafted(made)).toBeDefined();
});

test("what failed keeps nobody's wishes, and is forgotten when it was seen", async () => {
	const made = await make({ workshops: [2] }, [0]);
	const id = await begin(made);
	await db.within([1], (tx) => calculation.fail(tx, id, 'broken'));
	expect((await truth.query('select input from workshops.calculation where id = $1', [id])).rows).toEqual([{ input: {} }]);
	await db.within([1], (tx) => calculation.stop(tx, made.organiser));
	expect(await known(made)).toBeUndefined();
});

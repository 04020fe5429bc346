import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Organiser } from '#modules/events/access.ts';
import { database } from '../../../tests/database.ts';
import { leadBoard, makeBoard, makeMeeting, makeRegion } from '../../../tests/make.ts';
import { refused } from '../../../tests/refused.ts';
import { type Facilitator, facilitator } from './access.ts';
import { columnsOf, guestBy, helpersFor, openBoards, publicLists, type Whole, whole } from './read.server.ts';
import { MOST_HELPERS, type State } from './rules.ts';
import { seenByFacilitator, seenByGuest, seenByProjector, seenByTeam } from './rules-seen.ts';
import { chooseAt } from './write.server.ts';
import * as boards from './write-board.server.ts';
import { handOver, showToAll, takeOver } from './write-handover.server.ts';
import { eraseHelpers, forgetHelper, help } from './write-helper.server.ts';
import { castBallot } from './write-vote.server.ts';

const { database: db } = await database(4);
const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));

/** A board with three cards, of which two have a dot each; not yet counted. */
async function make() {
	const meeting = await within((tx) => makeMeeting(tx, coordinator));
	const made = await within((tx) => makeBoard(tx, meeting, {}));
	const held = async () => (await within((tx) => whole(tx, made.board.id))) as NonNullable<Awaited<ReturnType<typeof whole>>>;
	const moveTo = (...through: State[]) => within((tx) => leadBoard(tx, made.by, ...through));
	await moveTo('collecting');
	await within((tx) =>
		boards.addPaper(tx, made.by, { key: randomUUID(), table: 1, column: made.columns[0] as string, lines: ['A', 'B', 'C'] }),
	);
	await moveTo('voting');
	const { bundles, stages } = await held();
	const bundle = (title: string) => bundles.find((one) => one.title === title)?.id as string;
	const phone = await within((tx) => guestBy(tx, 1, made.board.id, 'somebody', null));
	const dots = { [bundle('A')]: 1, [bundle('B')]: 1 };
	await within((tx) => castBallot(tx, phone, stages.at(-1)?.number as number, randomUUID(), { rev: 1, dots }, new Date()));
	const by = { ...made.organiser, ...made.by } as Organiser & Facilitator;
	return { ...made, meeting, by, held, moveTo, bundle };
}

test('who takes a priority is said once there is a result, can be changed, and stays when the board is closed', async () => {
	const made = await make();
	const leads = facilitator(1, made.board.id);
	const say = (bundle: string, who: string, by = leads) =>
		within((tx) => handOver(tx, by, { bundle, who, step: who && 'anrufen', due: who && 'bis Ostern' }));
	await refused(say(made.bundle('A'), 'Bildungsbüro'), /noch kein Ergebnis/);
	await made.moveTo('counting', 'result');
	await made.moveTo('handover');
	await say(made.bundle('A'), 'Jugendamt');
	await say(made.bundle('A'), 'Bildungsbüro');
	await say(made.bundle('B'), '');
	await refused(say((await make()).bundle('A'), 'Fremde'), /gibt es/);
	await refused(
		within((tx) => handOver(tx, leads, { bundle: made.bundle('C'), who: '', step: 'anrufen', due: '' })),
		/wer sich kümmert/,
	);
	await made.moveTo('closed');
	await refused(say(made.bundle('C'), 'Spät'), /abgeschlossen/);
	// Its organisers put right what was misheard.
	await say(made.bundle('C'), 'Schulamt', made.by);
	const handed = new Map((await made.held()).handed.map(({ bundle, ...one }) => [bundle, one]));
	expect(handed.get(made.bundle('A'))).toEqual({ who: 'Bildungsbüro', step: 'anrufen', due: 'bis Ostern' });
	expect(handed.get(made.bundle('B'))).toEqual({ who: '', step: '', due: '' });
	expect(handed.get(made.bundle('C'))?.who).toBe('Schulamt');
});

test('everybody reads a list once its organisers show it, and no longer when they hide it; never before there is a result', async () => {
	const made = await make();
	const lists = () => within((tx) => publicLists(tx, made.meeting.meeting.id));
	await refused(
		within((tx) => showToAll(tx, made.by, true)),
		/noch kein Ergebnis/,
	);
	await made.moveTo('counting', 'result');
	expect(await lists()).toEqual([]);
	await within((tx) => showToAll(tx, made.by, true));
	expect((await lists()).map(({ list }) => list.map(({ rank, title }) => [rank, title]))).toEqual([
		expect.arrayContaining([
			[1, 'A'],
			[1, 'B'],
			[3, 'C'],
		]),
	]);
	await within((tx) => showToAll(tx, made.by, false));
	expect(await lists()).toEqual([]);
	await within((tx) => showToAll(tx, made.by, true));
	// What is voted on once more is another list, of which nobody has said yet that everybody may read it.
	await made.moveTo('voting');
	expect(await lists()).toEqual([]);
	await made.moveTo('counting', 'result');
	expect(await lists()).toEqual([]);
	await within((tx) => showToAll(tx, made.by, true));
	expect(await lists()).toHaveLength(1);
});

test('a new board is of the same make, with whole ranks as cards that nobody wrote', async () => {
	const [made, other] = [await make(), await within((tx) => makeMeeting(tx, coordinator))];
	const take = async (first: number) => {
		const from = await made.held();
		return within((tx) => takeOver(tx, other.organiser, other.meeting, from, { title: 'Weiter', first }, new Date()));
	};
	await refused(take(1), /noch kein Ergebnis/);
	await made.moveTo('counting', 'result');
	const taken = await within(async (tx) => whole(tx, await take(1)));
	expect(taken?.board).toMatchObject({ title: 'Weiter', tables: 8, meeting: other.meeting.id });
	expect(taken?.columns.map(({ kind }) => kind)).toEqual((await made.held()).columns.map(({ kind }) => kind));
	expect(taken?.cards.map(({ text, author, isCarried }) => [text, author, isCarried]).sort()).toEqual([
		['A', null, true],
		['B', null, true],
	]);
	expect((await within(async (tx) => whole(tx, await take(0))))?.cards).toEqual([]);
	// What comes along is seen by everybody, and voted on whether a table chooses it or not.
	const next = facilitator(1, taken?.board.id as string);
	const lead = (...through: State[]) => within((tx) => leadBoard(tx, next, ...through));
	await lead('collecting');
	await within((tx) =>
		boards.addPaper(tx, next, { key: randomUUID(), table: 2, column: taken?.columns[1]?.id as string, lines: ['Neu', 'Anders'] }),
	);
	await lead('selecting');
	const now = async () => (await within((tx) => whole(tx, next.board))) as Whole;
	const fresh = (await now()).cards.find(({ text }) => text === 'Neu');
	await within((tx) => chooseAt(tx, next, 2, fresh?.id as string, true));
	expect(
		seenByGuest(await now(), { digest: 'somebody', table: null })
			.cards.map(({ text }) => text)
			.sort(),
	).toEqual(['A', 'B']);
	await lead('voting');
	expect(seenByGuest(await now(), { digest: 'somebody', table: null }).bundles.map(({ title }) => title)).toEqual(['A', 'B', 'Neu']);
});

test('a board that was begun by mistake is removed with what came along, and not once somebody has written on it', async () => {
	const made = await make();
	await made.moveTo('counting', 'result');
	const from = await made.held();
	const take = () => within((tx) => takeOver(tx, made.organiser, made.meeting.meeting, from, { title: 'Weiter', first: 1 }, new Date()));
	const byOf = (board: string) => ({ ...made.organiser, ...facilitator(1, board) }) as Organiser & Facilitator;
	const [mistake, used] = [await take(), await take()];
	await within((tx) => boards.removeBoard(tx, byOf(mistake)));
	expect(await within((tx) => whole(tx, mistake))).toBeUndefined();
	await within((tx) => leadBoard(tx, facilitator(1, used), 'collecting'));
	const [column] = await within((tx) => columnsOf(tx, used));
	await within((tx) =>
		boards.addPaper(tx, facilitator(1, used), { key: randomUUID(), table: 1, column: column?.id as string, lines: ['Da'] }),
	);
	await refused(
		within((tx) => boards.removeBoard(tx, byOf(used))),
		/es bleibt/,
	);
});

test('on the day a board is told from its first stage on until it is closed', async () => {
	const meeting = await within((tx) => makeMeeting(tx, coordinator));
	const { by, board } = await within((tx) => makeBoard(tx, meeting, {}));
	const open = async () => (await within((tx) => openBoards(tx, meeting.meeting.id))).map(({ code }) => code);
	expect(await open()).toEqual([]);
	await within((tx) => boards.moveTo(tx, by, 'collecting', null, 1, new Date()));
	expect(await open()).toEqual([board.code]);
	await within((tx) => boards.moveTo(tx, by, 'closed', null, 2, new Date()));
	expect(await open()).toEqual([]);
});

test('whoever works along is counted for all, named to who leads, reached by the team alone, and forgotten in time', async () => {
	const made = await make();
	const phone = await within((tx) => guestBy(tx, 1, made.board.id, 'somebody', 1));
	const come = (bundle: string, helperName: string, key: string = randomUUID()) =>
		within((tx) => help(tx, phone, { key, bundle, helperName, helperEmail: `${helperName.toLowerCase()}@schule.example` }));
	await made.moveTo('counting', 'result');
	await refused(come(made.bundle('A'), 'Früh'), /keine Prioritäten übergeben/);
	await made.moveTo('handover');
	const key = randomUUID();
	await come(made.bundle('A'), 'Kim', key);
	await come(made.bundle('A'), 'Kim', key);
	await come(made.bundle('A'), 'Kim');
	await come(made.bundle('A'), 'Alex');
	await refused(come((await make()).bundle('A'), 'Fremd'), /gibt es/);
	const held = await made.held();
	for (const seen of [seenByGuest(held, { digest: phone.digest, table: 1 }), seenByProjector(held), seenByTeam(held)]) {
		expect(JSON.stringify(seen)).not.toMatch(/Kim|Alex/);
		if ('helping' in seen) expect(seen.helping).toEqual({ [made.bundle('A')]: 2 });
	}
	const named = seenByFacilitator(held).helpers;
	expect(named.map(({ name }) => name)).toEqual(['Alex', 'Kim']);
	expect(JSON.stringify(held)).not.toContain('@');
	const reached = () => within((tx) => helpersFor(tx, [made.bundle('A'), made.bundle('B')]));
	expect((await reached()).map(({ email }) => email)).toEqual(['alex@schule.example', 'kim@schule.example']);
	await within((tx) => forgetHelper(tx, facilitator(1, randomUUID()), named[0]?.id as string));
	expect(await reached()).toHaveLength(2);
	await within((tx) => forgetHelper(tx, made.by, named[0]?.id as string));
	await made.moveTo('closed');
	expect((await reached()).map(({ name }) => name)).toEqual(['Kim']);
	await within((tx) => eraseHelpers(tx, made.meeting.meeting.endsAt));
	expect(await reached()).toHaveLength(1);
	await within((tx) => eraseHelpers(tx, new Date(made.meeting.meeting.endsAt.getTime() + 1)));
	expect(await reached()).toEqual([]);
});

test('a hundred people work on one priority at the most, also when they come at once', async () => {
	const made = await make();
	await made.moveTo('counting', 'result');
	await made.moveTo('handover');
	const phone = await within((tx) => guestBy(tx, 1, made.board.id, 'somebody', 1));
	const come = (number: number) =>
		within((tx) =>
			help(tx, phone, { key: randomUUID(), bundle: made.bundle('B'), helperName: 'X', helperEmail: `x${number}@schule.example` }),
		);
	for (let number = 0; number < MOST_HELPERS - 1; number++) await come(number);
	const both = await Promise.allSettled([come(1000), come(1001)]);
	expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
	await refused(come(1002), /Liste voll/);
});

import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { database } from '../../../tests/database.ts';
import { leadBoard, makeBoard, makeMeeting, makeRegion } from '../../../tests/make.ts';
import { refused } from '../../../tests/refused.ts';
import { bundler } from './access.ts';
import { whole } from './read.server.ts';
import { HOLD_MS, type State } from './rules.ts';
import { seenByTeam } from './rules-seen.ts';
import type { ActInput } from './schema-bundle.ts';
import * as boards from './write-board.server.ts';
import { act, hold } from './write-bundle.server.ts';

const { database: db, truth } = await database(8);
const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));

/** A board with cards on paper that a team bundles. */
async function make(count = 4) {
	const made = await within(async (tx) => makeBoard(tx, await makeMeeting(tx, coordinator)));
	const team = bundler(1, made.board.id);
	const moveTo = (...through: State[]) => within((tx) => leadBoard(tx, made.by, ...through));
	await moveTo('collecting');
	const column = made.columns[0] as string;
	await within((tx) =>
		boards.addPaper(tx, made.by, { key: randomUUID(), table: 1, column, lines: Array.from({ length: count }, (_, at) => `Karte ${at}`) }),
	);
	const seen = async () => seenByTeam((await within((tx) => whole(tx, made.board.id))) as NonNullable<Awaited<ReturnType<typeof whole>>>);
	const ids = (await seen()).cards.sort((a, b) => (a.text < b.text ? -1 : 1)).map(({ id }) => id);
	const step = (input: ActInput, id: string = randomUUID()) => within((tx) => act(tx, team, id, input));
	const assign = (cards: string[], bundle: string | null, title = '', id: string = randomUUID()) =>
		step({ what: 'assign', maker: 'Karla', cards, bundle, title }, id);
	/** Titles of bundles with the texts inside, and what lies loose. */
	const state = async () => {
		const { cards, bundles } = await seen();
		const texts = (bundle: string | null) =>
			cards
				.filter((card) => card.bundle === bundle)
				.map(({ text }) => text.slice(-1))
				.sort()
				.join('');
		return Object.fromEntries([...bundles.map(({ id, title }) => [title, texts(id)]), ['', texts(null)]]);
	};
	await moveTo('bundling');
	return { ...made, moveTo, ids, seen, step, assign, state };
}

test('cards come into a bundle with their first step, move on, are merged and taken out; the same step again changes nothing', async () => {
	const made = await make();
	const [a, b, c, d] = made.ids as [string, string, string, string];
	const [one, other] = [randomUUID(), randomUUID()];
	const first = randomUUID();
	expect(await made.assign([a, b], one, 'Erreichbarkeit', first)).toBe('new');
	await made.assign([c], other, 'Räume');
	expect(await made.state()).toEqual({ Erreichbarkeit: '01', Räume: '2', '': '3' });
	await made.assign([a], null);
	expect(await made.assign([a, b], one, 'Erreichbarkeit', first)).toBe('known');
	expect(await made.state()).toEqual({ Erreichbarkeit: '1', Räume: '2', '': '03' });
	await made.assign([b], other);
	// A bundle without a card is not there any more.
	expect(await made.state()).toEqual({ Räume: '12', '': '03' });
	await made.step({ what: 'rename', maker: '', bundle: other, title: 'Orte und Zeiten' });
	await made.assign([d], other);
	expect(await made.state()).toEqual({ 'Orte und Zeiten': '123', '': '0' });
	expect((await made.seen()).acts.map(({ number, what, cards }) => [number, what, cards])).toEqual([
		[6, 'assign', 1],
		[5, 'rename', 0],
		[4, 'assign', 1],
		[3, 'assign', 1],
		[2, 'assign', 1],
		[1, 'assign', 2],
	]);
});

test('every step can be undone and done again, and what somebody changed since stays as they left it', async () => {
	const made = await make();
	const [a, b, c] = made.ids as [string, string, string];
	const [one, other] = [randomUUID(), randomUUID()];
	await made.assign([a, b], one, 'Eins');
	await made.assign([c], other, 'Zwei');
	const merge = randomUUID();
	await made.assign([a, b], other, '', merge);
	expect(await made.state()).toEqual({ Zwei: '012', '': '3' });
	const undo = (id: string, isUndone = true) => made.step({ what: 'undo', act: id, isUndone });
	await undo(merge);
	expect(await made.state()).toEqual({ Eins: '01', Zwei: '2', '': '3' });
	await undo(merge);
	await undo(merge, false);
	expect(await made.state()).toEqual({ Zwei: '012', '': '3' });
	await made.assign([b], null);
	await undo(merge);
	expect(await made.state()).toEqual({ Eins: '0', Zwei: '2', '': '13' });
	const rename = randomUUID();
	await made.step({ what: 'rename', maker: '', bundle: one, title: 'Anders' }, rename);
	await made.step({ what: 'rename', maker: '', bundle: one, title: 'Noch anders' });
	await undo(rename);
	expect(Object.keys(await made.state())).toContain('Noch anders');
});

test('two who bundle at once: the last one holds, both steps stand in one order, and the first can be brought back', async () => {
	const made = await make(12);
	const bundles = [randomUUID(), randomUUID()];
	const outcomes = await Promise.all(
		made.ids.flatMap((card, at) => bundles.map((bundle, number) => made.assign([card], bundle, `Bündel ${number}`).then(() => at))),
	);
	expect(outcomes).toHaveLength(24);
	const { rows } = await truth.query('select number from boards.act where board_id = $1 order by number', [made.board.id]);
	expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 24 }, (_, at) => at + 1));
	expect((await made.seen()).cards.every(({ bundle }) => bundle !== null)).toBe(true);
});

test('cards, bundles and steps of another board are refused, and so is whatever comes when nobody bundles', async () => {
	const [made, other] = [await make(), await make()];
	const theirs = randomUUID();
	await other.assign([other.ids[0] as string], theirs, 'Fremd');
	const [card] = made.ids as [string];
	const gone = /Auswahl gibt es nicht/;
	await refused(made.assign([other.ids[1] as string], randomUUID(), 'Meins'), gone);
	await refused(made.assign([card], theirs, 'Meins'), gone);
	await refused(made.assign([card], randomUUID()), gone);
	await refused(made.step({ what: 'rename', maker: '', bundle: theirs, title: 'Meins' }), gone);
	const [step] = (await other.seen()).acts;
	await refused(made.step({ what: 'undo', act: step?.id as string, isUndone: true }), gone);
	await refused(made.assign([card], null, '', step?.id as string), gone);
	await within((tx) => boards.hide(tx, made.by, card, 'Nennt einen Namen'));
	await refused(made.assign([card], randomUUID(), 'Meins'), gone);
	await made.moveTo('collecting');
	await refused(made.assign([made.ids[1] as string], randomUUID(), 'Meins'), /wird nicht gebündelt/);
	expect(await other.state()).toEqual({ Fremd: '0', '': '123' });
});

test('a closed board keeps its bundles and forgets who gathered them', async () => {
	const made = await make();
	await made.assign(made.ids.slice(0, 2), randomUUID(), 'Erreichbarkeit');
	await made.moveTo('closed');
	expect(await made.state()).toEqual({ Erreichbarkeit: '01', '': '23' });
	const { rows } = await truth.query('select count(*)::int as n from boards.act where board_id = $1', [made.board.id]);
	expect(rows[0].n).toBe(0);
});

test('the team sees for some seconds what somebody has in their hand; it keeps nobody from it and is gone with the bundling', async () => {
	const made = await make();
	const [a, b] = made.ids as [string, string];
	const [karla, tim] = [randomUUID(), randomUUID()];
	const now = new Date();
	const take = (holder: string, maker: string, cards: string[], at = now) =>
		within((tx) => hold(tx, bundler(1, made.board.id), holder, { maker, cards }, at));
	const holds = async () => (await made.seen()).holds.map(({ maker, cards, until }) => [maker, cards, Date.parse(until) - now.getTime()]);
	await take(karla, 'Karla', [a]);
	await take(karla, 'Karla', [a, b]);
	expect(await holds()).toEqual([['Karla', [a, b], HOLD_MS]]);
	await made.assign([a], randomUUID(), 'Trotzdem');
	expect(await made.state()).toMatchObject({ Trotzdem: '0' });
	await take(tim, 'Tim', [b], new Date(now.getTime() + HOLD_MS));
	expect((await holds()).map(([maker]) => maker)).toEqual(['Tim']);
	await take(tim, 'Tim', []);
	expect(await holds()).toEqual([]);
	for (let number = 0; number < 20; number++) await take(randomUUID(), '', [a]);
	await refused(take(randomUUID(), '', [a]), /nicht zu lesen/);
	await made.moveTo('voting');
	expect(await holds()).toEqual([]);
	await refused(take(karla, 'Karla', [a]), /gebündelt/);
});

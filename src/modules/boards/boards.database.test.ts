import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import type { Organiser } from '#modules/events/access.ts';
import { CHANNEL, listen, topicOf } from '#platform/live/live.ts';
import { database } from '../../../tests/database.ts';
import { leadBoard, makeBoard, makeMeeting, makeRegion } from '../../../tests/make.ts';
import { refused } from '../../../tests/refused.ts';
import { until } from '../../../tests/server.ts';
import { type Facilitator, facilitatorAs, type Guest } from './access.ts';
import { closeAllLeft } from './job.server.ts';
import { boardByCode, cardsOf, guestBy, linkBy, stagesOf, whole } from './read.server.ts';
import { LINK_HOURS, type State } from './rules.ts';
import { board } from './schema.ts';
import { choose, chooseAt, join, reword, sayReady, writeCard } from './write.server.ts';
import * as boards from './write-board.server.ts';

const { database: db, truth, url } = await database(8);
const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));

async function make(facts: Parameters<typeof makeBoard>[2] = {}) {
	const made = await within(async (tx) => makeBoard(tx, await makeMeeting(tx, coordinator), facts));
	const phone = (token: string, table: number | null = 1) => within((tx) => guestBy(tx, 1, made.board.id, token, table));
	const moveTo = (...through: State[]) => within((tx) => leadBoard(tx, made.by, ...through));
	const input = (facts: object = {}) => ({
		column: made.columns[0] as string,
		text: 'Ein Wunsch',
		rev: 1,
		stage: 2,
		pitfall: null,
		interface: null,
		...facts,
	});
	const write = (by: Awaited<ReturnType<typeof phone>>, id: string, facts: object = {}, now = new Date()) =>
		within((tx) => writeCard(tx, by, id, input(facts), now));
	const texts = async () => (await within((tx) => cardsOf(tx, made.board.id))).map(({ text }) => text).sort();
	return { ...made, phone, moveTo, input, write, texts };
}

test('the same card counts once however often it comes, the last writing of it holds, and nobody else writes it anew', async () => {
	const made = await make();
	await made.moveTo('collecting');
	const [ours, theirs] = [await made.phone('ours'), await made.phone('theirs')];
	const id = randomUUID();
	// Twice at once, as when an answer was lost and the phone asks again before the first is through.
	expect((await Promise.all([made.write(ours, id), made.write(ours, id)])).sort()).toEqual(['known', 'new']);
	expect(await made.write(ours, id, { text: 'Anders', rev: 3 })).toBe('changed');
	expect(await made.write(ours, id, { text: 'Älter', rev: 2 })).toBe('known');
	await refused(made.write(theirs, id, { text: 'Fremd', rev: 9 }), /anderen Gerät/);
	expect(await made.texts()).toEqual(['Anders']);
	expect(await made.write(ours, id, { text: '', rev: 4 })).toBe('changed');
	expect(await made.texts()).toEqual([]);
	expect(await made.write(ours, id, { text: 'Doch', rev: 5 })).toBe('changed');
	expect(await made.texts()).toEqual(['Doch']);
});

test('a card of another board, a foreign column and a foreign pitfall are refused', async () => {
	const [made, other] = [await make(), await make()];
	await made.moveTo('collecting');
	await other.moveTo('collecting');
	const [here, there] = [await made.phone('phone'), await other.phone('phone')];
	expect(here.digest).not.toBe(there.digest);
	const id = randomUUID();
	await made.write(here, id);
	await refused(other.write(there, id), /anderen Gerät/);
	await refused(made.write(here, randomUUID(), { column: other.columns[0] }), /Auswahl gibt es nicht/);
	const [pitfall, far] = [randomUUID(), randomUUID()];
	const [, , pitfalls, improvements] = made.columns;
	await made.write(here, pitfall, { column: pitfalls, text: 'Stolperstein' });
	await made.write(await made.phone('far', 2), far, { column: pitfalls, text: 'Anderswo' });
	await refused(made.write(here, randomUUID(), { column: improvements, pitfall: far }), /Auswahl gibt es nicht/);
	await refused(made.write(here, randomUUID(), { column: improvements, pitfall: id }), /Auswahl gibt es nicht/);
	await refused(made.write(here, randomUUID(), { pitfall }), /Auswahl gibt es nicht/);
	expect(await made.write(here, randomUUID(), { column: improvements, text: 'Besser', pitfall })).toBe('new');
});

test('before, after and late: a card is refused, kept for the facilitator, or counts, and is never dropped in silence', async () => {
	const made = await make();
	const ours = await made.phone('ours');
	const known = randomUUID();
	await refused(made.write(ours, known), /noch nicht begonnen/);
	await made.moveTo('collecting');
	await made.write(ours, known);
	await made.moveTo('selecting');
	const later = new Date(Date.now() + 31_000);
	expect(await made.write(ours, randomUUID(), { text: 'In der Frist' })).toBe('new');
	const late = randomUUID();
	expect(await made.write(ours, late, { text: 'Zu spät' }, later)).toBe('late');
	await refused(made.write(ours, known, { text: 'Anders', rev: 2 }, later), /bleibt, wie sie war/);
	expect(await made.write(ours, late, { text: 'Zu spät, aber schöner', rev: 2 }, later)).toBe('changed');
	await refused(
		within((tx) => choose(tx, ours, late, true)),
		/Auswahl gibt es nicht/,
	);
	await within((tx) => boards.takeLate(tx, made.by, late));
	await within((tx) => choose(tx, ours, late, true));
	await made.moveTo('closed');
	await refused(made.write(ours, randomUUID()), /abgeschlossen/);
	expect(await made.texts()).toEqual(['Ein Wunsch', 'In der Frist', 'Zu spät, aber schöner']);
});

test('one phone cannot fill a board', async () => {
	const made = await make();
	await made.moveTo('collecting');
	const ours = await made.phone('ours');
	for (let number = 0; number < 60; number++) await made.write(ours, randomUUID(), { text: `Karte ${number}` });
	await refused(made.write(ours, randomUUID()), /Mehr als 60/);
	expect(await made.write(await made.phone('other'), randomUUID())).toBe('new');
});

/** Two phones of a table that choose a card each at the same moment, with one choice left. */
async function race(isHeld: boolean): Promise<number> {
	const made = await make({ choices: 1 });
	await made.moveTo('collecting');
	const phones = [await made.phone('one'), await made.phone('two')];
	const ids = phones.map(() => randomUUID());
	for (const [at, by] of phones.entries()) await made.write(by, ids[at] as string);
	await made.moveTo('selecting');
	let looked = 0;
	const both = Promise.withResolvers<void>();
	await Promise.allSettled(
		phones.map((by, at) =>
			within(async (tx) => {
				if (isHeld) return choose(tx, by, ids[at] as string, true);
				// As if nothing were held: both look before either has written.
				const isFree = (await cardsOf(tx, made.board.id)).every(({ isChosen }) => !isChosen);
				if (++looked === phones.length) both.resolve();
				await both.promise;
				if (isFree)
					await tx
						.updateTable('boards.card')
						.set({ is_chosen: true })
						.where('id', '=', ids[at] as string)
						.execute();
			}),
		),
	);
	return (await within((tx) => cardsOf(tx, made.board.id))).filter(({ isChosen }) => isChosen).length;
}

test('two phones of a table never choose more than it may; without holding its cards they would', async () => {
	expect([await race(false), await race(true)]).toEqual([2, 1]);
});

test('who sits down later brings along what they wrote before; for cards of no table whoever leads chooses, as many as are wanted', async () => {
	const made = await make({ choices: 1 });
	await made.moveTo('collecting');
	const [nowhere, seated] = [await made.phone('one', null), await made.phone('one', 3)];
	const ids = Array.from({ length: 3 }, () => randomUUID());
	await made.write(nowhere, ids[0] as string);
	await within((tx) => join(tx, seated));
	expect((await within((tx) => cardsOf(tx, made.board.id))).map(({ table }) => table)).toEqual([3]);
	const other = await made.phone('other', null);
	for (const id of ids.slice(1)) await made.write(other, id);
	await made.moveTo('selecting');
	await within((tx) => choose(tx, seated, ids[0] as string, true));
	for (const id of ids.slice(1)) await within((tx) => chooseAt(tx, made.by, null, id, true));
	expect((await within((tx) => cardsOf(tx, made.board.id))).every(({ isChosen }) => isChosen)).toBe(true);
	// Once they are gathered they stay where they are.
	await made.moveTo('bundling');
	await within(async (tx) => join(tx, await guestBy(tx, 1, made.board.id, 'other', 2)));
	expect((await within((tx) => cardsOf(tx, made.board.id))).filter(({ table }) => table === null)).toHaveLength(2);
});

test('tables at which somebody sits or has written are not taken away, and nobody has more dots for one bundle than in all', async () => {
	const made = await make({ tables: 8 });
	await made.moveTo('collecting');
	const by = { ...made.organiser, ...made.by } as Organiser & Facilitator;
	const columns = (['wish', 'expectation', 'pitfall', 'improvement'] as const).map((kind) => ({ kind, title: '', question: '' }));
	const { title, choices, dots, dotsEach, codes, method } = made.board;
	const save = (tables: number) =>
		within((tx) => boards.saveBoard(tx, by, { title, tables, choices, dots, dotsEach, codes, method, columns }));
	await within(async (tx) => join(tx, await guestBy(tx, 1, made.board.id, 'one', 4)));
	await refused(save(3), /höherer Nummer/);
	await save(4);
	const form = { title: 'Brett', tables: '8', choices: '3', dots: '3', dotsEach: '9', codes: '0', kind1: 'wish' };
	expect(v.safeParse(board, form).issues?.map(({ message }) => message)).toEqual(['dotsEachTooMany']);
	expect(v.safeParse(board, { ...form, method: 'matrix' }).success).toBe(true);
});

test('a table chooses its own cards only, and says that it is done', async () => {
	const made = await make({ tables: 2, choices: 1 });
	await made.moveTo('collecting');
	const [one, two, none] = [await made.phone('one', 1), await made.phone('two', 2), await made.phone('none', null)];
	const id = randomUUID();
	await made.write(one, id);
	await refused(
		within((tx) => choose(tx, one, id, true)),
		/wird nicht ausgewählt/,
	);
	await made.moveTo('selecting');
	await refused(
		within((tx) => choose(tx, two, id, true)),
		/Auswahl gibt es nicht/,
	);
	await refused(
		within((tx) => choose(tx, none, id, true)),
		/an welchem Tisch/,
	);
	await within((tx) => chooseAt(tx, made.by, 1, id, true));
	// What it has chosen it may word for the room; nobody else may, and an older writing changes nothing.
	const word = (by: Guest, text: string, rev: number, card = id) => within((tx) => reword(tx, by, card, { text, rev }));
	expect(await word(one, 'Für den Saal', 3)).toBe('changed');
	expect(await word(one, 'Für den Saal', 3)).toBe('known');
	await refused(word(one, 'Zugleich', 3), /inzwischen anders/);
	await refused(word(two, 'Fremd', 9), /Auswahl gibt es nicht/);
	await refused(word(one, 'Nichts', 9, randomUUID()), /Auswahl gibt es nicht/);
	await refused(word(one, '', 9), /schreiben Sie etwas/);
	expect((await within((tx) => whole(tx, made.board.id)))?.cards.map(({ text }) => text)).toEqual(['Für den Saal']);
	await within((tx) => sayReady(tx, one, true));
	await within((tx) => sayReady(tx, one, true));
	expect((await within((tx) => whole(tx, made.board.id)))?.ready).toEqual([1]);
	await within((tx) => sayReady(tx, one, false));
	await within((tx) => boards.hide(tx, made.by, id, 'Nennt einen Namen'));
	const held = await within((tx) => whole(tx, made.board.id));
	expect([held?.ready, held?.cards.map(({ isChosen, hiddenBecause }) => [isChosen, hiddenBecause])]).toEqual([
		[],
		[[false, 'Nennt einen Namen']],
	]);
});

test('two who lead at once: the second is told, and nothing is skipped', async () => {
	const made = await make();
	const lead = () => within((tx) => boards.moveTo(tx, made.by, 'collecting', 10, 1, new Date()));
	const outcomes = await Promise.allSettled([lead(), lead()]);
	expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
	expect((await within((tx) => stagesOf(tx, made.board.id))).map(({ state }) => state)).toEqual(['ready', 'collecting']);
	await refused(
		within((tx) => boards.moveTo(tx, made.by, 'ready', null, 1, new Date())),
		/weitergestellt/,
	);
});

test('columns are fixed once a board has begun, and a board with cards is not removed', async () => {
	const made = await make();
	const by = { ...made.organiser, ...made.by };
	const columns = [{ kind: 'idea' as const, title: 'Ideen', question: '' }];
	const input = { title: 'Anders', tables: 4, choices: 2, dots: 3, dotsEach: 1, codes: 0, method: 'dots' as const, columns };
	await within((tx) => boards.saveBoard(tx, by as never, input));
	expect((await within((tx) => whole(tx, made.board.id)))?.columns.map(({ title }) => title)).toEqual(['Ideen']);
	await made.moveTo('collecting');
	await refused(
		within((tx) => boards.saveBoard(tx, by as never, { ...input, columns: [...columns, ...columns] })),
		/stehen fest/,
	);
	await within((tx) => boards.saveBoard(tx, by as never, { ...input, tables: 5 }));
	const column = (await within((tx) => whole(tx, made.board.id)))?.columns[0]?.id as string;
	await within((tx) => boards.addPaper(tx, made.by, { key: randomUUID(), table: 5, column, lines: ['Auf Papier'] }));
	await refused(
		within((tx) => boards.removeBoard(tx, by as never)),
		/es bleibt/,
	);
});

test('whoever looks is told of every change of their board, and of no other', async () => {
	const [made, other] = [await make(), await make()];
	const listener = listen(url, CHANNEL);
	const heard: string[] = [];
	for (const [name, { board }] of Object.entries({ made, other })) listener.on(topicOf(1, board.id), () => heard.push(name));
	await until('the connection', () => heard.includes('made') && heard.includes('other'));
	const ours = await made.phone('ours');
	const id = randomUUID();
	const acts: (() => Promise<unknown>)[] = [
		() => within((tx) => join(tx, ours)),
		() => made.moveTo('collecting'),
		() => made.write(ours, id),
		() => made.write(ours, id, { text: 'Anders', rev: 2 }),
		() => made.moveTo('selecting'),
		() => within((tx) => sayReady(tx, ours, true)),
		() => within((tx) => boards.hide(tx, made.by, id, 'Warum')),
	];
	for (const act of acts) {
		heard.length = 0;
		await act();
		await until('the news', () => heard.includes('made'));
		expect(heard).not.toContain('other');
	}
	await listener.end();
});

test('links open their own board in their own role while they are good, and a code none that was called off', async () => {
	const made = await make();
	const open = (role: 'facilitator' | 'projector', token: string, now = new Date()) => within((tx) => linkBy(tx, 1, role, token, now));
	expect((await open('facilitator', made.facilitator))?.board).toBe(made.board.id);
	expect(await open('projector', made.facilitator)).toBeUndefined();
	expect(await open('facilitator', made.projector)).toBeUndefined();
	expect(await open('facilitator', `${made.facilitator.slice(0, -1)}${made.facilitator.endsWith('A') ? 'B' : 'A'}`)).toBeUndefined();
	expect(await open('facilitator', made.facilitator, new Date(made.meeting.endsAt.getTime() + 13 * 3600_000))).toBeUndefined();
	await within((tx) => boards.renewLink(tx, { ...made.organiser, ...made.by } as never, 'facilitator', new Date()));
	expect(await open('facilitator', made.facilitator)).toBeUndefined();
	expect(facilitatorAs(made.organiser, { id: made.board.id, meeting: randomUUID() })).toBeUndefined();
	const { board } = made;
	expect((await within((tx) => boardByCode(tx, board.code)))?.id).toBe(board.id);
	await within((tx) =>
		tx
			.insertInto('events.cancellation')
			.values({ region_id: 1, meeting_id: made.meeting.id, reason: 'Krank', cancelled_by: made.organiser.person })
			.execute(),
	);
	expect(await within((tx) => boardByCode(tx, board.code))).toBeUndefined();
});

/** Everything that the boards keep, as a dump of the database would show it. */
async function dump(): Promise<string> {
	const { rows } = await truth.query<{ name: string }>(
		"select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'boards' and c.relkind = 'r'",
	);
	let text = '';
	for (const { name } of rows) text += JSON.stringify((await truth.query(`select * from ${name}`)).rows);
	return text;
}

test('a closed board has forgotten who wrote what and in which order: no digest, no id that a phone knew, cards in an order drawn by lot', async () => {
	const made = await make();
	await made.moveTo('collecting');
	const ids: string[] = [];
	const digests: string[] = [];
	for (let number = 0; number < 40; number++) {
		const by = await made.phone(`phone ${number}`, (number % 8) + 1);
		digests.push(by.digest);
		ids.push(randomUUID());
		await made.write(by, ids.at(-1) as string, { text: `Karte ${String(number).padStart(2, '0')}` });
	}
	const pitfall = ids[0] as string;
	await truth.query('update boards.card set column_id = $1 where id = $2', [made.columns[2], pitfall]);
	const by = await made.phone('phone 0');
	await made.write(by, randomUUID(), { column: made.columns[3], text: 'Verbesserung', pitfall });
	const before = await dump();
	for (const canary of [...ids, ...digests]) expect(before).toContain(canary);
	await made.moveTo('closed');
	const after = await dump();
	for (const canary of [...ids, ...digests]) expect(after).not.toContain(canary);
	const { rows } = await truth.query<{ text: string; belongs: string | null }>(
		'select card.text, pitfall.text as belongs from boards.card left join boards.card as pitfall on pitfall.id = card.pitfall_id where card.board_id = $1 order by card.ctid',
		[made.board.id],
	);
	const texts = rows.map(({ text }) => text).filter((text) => text !== 'Verbesserung');
	expect([...texts].sort()).toEqual(ids.map((_, number) => `Karte ${String(number).padStart(2, '0')}`));
	expect(texts).not.toEqual([...texts].sort());
	expect(rows.find(({ text }) => text === 'Verbesserung')?.belongs).toBe('Karte 00');
	// Each in the same transaction: nothing about a row says when its card came.
	const { rows: times } = await truth.query('select count(distinct xmin::text)::int as n from boards.card where board_id = $1', [
		made.board.id,
	]);
	expect(times[0].n).toBe(1);
});

test('what phones write while a board is being closed is forgotten with it or refused; without holding the board it would stay', async () => {
	for (let turn = 0; turn < 6; turn++) {
		const made = await make();
		await made.moveTo('collecting');
		const phones = await Promise.all(Array.from({ length: 7 }, (_, at) => made.phone(`p${at}`, 1)));
		const works = phones.flatMap((by) => [() => made.write(by, randomUUID()), () => within((tx) => join(tx, by))]);
		const all = [...works.slice(0, 7).map((work) => work()), made.moveTo('closed'), ...works.slice(7).map((work) => work())];
		await Promise.allSettled(all);
		const { rows } = await truth.query(
			'select (select count(*) from boards.card where board_id = $1 and author is not null)::int as cards, (select count(*) from boards.guest where board_id = $1)::int as guests',
			[made.board.id],
		);
		expect(rows).toEqual([{ cards: 0, guests: 0 }]);
	}
});

test('boards that were left open are closed after their meeting', async () => {
	const made = await make();
	await made.moveTo('collecting');
	const ours = await made.phone('ours');
	await made.write(ours, randomUUID());
	const ended = made.meeting.endsAt.getTime();
	await closeAllLeft(db, 1, new Date(ended + LINK_HOURS * 3600_000));
	expect((await within((tx) => stagesOf(tx, made.board.id))).at(-1)?.state).toBe('collecting');
	await closeAllLeft(db, 1, new Date(ended + LINK_HOURS * 3600_000 + 1));
	expect((await within((tx) => whole(tx, made.board.id)))?.cards.map(({ author }) => author)).toEqual([null]);
});

test('nothing on a board points to a person, and no card says when it came', async () => {
	const { rows: keys } = await truth.query(`
		select c.conrelid::regclass::text as source, c.confrelid::regclass::text as target from pg_constraint c
		join pg_namespace n on n.oid = c.connamespace where n.nspname = 'boards' and c.contype = 'f' and c.confrelid::regclass::text !~ '^boards\\.'`);
	expect(keys).toEqual([{ source: 'boards.board', target: 'events.meeting' }]);
	const { rows: columns } = await truth.query(`
		select table_name || '.' || column_name as name from information_schema.columns
		where table_schema = 'boards' and (data_type like 'timestamp%' or data_type = 'date' or column_name ~ 'person|place|actor|email|created|seq')`);
	// Who works along gave an address beside a priority, never beside a card; what a hand holds is gone with the bundling.
	expect(columns.map(({ name }) => name).sort()).toEqual([
		'helper.email',
		'hold.until',
		'link.ended_at',
		'link.expires_at',
		'stage.began_at',
		'stage.ended_at',
		'stage.until',
	]);
});

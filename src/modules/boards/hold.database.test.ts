// What holds when phones do what our pages never would, and when several do something at the same moment.
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Organiser } from '#modules/events/access.ts';
import { database } from '../../../tests/database.ts';
import { leadBoard, makeBoard, makeMeeting, makeRegion } from '../../../tests/make.ts';
import { refused } from '../../../tests/refused.ts';
import { until } from '../../../tests/server.ts';
import { bundler, type Facilitator } from './access.ts';
import { closeAllLeft } from './job.server.ts';
import { guestBy, linksOf, publicLists, stagesOf, whole } from './read.server.ts';
import { inRoom, LINK_HOURS, type State } from './rules.ts';
import { priorities } from './rules-list.ts';
import { seenByProjector } from './rules-seen.ts';
import type { BoardInput } from './schema.ts';
import { chooseAt, join, writeCard } from './write.server.ts';
import * as boards from './write-board.server.ts';
import { act } from './write-bundle.server.ts';
import { handOver, showToAll } from './write-handover.server.ts';
import { castBallot, countPaper, dropPaper } from './write-vote.server.ts';

const { database: db, truth } = await database(10);
const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));

async function make(facts: Parameters<typeof makeBoard>[2] = {}, cards = ['A', 'B', 'C', 'D']) {
	const made = await within(async (tx) => makeBoard(tx, await makeMeeting(tx, coordinator), facts));
	const moveTo = (...through: State[]) => within((tx) => leadBoard(tx, made.by, ...through));
	await moveTo('collecting');
	const [wishes, , pitfalls, improvements] = made.columns as [string, string, string, string];
	if (cards.length > 0) await within((tx) => boards.addPaper(tx, made.by, { key: randomUUID(), table: 1, column: wishes, lines: cards }));
	const held = async () => (await within((tx) => whole(tx, made.board.id))) as NonNullable<Awaited<ReturnType<typeof whole>>>;
	const phone = await within((tx) => guestBy(tx, 1, made.board.id, 'somebody', 1));
	const write = (id: string, facts: object) =>
		within((tx) =>
			writeCard(tx, phone, id, { text: 'x', rev: 1, stage: 2, pitfall: null, interface: null, column: wishes, ...facts }, new Date()),
		);
	const cast = async (title: string, id: string = randomUUID()) => {
		const { bundles, stages } = await held();
		const dots = { [bundles.find((one) => one.title === title)?.id as string]: 1 };
		const stage = stages.findLast(({ state }) => state === 'voting')?.number as number;
		return () => within((tx) => castBallot(tx, phone, stage, id, { rev: 1, dots }, new Date()));
	};
	return { ...made, moveTo, held, phone, write, cast, wishes, pitfalls, improvements };
}

const done = (outcomes: readonly PromiseSettledResult<unknown>[]) => outcomes.filter(({ status }) => status === 'fulfilled').length;

test('a card to which an improvement belongs stays in its column; its text may change', async () => {
	const { write, pitfalls, improvements, wishes } = await make();
	const [pitfall, improvement] = [randomUUID(), randomUUID()];
	await write(pitfall, { column: pitfalls });
	await write(improvement, { column: improvements, pitfall });
	for (const column of [improvements, wishes]) await refused(write(pitfall, { column, rev: 2 }), /bleibt sie in ihrer Spalte/);
	expect(await write(pitfall, { column: pitfalls, text: 'Anders', rev: 3 })).toBe('changed');
	expect(await write(improvement, { column: improvements, rev: 2 })).toBe('changed');
	expect(await write(pitfall, { column: wishes, rev: 4 })).toBe('changed');
});

test('a board is closed whatever belongs to what, and what belongs together still does', async () => {
	const made = await make();
	await truth.query(
		`insert into boards.card (region_id, id, board_id, column_id, text, rev)
			select 1, ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, $1, $2, n::text, 1 from generate_series(1, 1200) as n`,
		[made.board.id, made.pitfalls],
	);
	await truth.query(
		`update boards.card set pitfall_id = ('00000000-0000-4000-8000-' || lpad((1 + text::int % 1200)::text, 12, '0'))::uuid
			where board_id = $1 and text ~ '^[0-9]+$'`,
		[made.board.id],
	);
	await made.moveTo('closed');
	const { cards } = await made.held();
	const text = new Map(cards.map((card) => [card.id, card.text]));
	expect(cards).toHaveLength(1204);
	for (const card of cards) if (/^\d+$/.test(card.text)) expect(text.get(card.pitfall ?? '')).toBe(String(1 + (Number(card.text) % 1200)));
});

test('a board that cannot be closed at night keeps no other open', async () => {
	const [bad, good] = [await make(), await make()];
	await truth.query('create function boards.fails() returns trigger language plpgsql as $$ begin raise exception $a$no$a$; end $$');
	await truth.query(
		`create trigger fails before delete on boards.card for each row when (old.board_id = '${bad.board.id}') execute function boards.fails()`,
	);
	const ended = Math.max(bad.meeting.endsAt.getTime(), good.meeting.endsAt.getTime());
	await closeAllLeft(db, 1, new Date(ended + LINK_HOURS * 3600_000 + 1));
	await truth.query('drop function boards.fails() cascade');
	expect([(await bad.held()).stages.at(-1)?.state, (await good.held()).stages.at(-1)?.state]).toEqual(['collecting', 'closed']);
});

test('once the result is shown nothing changes it, however long a ballot has waited for its box', async () => {
	const made = await make();
	await made.moveTo('voting');
	await (await made.cast('A'))();
	await made.moveTo('counting');
	// Its box is held, so that first the result waits for it and then the ballot.
	const late = `07${randomUUID().slice(2)}`;
	await truth.query('begin');
	await truth.query('select from boards.ballot_box where board_id = $1 and shard = 7 for update', [made.board.id]);
	const shown = made.moveTo('result');
	await waits(1);
	const cast = await made.cast('B', late);
	const told = refused(cast(), /vorbei/);
	await waits(2);
	await truth.query('commit');
	await Promise.all([shown, told]);
	expect((await made.held()).vote?.ballots).toBe(1);
});

/** Waits until so many sessions wait for a lock. */
async function waits(count: number): Promise<void> {
	await until('sessions to wait for a lock', async () => {
		await truth.query('select pg_stat_clear_snapshot()');
		const { rows } = await truth.query(
			"select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
		);
		return rows[0].n >= count;
	});
}

test('closing waits for the ballots that are being put into their box, and keeps them', async () => {
	const made = await make();
	await made.moveTo('voting');
	const { bundles } = await made.held();
	const ballot = { [randomUUID()]: { rev: 1, dots: { [bundles[0]?.id as string]: 2 } } };
	await truth.query('begin');
	await truth.query('update boards.ballot_box set ballots = ballots || $2 where board_id = $1 and shard = 7', [made.board.id, ballot]);
	const closed = made.moveTo('closed');
	await waits(1);
	await truth.query('commit');
	await closed;
	const { vote } = await made.held();
	expect([vote?.ballots, vote?.ranked[0]?.dots]).toEqual([1, 2]);
});

test('a table that chooses while the vote is being opened is in time or is told; what was to be voted on stays so', async () => {
	for (let turn = 0; turn < 5; turn++) {
		const made = await make(
			{},
			Array.from({ length: 30 }, (_, at) => `Karte ${at}`),
		);
		await made.moveTo('selecting');
		const { cards } = await made.held();
		const choosing = cards.slice(0, 3).map(({ id }) => within((tx) => chooseAt(tx, made.by, 1, id, true)));
		const [outcomes] = await Promise.all([Promise.allSettled(choosing), made.moveTo('voting')]);
		const { bundles, vote } = await made.held();
		expect(vote?.ranked).toHaveLength(bundles.length);
		expect(bundles).toHaveLength(done(outcomes) || 30);
	}
});

test('a count of paper is taken back before the result or not at all', async () => {
	for (let turn = 0; turn < 5; turn++) {
		const made = await make();
		await made.moveTo('voting', 'counting');
		for (const entry of [1, 2] as const) await within((tx) => countPaper(tx, made.by, entry, { slips: 2, counts: {} }));
		const outcomes = await Promise.allSettled([made.moveTo('result'), within((tx) => dropPaper(tx, made.by, 1))]);
		expect(done(outcomes)).toBe(1);
	}
});

test('how a vote is weighed stays while people vote, while it is counted, and while its result is shown; a closed board takes no time more', async () => {
	const made = await make();
	const { title, tables, choices, dots, dotsEach, codes, method } = made.board;
	const { columns } = await made.held();
	const input = {
		title,
		tables,
		choices,
		dots,
		dotsEach,
		codes,
		method,
		columns: columns.map(({ kind, title: name, question }) => ({ kind, title: name, question })),
	};
	const by = { ...made.organiser, ...made.by } as Organiser & Facilitator;
	const save = (facts: Partial<BoardInput>) => within((tx) => boards.saveBoard(tx, by, { ...input, ...facts }));
	await save({ dots: 3 });
	await made.moveTo('voting');
	await refused(save({ dots: 3, title: 'Anders' }), /Während abgestimmt/);
	await made.moveTo('counting');
	await refused(save({ dots: 3, title: 'Anders' }), /Während abgestimmt/);
	const extend = (seen = '') => within((tx) => boards.extend(tx, made.by, 3, seen, new Date()));
	await refused(extend(), /vorbei/);
	await made.moveTo('result');
	for (const facts of [{ dots: 5 }, { dots: 3, dotsEach: 1 }, { dots: 3, codes: 9 }]) await refused(save(facts), /So wurde abgestimmt/);
	await save({ dots: 3, title: 'Anders' });
	await made.moveTo('bundling');
	await save({ dots: 4 });
	await made.moveTo('closed');
	await refused(extend(), /abgeschlossen/);
	expect((await within((tx) => stagesOf(tx, made.board.id))).at(-1)?.until).toBeNull();
});

test('what is voted on stays as it is, also in the moment of grace: cards come late, and none is changed or taken back', async () => {
	const made = await make();
	const [mine, queued] = [randomUUID(), randomUUID()];
	await made.write(mine, { text: 'Meine' });
	await made.moveTo('voting');
	expect(await made.write(queued, { text: 'Unterwegs' })).toBe('late');
	for (const text of ['Das Gegenteil', '']) await refused(made.write(mine, { text, rev: 2 }), /bleibt, wie sie war/);
	await refused(
		within((tx) => boards.takeLate(tx, made.by, queued)),
		/steht fest/,
	);
	await refused(
		within((tx) => boards.addPaper(tx, made.by, { key: randomUUID(), table: 1, column: made.wishes, lines: ['E'] })),
		/steht fest/,
	);
});

test('whoever goes back behind a vote gives up its result: old dots stand beside nothing else, and nobody reads it any more', async () => {
	const made = await make();
	await made.moveTo('voting');
	await (await made.cast('A'))();
	await made.moveTo('counting', 'result');
	const by = { ...made.organiser, ...made.by } as Organiser & Facilitator;
	await within((tx) => showToAll(tx, by, true));
	await made.moveTo('handover');
	expect(await within((tx) => publicLists(tx, made.meeting.id))).toHaveLength(1);
	await made.moveTo('bundling', 'closed');
	expect(await within((tx) => publicLists(tx, made.meeting.id))).toEqual([]);
	const held = await made.held();
	expect([held.vote, priorities(held), held.board.isPublic]).toEqual([null, null, false]);
});

test('a link that is renewed is good, however long ago its meeting was, and moves with a meeting that is put off', async () => {
	const made = await make();
	const now = new Date(made.meeting.endsAt.getTime() + (LINK_HOURS + 1) * 3600_000);
	const links = (at = now) => within((tx) => linksOf(tx, made.by, at));
	expect(await links()).toEqual([]);
	await truth.query("update events.meeting set ends_at = ends_at + interval '2 days' where id = $1", [made.meeting.id]);
	expect(await links()).toHaveLength(3);
	await truth.query("update events.meeting set ends_at = ends_at - interval '2 days' where id = $1", [made.meeting.id]);
	expect(await within((tx) => leftOpen(tx, now))).toContainEqual(made.by);
	await within((tx) => boards.renewLink(tx, { ...made.organiser, ...made.by } as Organiser & Facilitator, 'facilitator', now));
	expect((await links()).map(({ role }) => role)).toEqual(['facilitator']);
	// As long as somebody can lead it, the night does not close it.
	expect(await within((tx) => leftOpen(tx, now))).not.toContainEqual(made.by);
});

const leftOpen = (tx: Parameters<typeof boards.leftOpen>[0], now: Date) =>
	boards.leftOpen(tx, new Date(now.getTime() - LINK_HOURS * 3600_000), now);

test('a sheet of paper and more time count once, however often they are sent', async () => {
	const made = await make();
	const sheet = { key: randomUUID(), table: 1, column: made.wishes, lines: ['E', 'F'] };
	for (let turn = 0; turn < 2; turn++) await within((tx) => boards.addPaper(tx, made.by, sheet));
	expect((await made.held()).cards.map(({ text }) => text).sort()).toEqual(['A', 'B', 'C', 'D', 'E', 'F']);
	const now = new Date();
	for (let turn = 0; turn < 2; turn++) await within((tx) => boards.extend(tx, made.by, 3, '', now));
	expect((await made.held()).stages.at(-1)?.until).toEqual(new Date(now.getTime() + 3 * 60_000));
});

test('a table never has more cards in the room than it may choose, whatever is taken back, brought along, hidden and shown', async () => {
	const made = await make({ choices: 1 }, []);
	const nowhere = await within((tx) => guestBy(tx, 1, made.board.id, 'somebody', null));
	const [one, other, along] = [randomUUID(), randomUUID(), randomUUID()];
	await made.write(one, { text: 'Eins' });
	await made.write(other, { text: 'Zwei' });
	await within((tx) =>
		writeCard(
			tx,
			nowhere,
			along,
			{ text: 'Ohne Tisch', rev: 1, stage: 2, pitfall: null, interface: null, column: made.wishes },
			new Date(),
		),
	);
	await made.moveTo('selecting');
	const choose = (card: string, table: number | null = 1) => within((tx) => chooseAt(tx, made.by, table, card, true));
	const chosen = async () => inRoom((await made.held()).cards).map(({ text }) => text);
	await choose(one);
	await made.write(one, { text: '', rev: 2 });
	await choose(other);
	await made.write(one, { text: 'Eins', rev: 3 });
	expect(await chosen()).toEqual(['Zwei']);
	await choose(along, null);
	await within((tx) => join(tx, made.phone));
	expect(await chosen()).toEqual(['Zwei']);
	await made.moveTo('bundling');
	await within((tx) => boards.hide(tx, made.by, other, 'Name'));
	// Hiding what was chosen brings in nothing that was not.
	expect(await chosen()).toEqual([]);
	await made.moveTo('selecting');
	await choose(one);
	await within((tx) => boards.hide(tx, made.by, other, null));
	expect(await chosen()).toEqual(['Eins']);
});

test('hidden words are in no title and no hand-over', async () => {
	const made = await make({}, ['Frau Geheim ist schuld']);
	await made.moveTo('voting', 'bundling');
	await within((tx) => boards.addPaper(tx, made.by, { key: randomUUID(), table: 1, column: made.wishes, lines: ['Anders'] }));
	const { bundles, cards } = await made.held();
	const [secret, other] = ['Frau Geheim ist schuld', 'Anders'].map((text) => cards.find((card) => card.text === text)?.id as string);
	const step = { what: 'assign' as const, cards: [other as string], bundle: bundles[0]?.id as string, title: '', maker: '' };
	await within((tx) => act(tx, bundler(1, made.board.id), randomUUID(), step));
	await made.moveTo('voting', 'counting', 'result');
	await within((tx) => handOver(tx, made.by, { bundle: bundles[0]?.id as string, who: 'Frau Geheim', step: '', due: '' }));
	await within((tx) => boards.hide(tx, made.by, secret as string, 'Name'));
	const seen = async () => seenByProjector(await made.held());
	expect((await seen()).bundles.map(({ title }) => title)).toEqual(['Anders']);
	await within((tx) => boards.hide(tx, made.by, other as string, 'Auch'));
	expect(JSON.stringify(await seen())).not.toContain('Geheim');
});

test('thousands of cards in no bundle are voted on and closed', { timeout: 60_000 }, async () => {
	const made = await make({}, []);
	await truth.query(
		`insert into boards.card (region_id, id, board_id, column_id, text, rev)
			select 1, gen_random_uuid(), $1, $2, n::text, 1 from generate_series(1, 9000) as n`,
		[made.board.id, made.wishes],
	);
	await made.moveTo('voting', 'closed');
	expect((await made.held()).vote?.ranked).toHaveLength(9000);
});

test('one writing is not taken for another, and no number keeps the next from coming', async () => {
	const made = await make();
	const id = randomUUID();
	await made.write(id, { text: 'Eins', rev: 3 });
	expect(await made.write(id, { text: 'Eins', rev: 3 })).toBe('known');
	await refused(made.write(id, { text: 'Zwei', rev: 3 }), /inzwischen anders gefasst/);
	await refused(made.write(id, { text: 'Zwei', rev: 100_000 }), /nicht zu lesen/);
	expect(await made.write(id, { text: 'Zwei', rev: 4 })).toBe('changed');
});

test('what came along keeps its columns and what was voted on is not removed', async () => {
	const made = await make();
	await made.moveTo('voting', 'counting', 'result', 'closed');
	await truth.query('update boards.card set is_carried = true where board_id = $1', [made.board.id]);
	await refused(
		within((tx) => boards.removeBoard(tx, { ...made.organiser, ...made.by } as Organiser & Facilitator)),
		/es bleibt/,
	);
});

// What holds when phones do what our pages never would, and when several do something at the same moment.
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Organiser } from '#modules/events/access.ts';
import { database } from '../../../tests/database.ts';
import { leadBoard, makeBoard, makeMeeting, makeRegion } from '../../../tests/make.ts';
import { refused } from '../../../tests/refused.ts';
import { until } from '../../../tests/server.ts';
import type { Facilitator } from './access.ts';
import { closeAllLeft } from './job.server.ts';
import { guestBy, stagesOf, whole } from './read.server.ts';
import { LINK_HOURS, type State } from './rules.ts';
import type { BoardInput } from './schema.ts';
import { chooseAt, writeCard } from './write.server.ts';
import * as boards from './write-board.server.ts';
import { castBallot, countPaper, dropPaper } from './write-vote.server.ts';

const { database: db, truth } = await database(10);
const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));

async function make(facts: Parameters<typeof makeBoard>[2] = {}, cards = ['A', 'B', 'C', 'D']) {
	const made = await within(async (tx) => makeBoard(tx, await makeMeeting(tx, coordinator), facts));
	const moveTo = (...through: State[]) => within((tx) => leadBoard(tx, made.by, ...through));
	await moveTo('collecting');
	const [wishes, , pitfalls, improvements] = made.columns as [string, string, string, string];
	await within((tx) => boards.addPaper(tx, made.by, { table: 1, column: wishes, lines: cards }));
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
	const extend = () => within((tx) => boards.extend(tx, made.by, 3, new Date()));
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

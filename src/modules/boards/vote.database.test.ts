import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { database } from '../../../tests/database.ts';
import { leadBoard, makeBoard, makeMeeting, makeRegion } from '../../../tests/make.ts';
import { refused } from '../../../tests/refused.ts';
import { guestBy, whole } from './read.server.ts';
import { voteCodes } from './read-vote.server.ts';
import type { State } from './rules.ts';
import * as boards from './write-board.server.ts';
import { castBallot, countPaper, dropPaper } from './write-vote.server.ts';

const { database: db, truth } = await database(10);
const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));

/** A board with four cards on paper on which people vote. */
async function make(facts: Parameters<typeof makeBoard>[2] = {}) {
	const made = await within(async (tx) => makeBoard(tx, await makeMeeting(tx, coordinator), facts));
	const moveTo = (...through: State[]) => within((tx) => leadBoard(tx, made.by, ...through));
	await moveTo('collecting');
	const column = made.columns[0] as string;
	await within((tx) => boards.addPaper(tx, made.by, { key: randomUUID(), table: 1, column, lines: ['A', 'B', 'C', 'D'] }));
	await moveTo('voting');
	const held = async () => (await within((tx) => whole(tx, made.board.id))) as NonNullable<Awaited<ReturnType<typeof whole>>>;
	const { stages, bundles } = await held();
	const bundle = (title: string) => bundles.find((one) => one.title === title)?.id as string;
	const stage = stages.at(-1)?.number as number;
	const phone = await within((tx) => guestBy(tx, 1, made.board.id, 'somebody', null));
	const cast = (id: string, rev: number | null, dots: Record<string, number>, now = new Date(), at = stage, code = '') =>
		within((tx) =>
			castBallot(
				tx,
				phone,
				at,
				id,
				{ rev, code, dots: Object.fromEntries(Object.entries(dots).map(([title, count]) => [bundle(title) ?? title, count])) },
				now,
			),
		);
	/** Titles with rank, dots and voters. */
	const result = async () => {
		const { vote, bundles: all } = await held();
		const title = new Map(all.map((one) => [one.id, one.title]));
		return Object.fromEntries((vote?.ranked ?? []).map((one) => [title.get(one.bundle), [one.rank, one.dots, one.voters]]));
	};
	return { ...made, moveTo, held, cast, result, phone, stage, bundle };
}

test('a ballot counts once however often it comes, its last writing holds, and it may give less than it has', async () => {
	const made = await make();
	const id = randomUUID();
	const twice = [made.cast(id, 1, { A: 2, B: 1 }), made.cast(id, 1, { A: 2, B: 1 })];
	expect((await Promise.all(twice)).sort()).toEqual(['known', 'new']);
	expect(await made.cast(id, 3, { A: 1, C: 2 })).toBe('changed');
	expect(await made.cast(id, 2, { D: 2 })).toBe('known');
	expect(await made.cast(randomUUID(), 1, {})).toBe('new');
	expect(await made.cast(randomUUID(), null, { C: 1 })).toBe('new');
	expect(await made.result()).toEqual({ C: [1, 3, 2], A: [2, 1, 1], B: [3, 0, 0], D: [3, 0, 0] });
	expect((await made.held()).vote?.ballots).toBe(3);
});

test('more dots than there are, more than one bundle takes, and bundles of another board are refused', async () => {
	const [made, other] = [await make({ dots: 3, dotsEach: 2 }), await make()];
	const foreign = (await other.held()).bundles[0]?.id as string;
	const many: Record<string, number>[] = [{ A: 3 }, { A: 2, B: 2 }, { [foreign]: 1 }, { [randomUUID()]: 1 }];
	for (const dots of many) await refused(made.cast(randomUUID(), 1, dots), /mehr Punkte/);
	expect((await made.held()).vote?.ballots).toBe(0);
	await refused(made.cast(randomUUID(), 1, { A: 1 }, new Date(), 2), /nicht abgestimmt/);
	await made.moveTo('counting');
	expect(await made.cast(randomUUID(), 1, { A: 1 })).toBe('new');
	await refused(made.cast(randomUUID(), 1, { A: 1 }, new Date(Date.now() + 31_000)), /vorbei/);
	await made.moveTo('result');
	await refused(made.cast(randomUUID(), 1, { A: 1 }), /vorbei/);
});

test('under a rush of ballots, each written anew, the sum is exact', async () => {
	const made = await make({ dots: 4, dotsEach: 4 });
	const ids = Array.from({ length: 60 }, () => randomUUID());
	await Promise.all(
		ids.flatMap((id, at) => [1, 2, 3].map((rev) => made.cast(id, rev, { A: rev === 3 ? at % 4 : 4, B: rev === 3 ? 1 : 0 }))),
	);
	const sum = ids.reduce((total, _, at) => total + (at % 4), 0);
	const { A, B } = await made.result();
	expect([A?.[1], B?.[1]]).toEqual([sum, 60]);
	expect((await made.held()).vote?.ballots).toBe(60);
});

test('a second round counts for itself; closing keeps the sums of both and erases every ballot', async () => {
	const made = await make();
	await made.cast(randomUUID(), 1, { A: 2 });
	await made.moveTo('counting', 'result');
	await made.moveTo('voting');
	const again = (await made.held()).stages.at(-1)?.number as number;
	const id = randomUUID();
	await made.cast(id, 1, { B: 1 }, new Date(), again);
	// One that lost its cards is none, neither before nor after closing.
	await truth.query("insert into boards.bundle (region_id, id, board_id, title) values (1, gen_random_uuid(), $1, 'Leer')", [
		made.board.id,
	]);
	const before = await made.result();
	expect(before['B']).toEqual([1, 1, 1]);
	expect(before['Leer']).toBeUndefined();
	await made.moveTo('closed');
	expect(await made.result()).toEqual(before);
	expect((await made.held()).vote?.ballots).toBe(1);
	const { rows } = await truth.query('select sum(dots)::int as dots, count(*)::int as n from boards.score where board_id = $1', [
		made.board.id,
	]);
	expect(rows[0]).toEqual({ dots: 3, n: 10 });
	const { rows: boxes } = await truth.query('select count(*)::int as n from boards.ballot_box where board_id = $1', [made.board.id]);
	expect(boxes[0].n).toBe(0);
});

test('invariant 7: in a dump a ballot stands beside nothing: no person, device, address, time or order of arrival', async () => {
	const made = await make();
	const ids: string[] = [];
	for (let number = 0; number < 40; number++) {
		ids.push(randomUUID());
		await made.cast(ids.at(-1) as string, 1, { A: 1 });
	}
	const { rows } = await truth.query('select * from boards.ballot_box where board_id = $1', [made.board.id]);
	expect(Object.keys(rows[0]).sort()).toEqual(['ballots', 'board_id', 'is_sealed', 'region_id', 'shard', 'stage']);
	expect(JSON.stringify(rows)).not.toContain(made.phone.digest);
	for (const { ballots } of rows)
		for (const ballot of Object.values(ballots as Record<string, object>)) expect(Object.keys(ballot).sort()).toEqual(['dots', 'rev']);
	// As the documents tell them: in the order of their random ids, whenever they came.
	const told = rows.sort((a, b) => a.shard - b.shard).flatMap(({ ballots }) => Object.keys(ballots));
	expect([...told].sort()).toEqual([...ids].sort());
	for (const { ballots } of rows) expect(Object.keys(ballots)).toEqual(Object.keys(ballots).sort());
	// No other table knows a ballot's id.
	const { rows: tables } = await truth.query<{ name: string }>(
		"select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname !~ '^(pg_|information_schema)'",
	);
	let elsewhere = '';
	for (const { name } of tables)
		if (name !== 'boards.ballot_box') elsewhere += JSON.stringify((await truth.query(`select * from ${name}`)).rows);
	for (const id of ids) expect(elsewhere).not.toContain(id);
});

test('a code votes once, on the device that used it first, and leads nowhere; without one nobody votes', async () => {
	const made = await make({ codes: 3 });
	const codes = await within((tx) => voteCodes(tx, 1, { id: made.board.id, codes: 3 }));
	expect(new Set(codes).size).toBe(3);
	const [mine, other] = [randomUUID(), randomUUID()];
	const vote = (id: string, rev: number, dots: Record<string, number>, code: string) =>
		made.cast(id, rev, dots, new Date(), made.stage, code);
	expect(await vote(mine, 1, { A: 1 }, codes[0] as string)).toBe('new');
	expect(await vote(mine, 2, { B: 2 }, ` ${codes[0]?.toLowerCase()} `)).toBe('changed');
	await refused(vote(other, 1, { A: 2 }, codes[0] as string), /anderes Gerät/);
	for (const code of ['', '00000000', `${codes[1]}X`]) await refused(vote(other, 1, { A: 2 }, code), /Diesen Code gibt es hier nicht/);
	expect(await vote(other, 1, { A: 1 }, codes[1] as string)).toBe('new');
	// The same code at once from many devices is one ballot.
	const rush = await Promise.allSettled(Array.from({ length: 12 }, () => vote(randomUUID(), 1, { C: 1 }, codes[2] as string)));
	expect(rush.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
	expect(await made.result()).toEqual({ B: [1, 2, 1], A: [2, 1, 1], C: [2, 1, 1], D: [4, 0, 0] });
	// Of another board it is none.
	const strange = await make({ codes: 3 });
	await refused(strange.cast(mine, 1, { A: 1 }, new Date(), strange.stage, codes[0] as string), /Diesen Code gibt es hier nicht/);
	const { rows } = await truth.query('select ballots::text from boards.ballot_box where board_id = $1', [made.board.id]);
	for (const code of codes) expect(JSON.stringify(rows)).not.toContain(code);
});

test('paper counts once two people have counted the same; until then nothing is shown', async () => {
	const made = await make();
	await made.cast(randomUUID(), 1, { A: 1 });
	const count = (entry: 1 | 2, slips: number, counts: Record<string, [number, number]>) =>
		within((tx) =>
			countPaper(tx, made.by, entry, {
				slips,
				counts: Object.fromEntries(Object.entries(counts).map(([title, pair]) => [made.bundle(title) ?? title, pair])),
			}),
		);
	await refused(count(1, 2, { A: [5, 2] }), /passen nicht auf so viele Zettel/);
	await refused(count(1, 2, { [randomUUID()]: [1, 1] }), /passen nicht/);
	await count(1, 2, { A: [4, 2], B: [1, 1] });
	await refused(count(1, 2, { A: [4, 2] }), /schon eingetragen/);
	expect((await made.held()).vote).toMatchObject({ ballots: 1, onPaper: 0 });
	await made.moveTo('counting');
	await refused(made.moveTo('result'), /noch nicht zweimal gleich gezählt/);
	await count(2, 2, { A: [3, 2], B: [1, 1] });
	await refused(made.moveTo('result'), /noch nicht zweimal gleich gezählt/);
	await within((tx) => dropPaper(tx, made.by, 2));
	await count(2, 2, { A: [4, 2], B: [1, 1] });
	const expected = { A: [1, 5, 3], B: [2, 1, 1], C: [3, 0, 0], D: [3, 0, 0] };
	expect(await made.result()).toEqual(expected);
	await made.moveTo('result');
	await refused(count(1, 3, {}), /nicht abgestimmt/);
	await made.moveTo('closed');
	expect(await made.result()).toEqual(expected);
	expect((await made.held()).vote).toMatchObject({ ballots: 3, onPaper: 2 });
});

test('a board that was left open in the middle of a vote is closed all the same; slips that were counted once do not count', async () => {
	const made = await make();
	await made.cast(randomUUID(), 1, { A: 1 });
	await within((tx) => countPaper(tx, made.by, 1, { slips: 2, counts: { [made.bundle('B')]: [2, 2] } }));
	await within((tx) => boards.closeLeft(tx, made.by, new Date()));
	expect(await made.result()).toEqual({ A: [1, 1, 1], B: [2, 0, 0], C: [2, 0, 0], D: [2, 0, 0] });
	expect((await made.held()).vote).toMatchObject({ ballots: 1, onPaper: 0 });
});

test('benefit and effort: sums stay when the board is closed, and how it is weighed cannot be changed once people have', async () => {
	const made = await make({ method: 'matrix' });
	await made.cast(randomUUID(), 1, { A: 41, B: 11 });
	await made.cast(randomUUID(), 1, { A: 32, C: 14 });
	await refused(made.cast(randomUUID(), 1, { A: 5 }), /Angaben gibt es nicht/);
	const marks = async () => {
		const { vote, bundles } = await made.held();
		const title = new Map(bundles.map((one) => [one.id, one.title]));
		return (vote?.ranked ?? []).map(({ bundle, rank, voters, benefit, effort }) => [title.get(bundle), rank, voters, benefit, effort]);
	};
	await made.moveTo('counting', 'result');
	const expected = [
		['A', 1, 2, 7, 3],
		['B', 2, 1, 1, 1],
		['C', 3, 1, 1, 4],
		['D', 4, 0, 0, 0],
	];
	expect(await marks()).toEqual(expected);
	const { title, tables, choices, dots, dotsEach, codes } = (await made.held()).board;
	const columns = (await made.held()).columns.map(({ kind, title: name, question }) => ({ kind, title: name, question }));
	await refused(
		within((tx) =>
			boards.saveBoard(tx, { ...made.organiser, ...made.by } as never, {
				title,
				tables,
				choices,
				dots,
				dotsEach,
				codes,
				method: 'dots',
				columns,
			}),
		),
		/Art der Gewichtung bleibt/,
	);
	await made.moveTo('closed');
	expect(await marks()).toEqual(expected);
});

import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { readCode } from '#platform/code.ts';
import type { Tx } from '#platform/db/database.ts';
import { keyFor, signCode } from '#platform/session/secret.ts';
import { type Stage, voteIn } from './rules.ts';
import { type Ballot, differences, inOrder, type Method, type PaperCount, type Ranked, shardOf, tally } from './rules-vote.ts';

/** How a vote stands: ballots in all, and what they say. */
export interface Vote {
	/** The stage in which it was. */
	stage: number;
	ballots: number;
	/** Those of them that are of paper; they count once two people have counted the same. */
	onPaper: number;
	/** What each of the two has counted so far. */
	counted: (PaperCount & { entry: number })[];
	ranked: Ranked[];
}

/** What was counted of the slips of a vote, by entry. */
export async function paperCounts(tx: Tx, board: string, stage: number): Promise<(PaperCount & { entry: number })[]> {
	const rows = await tx
		.selectFrom('boards.paper_count')
		.select(['entry', 'slips', 'counts'])
		.where('board_id', '=', board)
		.where('stage', '=', stage)
		.orderBy('entry')
		.execute();
	return rows.map((row) => ({ ...row, counts: row.counts as unknown as PaperCount['counts'] }));
}

/** What two people have both counted; null before. */
export function agreed([one, other]: readonly PaperCount[]): PaperCount | null {
	return one && other && differences(one, other).length === 0 ? one : null;
}

const PURPOSE = 'vote code';
const CODE_LETTERS = 8;

/** The codes of a board's vote, in an order that is only theirs: they are worked out, never stored. */
export async function voteCodes(tx: Tx, region: number, board: { id: string; codes: number }): Promise<string[]> {
	const key = await keyFor(tx, region, PURPOSE);
	return Array.from({ length: board.codes }, (_, at) => signCode(key, `vote ${board.id} ${at}`, CODE_LETTERS)).sort();
}

const UUID = /^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/;

/** The id of the one ballot that a code is good for in a vote; undefined for a code that is none of this board's. */
export async function ballotOfCode(
	tx: Tx,
	region: number,
	board: { id: string; codes: number },
	stage: number,
	typed: string,
): Promise<string | undefined> {
	const code = readCode(typed);
	if (!(await voteCodes(tx, region, board)).includes(code)) return undefined;
	const digest = createHmac('sha256', await keyFor(tx, region, PURPOSE))
		.update(`ballot ${board.id} ${stage} ${code}`)
		.digest('hex')
		.slice(0, 32);
	return digest.replace(UUID, '$1-$2-4$3-8$4-$5');
}

/** What a ballot says, for the phone that knows its id; null where there is none. */
export async function ownBallot(tx: Tx, board: string, stage: number, id: string): Promise<Ballot | null> {
	const box = await tx
		.selectFrom('boards.ballot_box')
		.select(sql<Ballot | null>`ballots -> ${id}`.as('own'))
		.where('board_id', '=', board)
		.where('stage', '=', stage)
		.where('shard', '=', shardOf(id))
		.executeTakeFirst();
	return box?.own ?? null;
}

/** The last vote of a board, counted from its boxes as long as they are there, then from what was kept of them; null before there was one. */
export async function voteOf(
	tx: Tx,
	board: string,
	method: Method,
	stages: readonly Stage[],
	bundles: readonly string[],
): Promise<Vote | null> {
	const stage = voteIn(stages);
	if (stage === undefined) return null;
	const counted = await paperCounts(tx, board, stage);
	const paper = agreed(counted);
	const onPaper = paper?.slips ?? 0;
	const boxes = await tx
		.selectFrom('boards.ballot_box')
		.select('ballots')
		.where('board_id', '=', board)
		.where('stage', '=', stage)
		.execute();
	if (boxes.length > 0) {
		const ballots = boxes.flatMap((box) => Object.values(box.ballots as unknown as Record<string, Ballot>));
		return { stage, ballots: ballots.length + onPaper, onPaper, counted, ranked: tally(bundles, ballots, method, paper) };
	}
	const scores = await tx
		.selectFrom('boards.score')
		.select(['bundle_id as bundle', 'dots', 'voters', 'benefit', 'effort'])
		.where('board_id', '=', board)
		.where('stage', '=', stage)
		.execute();
	const kept = await tx
		.selectFrom('boards.stage')
		.select('ballots')
		.where('board_id', '=', board)
		.where('number', '=', stage)
		.executeTakeFirst();
	return {
		stage,
		ballots: kept?.ballots ?? 0,
		onPaper,
		counted,
		ranked: inOrder(scores.filter(({ bundle }) => bundles.includes(bundle))),
	};
}

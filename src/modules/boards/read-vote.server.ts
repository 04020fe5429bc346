import type { Tx } from '#platform/db/database.ts';
import type { Stage } from './rules.ts';
import { type Ballot, type Ranked, tally } from './rules-vote.ts';

/** How a vote stands: ballots in all, and what they say. */
export interface Vote {
	/** The stage in which it was. */
	stage: number;
	ballots: number;
	ranked: Ranked[];
}

/** The last vote of a board, counted from its boxes as long as they are there, then from what was kept of them; null before there was one. */
export async function voteOf(tx: Tx, board: string, stages: readonly Stage[], bundles: readonly string[]): Promise<Vote | null> {
	const stage = stages.findLast(({ state }) => state === 'voting');
	if (!stage) return null;
	const boxes = await tx
		.selectFrom('boards.ballot_box')
		.select('ballots')
		.where('board_id', '=', board)
		.where('stage', '=', stage.number)
		.execute();
	if (boxes.length > 0) {
		const ballots = boxes.flatMap((box) => Object.values(box.ballots as unknown as Record<string, Ballot>));
		return { stage: stage.number, ballots: ballots.length, ranked: tally(bundles, ballots) };
	}
	const scores = await tx
		.selectFrom('boards.score')
		.select(['bundle_id as bundle', 'dots', 'voters'])
		.where('board_id', '=', board)
		.where('stage', '=', stage.number)
		.execute();
	const ranked = scores
		.map((one) => ({ ...one, rank: 1 + scores.filter(({ dots }) => dots > one.dots).length }))
		.sort((a, b) => a.rank - b.rank || (a.bundle < b.bundle ? -1 : 1));
	const kept = await tx
		.selectFrom('boards.stage')
		.select('ballots')
		.where('board_id', '=', board)
		.where('number', '=', stage.number)
		.executeTakeFirst();
	return { stage: stage.number, ballots: kept?.ballots ?? 0, ranked };
}

// Ballots: put into a box under a random id, never beside anything that says who put them there.

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '#platform/db/database.ts';
import { inParts } from '#platform/db/parts.ts';
import type { Facilitator, Guest } from './access.ts';
import { cardsOf, stagesOf } from './read.server.ts';
import { agreed, ballotOfCode, paperCounts, voteOf } from './read-vote.server.ts';
import { GRACE_MS, inRoom, isVoting, voteIn } from './rules.ts';
import { type Ballot, isAllowed, isCountable, type Method, type PaperCount, SHARDS, shardOf } from './rules-vote.ts';
import { reject } from './write.server.ts';

const MOST_IN_BOX = 1_000;

/**
 * Puts a ballot into the box, or writes it anew; the same again changes nothing, and an older writing that arrives late neither.
 * Shape:  stage = the vote that the phone saw; id = random, kept nowhere but on the phone; rev null = the next, as a form without script sends it
 *         where codes are used, a code's one ballot belongs to the device that used it first
 *         dots on a bundle whose cards are hidden by now count for nothing, and again once they are shown
 * Errors: Rejected when that vote is over, for a code that is none or was used, for more dots than there are, and for bundles that are not there
 */
export async function castBallot(
	tx: Tx,
	by: Guest,
	stage: number,
	id: string,
	{ rev: sent, dots, code }: { rev: number | null; dots: Ballot['dots']; code?: string },
	now: Date,
): Promise<'new' | 'changed' | 'known'> {
	// Everybody votes at once: what is asked for is asked for together.
	const vote = await tx
		.selectFrom('boards.board as board')
		.leftJoin('boards.stage as stage', (join) =>
			join.onRef('stage.region_id', '=', 'board.region_id').onRef('stage.board_id', '=', 'board.id').on('stage.number', '=', stage),
		)
		.select((eb) => [
			'board.id',
			'board.dots',
			'board.dots_each as dotsEach',
			'board.codes',
			sql<Method>`board.method`.as('method'),
			'stage.state',
			'stage.ended_at as endedAt',
			eb
				.exists(
					eb
						.selectFrom('boards.stage as last')
						.select('last.number')
						.whereRef('last.region_id', '=', 'board.region_id')
						.whereRef('last.board_id', '=', 'board.id')
						.where('last.state', '=', 'closed'),
				)
				.as('isClosed'),
		])
		.where('board.id', '=', by.board)
		.executeTakeFirstOrThrow();
	if (vote.isClosed) throw reject('boardClosed');
	if (vote.state !== 'voting') throw reject('notVoting');
	if (vote.endedAt !== null && now.getTime() - vote.endedAt.getTime() > GRACE_MS) throw reject('votingOver');
	const own = vote.codes > 0 ? await ballotOfCode(tx, by.region, vote, stage, code ?? '') : id;
	if (!own) throw reject('codeWrong');
	const shard = shardOf(own);
	const box = () =>
		tx.selectFrom('boards.ballot_box').where('board_id', '=', by.board).where('stage', '=', stage).where('shard', '=', shard);
	const held = await box()
		.select([
			sql<Ballot | null>`ballots -> ${own}`.as('known'),
			sql<number>`(select count(*)::int from jsonb_object_keys(ballots))`.as('count'),
			'is_sealed as isSealed',
		])
		// Whoever waits here while the vote is being ended reads what was done meanwhile.
		.forUpdate()
		.executeTakeFirst();
	if (!held || held.isSealed) throw reject('votingOver');
	if (held.known?.by !== undefined && held.known.by !== id) throw reject('codeUsed');
	const rev = sent ?? (held.known?.rev ?? 0) + 1;
	if (held.known && held.known.rev >= rev) return 'known';
	const asked = Object.keys(dots);
	const bundles =
		asked.length > 0
			? await tx.selectFrom('boards.bundle').select('id').where('board_id', '=', by.board).where('id', 'in', asked).execute()
			: [];
	if (!isAllowed(dots, vote, new Set(bundles.map((bundle) => bundle.id))))
		throw reject(vote.method === 'matrix' ? 'ratesWrong' : 'dotsTooMany');
	if (!held.known && held.count >= MOST_IN_BOX) throw reject('boxFull');
	const given = Object.fromEntries(Object.entries(dots).filter(([, count]) => count > 0));
	await tx
		.updateTable('boards.ballot_box')
		.set({ ballots: sql`ballots || ${JSON.stringify({ [own]: { rev, dots: given, ...(own === id ? {} : { by: id }) } })}::jsonb` })
		.where('board_id', '=', by.board)
		.where('stage', '=', stage)
		.where('shard', '=', shard)
		.execute();
	return held.known ? 'changed' : 'new';
}

/** Sets up the boxes of a vote; what still lies loose becomes a bundle of its own, so that it can be chosen too. */
export async function openVote(tx: Tx, by: Facilitator, stage: number): Promise<void> {
	const loose = inRoom(await cardsOf(tx, by.board)).filter(({ bundle }) => bundle === null);
	const made = loose.map(({ id: card, text }) => ({ card, bundle: randomUUID() as string, title: text }));
	if (made.length > 0) {
		for (const part of inParts(made))
			await tx
				.insertInto('boards.bundle')
				.values(part.map(({ bundle: id, title }) => ({ region_id: by.region, id, board_id: by.board, title })))
				.execute();
		await sql`update boards.card as card set bundle_id = made.bundle
			from unnest(${made.map(({ card }) => card)}::uuid[], ${made.map(({ bundle }) => bundle)}::uuid[]) as made(card, bundle)
			where card.region_id = ${by.region} and card.id = made.card`.execute(tx);
	}
	await tx
		.insertInto('boards.ballot_box')
		.values(
			Array.from({ length: SHARDS }, (_, shard) => ({
				region_id: by.region,
				board_id: by.board,
				stage,
				shard,
				ballots: '{}',
				is_sealed: false,
			})),
		)
		.execute();
}

/** Seals the boxes of a board: whatever is being put into one is waited for, and nothing comes after it. */
async function seal(tx: Tx, by: Facilitator): Promise<void> {
	await tx.updateTable('boards.ballot_box').set({ is_sealed: true }).where('board_id', '=', by.board).execute();
}

/**
 * Ends a vote for good, before anything of it is shown.
 * Errors: Rejected while paper was not counted twice alike
 */
export async function endVote(tx: Tx, by: Facilitator): Promise<void> {
	const stage = voteIn(await stagesOf(tx, by.board)) as number;
	const counted = await paperCounts(tx, by.board, stage);
	if (counted.length > 0 && !agreed(counted)) throw reject('paperOpen', 'paper');
	await seal(tx, by);
}

/** The vote whose paper is counted, which nobody ends until the transaction does. */
async function heldVote(tx: Tx, by: Facilitator): Promise<number> {
	await tx.selectFrom('boards.board').select('id').where('id', '=', by.board).forUpdate().executeTakeFirstOrThrow();
	const stages = await stagesOf(tx, by.board);
	const stage = voteIn(stages);
	if (!isVoting(stages.at(-1)?.state) || stage === undefined) throw reject('notVoting');
	return stage;
}

/**
 * Enters what one of two people counted on slips of paper.
 * Errors: Rejected while nobody votes and nothing is counted, for more dots than the slips can carry, and where this count was entered already
 */
export async function countPaper(tx: Tx, by: Facilitator, entry: 1 | 2, input: PaperCount): Promise<void> {
	const stage = await heldVote(tx, by);
	const board = await tx
		.selectFrom('boards.board')
		.select(['dots', 'dots_each as dotsEach', 'method'])
		.where('id', '=', by.board)
		.executeTakeFirstOrThrow();
	if (board.method !== 'dots') throw reject('notVoting');
	const bundles = await tx.selectFrom('boards.bundle').select('id').where('board_id', '=', by.board).execute();
	if (!isCountable(input, { ...board, method: 'dots' }, new Set(bundles.map(({ id }) => id)))) throw reject('paperTooMany', 'slips');
	const added = await tx
		.insertInto('boards.paper_count')
		.values({
			region_id: by.region,
			board_id: by.board,
			stage,
			entry,
			slips: input.slips,
			counts: JSON.stringify(input.counts),
		})
		.onConflict((conflict) => conflict.doNothing())
		.returning('entry')
		.executeTakeFirst();
	if (!added) throw reject('countThere');
}

/** Takes a count of slips back, so that they can be counted again. */
export async function dropPaper(tx: Tx, by: Facilitator, entry: 1 | 2): Promise<void> {
	const stage = await heldVote(tx, by);
	await tx
		.deleteFrom('boards.paper_count')
		.where('board_id', '=', by.board)
		.where('stage', '=', stage)
		.where('entry', '=', entry)
		.execute();
}

/** Takes back what was counted of the slips of the last vote and not found again by a second person. */
export async function dropOpenCounts(tx: Tx, by: Facilitator): Promise<void> {
	const stage = voteIn(await stagesOf(tx, by.board));
	if (stage === undefined || agreed(await paperCounts(tx, by.board, stage))) return;
	await tx.deleteFrom('boards.paper_count').where('board_id', '=', by.board).where('stage', '=', stage).execute();
}

/** Keeps the sums of every vote of a board and erases its ballots. */
export async function eraseBallots(tx: Tx, by: Facilitator): Promise<void> {
	const stages = await stagesOf(tx, by.board);
	const bundles = (await tx.selectFrom('boards.bundle').select('id').where('board_id', '=', by.board).execute()).map(({ id }) => id);
	const { method } = await tx.selectFrom('boards.board').select('method').where('id', '=', by.board).executeTakeFirstOrThrow();
	for (const [at, { state, number }] of stages.entries()) {
		const vote = state === 'voting' ? await voteOf(tx, by.board, method as Method, stages.slice(0, at + 1), bundles) : null;
		if (!vote) continue;
		await tx
			.updateTable('boards.stage')
			.set({ ballots: vote.ballots })
			.where('board_id', '=', by.board)
			.where('number', '=', number)
			.execute();
		for (const part of inParts(vote.ranked))
			await tx
				.insertInto('boards.score')
				.values(
					part.map(({ bundle, dots, voters, benefit, effort }) => ({
						region_id: by.region,
						board_id: by.board,
						stage: number,
						bundle_id: bundle,
						dots,
						voters,
						benefit,
						effort,
					})),
				)
				.execute();
	}
	await tx.deleteFrom('boards.ballot_box').where('board_id', '=', by.board).execute();
}

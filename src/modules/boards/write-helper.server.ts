// Who wants to work on a priority.
import type { Tx } from '#platform/db/database.ts';
import type { Facilitator, Guest } from './access.ts';
import { stagesOf } from './read.server.ts';
import { MOST_HELPERS } from './rules.ts';
import type { HelperInput } from './schema-vote.ts';
import { reject } from './write.server.ts';

/**
 * Notes somebody who wants to work on a priority; nothing of the phone on which they said so. The same again changes nothing.
 * Errors: Rejected but at the hand-over, for a bundle of another board, and for more people than work on anything
 */
export async function help(tx: Tx, by: Guest, { key, bundle, helperName: name, helperEmail: email }: HelperInput): Promise<void> {
	await tx.selectFrom('boards.board').select('id').where('id', '=', by.board).forKeyShare().executeTakeFirstOrThrow();
	if ((await stagesOf(tx, by.board)).at(-1)?.state !== 'handover') throw reject('notHandingOver');
	const known = await tx
		.selectFrom('boards.bundle')
		.select('id')
		.where('id', '=', bundle)
		.where('board_id', '=', by.board)
		.forUpdate()
		.executeTakeFirst();
	if (!known) throw reject('unknownChoice', 'bundle');
	const there = await tx.selectFrom('boards.helper').select('email').where('bundle_id', '=', bundle).execute();
	if (there.some((one) => one.email === email)) return;
	if (there.length >= MOST_HELPERS) throw reject('helpersTooMany');
	await tx
		.insertInto('boards.helper')
		.values({ region_id: by.region, id: key, board_id: by.board, bundle_id: bundle, name, email })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

/** Forgets somebody who does not want to work on a priority any more. */
export async function forgetHelper(tx: Tx, by: Facilitator, helper: string): Promise<void> {
	await tx.deleteFrom('boards.helper').where('id', '=', helper).where('board_id', '=', by.board).execute();
}

/** Forgets who wanted to work on priorities of meetings that ended before a moment. */
export async function eraseHelpers(tx: Tx, before: Date): Promise<void> {
	await tx
		.deleteFrom('boards.helper')
		.where('board_id', 'in', (eb) =>
			eb
				.selectFrom('boards.board as board')
				.innerJoin('events.meeting as meeting', (join) =>
					join.onRef('meeting.region_id', '=', 'board.region_id').onRef('meeting.id', '=', 'board.meeting_id'),
				)
				.select('board.id')
				.where('meeting.ends_at', '<', before),
		)
		.execute();
}

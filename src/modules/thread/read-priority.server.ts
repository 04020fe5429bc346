// Priorities of a meeting's boards, and whether something becomes of them.
import { boardsOf, whole } from '#modules/boards/read.server.ts';
import { type Priority, priorities } from '#modules/boards/rules-list.ts';
import type { Organiser } from '#modules/events/access.ts';
import type { Tx } from '#platform/db/database.ts';

/** What was decided about a priority. */
export type Decision = 'mandate' | 'open' | 'undecided';

/** A priority of a board, with what was decided about it. */
export interface DecidedPriority extends Priority {
	decision: Decision;
}

/** The priority list of a board. */
export interface DecidedList {
	board: string;
	title: string;
	list: DecidedPriority[];
}

/**
 * The priority lists of the organiser's meeting, with what was decided about each entry: a mandate, or open on purpose. A few queries a board.
 * Source: domain.md §7, invariant 10
 */
export async function decidedLists(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<DecidedList[]> {
	const lists: DecidedList[] = [];
	const taken = await tx
		.selectFrom('thread.mandate')
		.select('bundle_id as bundle')
		.where('meeting_id', '=', by.meeting)
		.where('bundle_id', 'is not', null)
		.execute();
	const isMandate = new Set(taken.map(({ bundle }) => bundle));
	for (const { id, title } of await boardsOf(tx, by)) {
		const held = await whole(tx, id);
		const list = held && priorities(held);
		if (!held || !list) continue;
		const isOpen = new Set(held.handed.filter(({ who }) => who === '').map(({ bundle }) => bundle));
		const decisionOf = (bundle: string): Decision => (isMandate.has(bundle) ? 'mandate' : isOpen.has(bundle) ? 'open' : 'undecided');
		lists.push({ board: id, title, list: list.map((one) => ({ ...one, decision: decisionOf(one.bundle) })) });
	}
	return lists;
}

/** How many priorities of a meeting are neither a mandate nor left open on purpose. */
export const undecided = async (tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<number> =>
	(await decidedLists(tx, by)).flatMap(({ list }) => list).filter(({ decision }) => decision === 'undecided').length;

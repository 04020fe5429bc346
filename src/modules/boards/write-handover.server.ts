// What becomes of a board's priorities, and where else its list goes.
import { randomUUID } from 'node:crypto';
import type { Organiser } from '#modules/events/access.ts';
import { note } from '#modules/events/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { inParts } from '#platform/db/parts.ts';
import type { Facilitator } from './access.ts';
import { columnsOf, stagesOf, type Whole } from './read.server.ts';
import { inRoom, isShown } from './rules.ts';
import { priorities } from './rules-list.ts';
import type { HandedInput } from './schema-vote.ts';
import { reject } from './write.server.ts';
import { addBoard } from './write-board.server.ts';

/**
 * Says who takes a priority, or that it is left open on purpose; once the board is closed, only its meeting's organisers still do.
 * Errors: Rejected before the result is shown, for others once the board is closed, for a step of nobody, and for a bundle of another board
 */
export async function handOver(tx: Tx, by: Facilitator | (Organiser & Facilitator), input: HandedInput): Promise<void> {
	await tx.selectFrom('boards.board').select('id').where('id', '=', by.board).forUpdate().executeTakeFirstOrThrow();
	const state = (await stagesOf(tx, by.board)).at(-1)?.state;
	if (state === 'closed' && !('meeting' in by)) throw reject('boardClosed');
	if (!isShown(state)) throw reject('noResultYet');
	const known = await tx
		.selectFrom('boards.bundle')
		.select('id')
		.where('id', '=', input.bundle)
		.where('board_id', '=', by.board)
		.executeTakeFirst();
	if (!known) throw reject('unknownChoice', 'bundle');
	const { bundle, ...values } = input;
	if (!values.who && (values.step || values.due)) throw reject('whoMissing', 'who');
	await tx
		.insertInto('boards.handover')
		.values({ region_id: by.region, board_id: by.board, bundle_id: bundle, ...values })
		.onConflict((conflict) => conflict.columns(['region_id', 'bundle_id']).doUpdateSet(values))
		.execute();
	// Once a board is closed, nobody else saw it happen.
	if (state === 'closed' && 'meeting' in by) await note(tx, by, 'handoverChanged', null, { title: values.who });
}

/**
 * Shows a board's list of priorities to everybody, on the page of its meeting, or no longer.
 * Errors: Rejected before there is a result
 */
export async function showToAll(tx: Tx, by: Organiser & Facilitator, isPublic: boolean): Promise<void> {
	await tx.selectFrom('boards.board').select('id').where('id', '=', by.board).forUpdate().executeTakeFirstOrThrow();
	if (isPublic && !isShown((await stagesOf(tx, by.board)).at(-1)?.state)) throw reject('noResultYet');
	const changed = await tx
		.updateTable('boards.board')
		.set({ is_public: isPublic })
		.where('id', '=', by.board)
		.where('is_public', '=', !isPublic)
		.returning('title')
		.executeTakeFirst();
	if (changed) await note(tx, by, isPublic ? 'boardShown' : 'boardHidden', null, { title: changed.title });
}

/**
 * Begins a board of the same make at another meeting, or the same one, with so many of its first priorities as cards that are there
 * already; bundles of an equal rank come along together. The answer names it.
 * Shape:  first = ranks taken along, 0 = none
 * Errors: Rejected when priorities are wanted and there are none yet
 */
export async function takeOver(
	tx: Tx,
	target: Organiser,
	meeting: { endsAt: Date },
	from: Whole,
	{ title, first }: { title: string; first: number },
	now: Date,
): Promise<string> {
	const list = priorities(from);
	if (first > 0 && !list) throw reject('noResultYet', 'first');
	const { tables, choices, dots, dotsEach, codes, method } = from.board;
	const columns = from.columns.map(({ kind, title: name, question }) => ({ kind, title: name, question }));
	const id = await addBoard(tx, target, meeting, { title, tables, choices, dots, dotsEach, codes, method, columns }, now);
	const made = await columnsOf(tx, id);
	const taken = (from.vote?.ranked ?? []).filter(({ rank, voters }) => list && rank <= first && voters > 0);
	const titles = new Map(from.bundles.map((bundle) => [bundle.id, bundle.title]));
	// It stays what its first card was.
	const columnOf = (bundle: string) => {
		const card = inRoom(from.cards).find((one) => one.bundle === bundle);
		return made[
			Math.max(
				0,
				from.columns.findIndex((column) => column.id === card?.column),
			)
		]?.id as string;
	};
	for (const part of inParts(taken))
		await tx
			.insertInto('boards.card')
			.values(
				part.map(({ bundle }) => ({
					region_id: target.region,
					id: randomUUID(),
					board_id: id,
					column_id: columnOf(bundle),
					table_number: null,
					text: titles.get(bundle) ?? '',
					rev: 1,
					is_carried: true,
				})),
			)
			.execute();
	return id;
}

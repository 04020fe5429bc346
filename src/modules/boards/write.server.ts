// What phones write on a board.
import type { Tx } from '#platform/db/database.ts';
import { Rejected } from '#platform/rejected.ts';
import type { Facilitator, Guest } from './access.ts';
import { columnsOf, stagesOf } from './read.server.ts';
import { type Kind, MOST_BY_GUEST, MOST_ON_BOARD, reception, type Stage } from './rules.ts';
import type { CardInput } from './schema.ts';
import { words } from './words.ts';

/** A phone counts its writings one by one, also those that never went out. */
const MOST_REVS = 100;

type Key = Parameters<ReturnType<typeof words>>[0];

/** A refusal in the words of this room. */
export const reject = (key: Key, field?: string) => new Rejected((language) => words(language)(key), field);

/** What came of a card: it is new, it was written anew, it was known already, or it came late. */
export type Written = 'new' | 'changed' | 'known' | 'late';

/** The stages of a board that nobody leads on or closes until the transaction ends; other phones do not wait for it. */
async function stagesHeld(tx: Tx, by: Guest | Facilitator): Promise<Stage[]> {
	await tx.selectFrom('boards.board').select('id').where('id', '=', by.board).forKeyShare().executeTakeFirstOrThrow();
	return stagesOf(tx, by.board);
}

/**
 * Notes that a phone is there; again it changes at most the table, to which the cards come along that it wrote before it sat at one: its
 * table chooses of them anew.
 */
export async function join(tx: Tx, by: Guest): Promise<void> {
	const state = (await stagesHeld(tx, by)).at(-1)?.state;
	if (state === 'closed') return;
	await tx
		.insertInto('boards.guest')
		.values({ region_id: by.region, board_id: by.board, digest: by.digest, table_number: by.table })
		.onConflict((conflict) =>
			conflict
				.columns(['region_id', 'board_id', 'digest'])
				.doUpdateSet({ table_number: by.table })
				.where('boards.guest.table_number', 'is distinct from', by.table),
		)
		.execute();
	if (by.table !== null && (state === 'collecting' || state === 'selecting'))
		await tx
			.updateTable('boards.card')
			.set({ table_number: by.table, is_chosen: false })
			.where(
				'id',
				'in',
				tx
					.selectFrom('boards.card')
					.select('id')
					.where('board_id', '=', by.board)
					.where('author', '=', by.digest)
					.where('table_number', 'is', null)
					.orderBy('id')
					.forUpdate(),
			)
			.execute();
}

/**
 * Writes a card, or writes it anew; the same again changes nothing, and an older writing that arrives late neither.
 * Shape:  id = made by the phone; an empty text takes the card back
 * Errors: Rejected before and after cards are collected, for a foreign card, column or link, and for far too many
 */
export async function writeCard(tx: Tx, by: Guest, id: string, input: CardInput, now: Date): Promise<Written> {
	const received = reception(await stagesHeld(tx, by), input.stage, now);
	const known = await tx
		.selectFrom('boards.card')
		.select(['board_id as board', 'author', 'rev', 'text', 'is_late as isLate'])
		.where('id', '=', id)
		// Nobody links to it meanwhile.
		.forUpdate()
		.executeTakeFirst();
	if (known && (known.board !== by.board || known.author !== by.digest)) throw reject('cardForeign');
	if (known && known.rev === input.rev && known.text !== input.text) throw reject('wordedMeanwhile', 'text');
	if (known && known.rev >= input.rev) return 'known';
	if (input.rev > (known?.rev ?? 0) + MOST_REVS) throw reject('unreadable');
	if (received === 'closed') throw reject('boardClosed');
	if (received === 'early') throw reject('notYetCollecting');
	if (received === 'late' && known && !known.isLate) throw reject('collectingOver');
	await checkLinks(tx, by, input);
	if (known) await checkLinked(tx, by, id, input);
	const written = {
		column_id: input.column,
		text: input.text,
		rev: input.rev,
		is_taken_back: input.text === '',
		// Whoever takes back what a table has chosen makes room for another.
		...(input.text === '' ? { is_chosen: false } : {}),
		pitfall_id: input.pitfall,
		interface_id: input.interface,
	};
	if (known) {
		await tx.updateTable('boards.card').set(written).where('id', '=', id).execute();
		return 'changed';
	}
	await checkRoom(tx, by);
	await join(tx, by);
	const isLate = received === 'late';
	const added = await tx
		.insertInto('boards.card')
		.values({ region_id: by.region, id, board_id: by.board, table_number: by.table, author: by.digest, is_late: isLate, ...written })
		.onConflict((conflict) => conflict.columns(['region_id', 'id']).doNothing())
		.returning('id')
		.executeTakeFirst();
	// Somebody else's card of this very id came first, or this one twice at once.
	if (!added) return writeCard(tx, by, id, input, now);
	return isLate ? 'late' : 'new';
}

/** The column is one of the board; what an improvement belongs to is a card of the right kind that this phone can see. */
async function checkLinks(tx: Tx, by: Guest, { column, pitfall, interface: place }: CardInput): Promise<void> {
	const kinds = new Map((await columnsOf(tx, by.board)).map(({ id, kind }) => [id, kind]));
	if (!kinds.has(column)) throw reject('unknownChoice', 'column');
	const asked = [
		['pitfall', pitfall],
		['interface', place],
	] satisfies [Kind, string | null][];
	for (const [kind, id] of asked) {
		if (id === null) continue;
		const target = await tx
			.selectFrom('boards.card')
			.select(['column_id as column'])
			.where('id', '=', id)
			.where('board_id', '=', by.board)
			.forKeyShare()
			.where((eb) => eb.or([eb('author', '=', by.digest), ...(by.table === null ? [] : [eb('table_number', '=', by.table)])]))
			.executeTakeFirst();
		if (!target || kinds.get(target.column) !== kind || kinds.get(column) !== 'improvement') throw reject('unknownChoice', kind);
	}
}

/** A card to which others belong stays in its column: they would belong to something else. */
async function checkLinked(tx: Tx, by: Guest, id: string, { column }: CardInput): Promise<void> {
	const moved = await tx
		.selectFrom('boards.card as card')
		.innerJoin('boards.card as other', (join) =>
			join
				.onRef('other.region_id', '=', 'card.region_id')
				.on((eb) => eb.or([eb('other.pitfall_id', '=', eb.ref('card.id')), eb('other.interface_id', '=', eb.ref('card.id'))])),
		)
		.select('card.id')
		.where('card.id', '=', id)
		.where('card.board_id', '=', by.board)
		.where('card.column_id', '<>', column)
		.limit(1)
		.executeTakeFirst();
	if (moved) throw reject('cardLinked', 'column');
}

async function checkRoom(tx: Tx, by: Guest): Promise<void> {
	const counted = await tx
		.selectFrom('boards.card')
		.select(({ fn }) => [
			fn.countAll<string>().filterWhere('is_taken_back', '=', false).as('all'),
			fn.countAll<string>().filterWhere('author', '=', by.digest).as('own'),
		])
		.where('board_id', '=', by.board)
		.executeTakeFirstOrThrow();
	if (Number(counted.own) >= MOST_BY_GUEST) throw reject('cardsTooMany');
	if (Number(counted.all) >= MOST_ON_BOARD) throw reject('boardFull');
}

/**
 * Says for a table whether it chooses a card.
 * Errors: Rejected while tables do not choose, for a card of another table, and beyond the choices that a table has
 */
export async function choose(tx: Tx, by: Guest, card: string, isChosen: boolean): Promise<void> {
	if (by.table === null) throw reject('tableMissing', 'table');
	await chooseAt(tx, by, by.table, card, isChosen);
}

/**
 * Chooses for a table that has no device; as choose.
 * Shape:  table null = of cards that belong to no table; as many as are wanted
 * Errors: as choose
 */
export async function chooseAt(tx: Tx, by: Guest | Facilitator, table: number | null, card: string, isChosen: boolean): Promise<void> {
	if ((await stagesHeld(tx, by)).at(-1)?.state !== 'selecting') throw reject('notSelecting');
	const { choices } = await tx.selectFrom('boards.board').select('choices').where('id', '=', by.board).executeTakeFirstOrThrow();
	// Two phones of a table choose at once: one after the other, or there would be one too many.
	const all = await tx
		.selectFrom('boards.card')
		.select(['id', 'is_chosen as isChosen'])
		.where('board_id', '=', by.board)
		.where('table_number', table === null ? 'is' : '=', table)
		.where('is_taken_back', '=', false)
		.where('is_late', '=', false)
		.where('hidden_because', 'is', null)
		.orderBy('id')
		.forUpdate()
		.execute();
	const mine = all.find(({ id }) => id === card);
	if (!mine) throw reject('unknownChoice', 'card');
	if (mine.isChosen === isChosen) return;
	if (isChosen && table !== null && all.filter((one) => one.isChosen).length >= choices) throw reject('choicesSpent', 'card');
	await tx.updateTable('boards.card').set({ is_chosen: isChosen }).where('id', '=', card).execute();
}

/**
 * Words a card anew that a table has chosen, for the room to understand it; the same again changes nothing.
 * Errors: Rejected when somebody worded it meanwhile, while tables do not choose, for a card that their table has not chosen, and for no text at all
 */
export async function reword(tx: Tx, by: Guest, card: string, { text, rev }: { text: string; rev: number }): Promise<'changed' | 'known'> {
	if (by.table === null) throw reject('tableMissing', 'table');
	if ((await stagesHeld(tx, by)).at(-1)?.state !== 'selecting') throw reject('notSelecting');
	if (!text) throw reject('textMissing', 'text');
	const known = await tx
		.selectFrom('boards.card')
		.select(['text', 'rev', 'is_chosen as isChosen', 'hidden_because as hiddenBecause'])
		.where('id', '=', card)
		.where('board_id', '=', by.board)
		.where('table_number', '=', by.table)
		.where('is_taken_back', '=', false)
		.forUpdate()
		.executeTakeFirst();
	if (!known?.isChosen || known.hiddenBecause !== null) throw reject('unknownChoice', 'card');
	if (known.rev >= rev && known.text === text) return 'known';
	if (known.rev >= rev) throw reject('wordedMeanwhile', 'text');
	if (rev > known.rev + MOST_REVS) throw reject('unreadable');
	await tx.updateTable('boards.card').set({ text, rev }).where('id', '=', card).execute();
	return 'changed';
}

/**
 * Says for a table that it is done with choosing, or is not after all; before it begins, that it is heard.
 * Errors: Rejected while tables neither choose nor wait for the beginning, and for a phone that sits at none
 */
export async function sayReady(tx: Tx, by: Guest, isReady: boolean): Promise<void> {
	const stage = (await stagesHeld(tx, by)).at(-1);
	if (by.table === null) throw reject('tableMissing', 'table');
	if (stage?.state !== 'selecting' && stage?.state !== 'ready') throw reject('notSelecting');
	const row = { region_id: by.region, board_id: by.board, stage: stage.number, table_number: by.table };
	if (isReady)
		await tx
			.insertInto('boards.table_ready')
			.values(row)
			.onConflict((conflict) => conflict.doNothing())
			.execute();
	else
		await tx
			.deleteFrom('boards.table_ready')
			.where('board_id', '=', by.board)
			.where('stage', '=', stage.number)
			.where('table_number', '=', by.table)
			.execute();
}

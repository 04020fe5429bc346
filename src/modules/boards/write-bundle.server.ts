// What the team does that gathers cards: each step is known by an id of its own and can be undone.
import { sql } from 'kysely';
import type { Tx } from '#platform/db/database.ts';
import type { Bundler } from './access.ts';
import { cardsOf, stagesOf } from './read.server.ts';
import { HOLD_MS, inRoom, MOST_ON_BOARD } from './rules.ts';
import type { ActInput, HeldInput } from './schema-bundle.ts';
import { reject } from './write.server.ts';

/** Where cards were before, by their ids; null = in no bundle. */
type Places = Record<string, string | null>;

/**
 * Does one step of the team: puts cards into a bundle or takes them out, renames a bundle, or undoes a step; the same again changes nothing.
 * Shape:  id = made by the device; a bundle that is not there yet comes into being with its first cards and its title
 * Errors: Rejected while nobody bundles, and for cards, bundles and steps of another board
 */
export async function act(tx: Tx, by: Bundler, id: string, input: ActInput): Promise<'new' | 'known'> {
	// One after the other, in an order that all see alike.
	await tx.selectFrom('boards.board').select('id').where('id', '=', by.board).forUpdate().executeTakeFirstOrThrow();
	const known = await tx.selectFrom('boards.act').select('board_id as board').where('id', '=', id).executeTakeFirst();
	if (known && known.board !== by.board) throw reject('unknownChoice');
	if (known) return 'known';
	if ((await stagesOf(tx, by.board)).at(-1)?.state !== 'bundling') throw reject('notBundling');
	if (input.what === 'undo') await undo(tx, by, input.act, input.isUndone);
	else if (input.what === 'rename') await rename(tx, by, id, input);
	else await assign(tx, by, id, input);
	return 'new';
}

const MOST_HOLDERS = 20;

/**
 * Shows the team for some seconds which cards a device has in its hand; no cards = none any more. It keeps nobody from anything.
 * Shape:  holder = drawn by the device
 * Errors: Rejected while nobody bundles, and for more devices than a team has
 */
export async function hold(tx: Tx, by: Bundler, holder: string, { maker, cards }: HeldInput, now: Date): Promise<void> {
	await tx.selectFrom('boards.board').select('id').where('id', '=', by.board).forKeyShare().executeTakeFirstOrThrow();
	if ((await stagesOf(tx, by.board)).at(-1)?.state !== 'bundling') throw reject('notBundling');
	if (cards.length === 0) {
		await tx.deleteFrom('boards.hold').where('board_id', '=', by.board).where('holder', '=', holder).execute();
		return;
	}
	await tx.deleteFrom('boards.hold').where('board_id', '=', by.board).where('until', '<=', now).execute();
	const others = await tx
		.selectFrom('boards.hold')
		.select('holder')
		.where('board_id', '=', by.board)
		.where('holder', '<>', holder)
		.execute();
	if (others.length >= MOST_HOLDERS) throw reject('unreadable');
	const row = { maker, cards, until: new Date(now.getTime() + HOLD_MS) };
	await tx
		.insertInto('boards.hold')
		.values({ region_id: by.region, board_id: by.board, holder, ...row })
		.onConflict((conflict) => conflict.columns(['region_id', 'board_id', 'holder']).doUpdateSet(row))
		.execute();
}

async function keep(
	tx: Tx,
	by: Bundler,
	row: { id: string; maker: string; what: 'assign' | 'rename'; bundle: string | null; before: object; after: object },
) {
	const { bundle, before, after, ...rest } = row;
	await tx
		.insertInto('boards.act')
		.values({
			region_id: by.region,
			board_id: by.board,
			...rest,
			bundle_id: bundle,
			before: JSON.stringify(before),
			after: JSON.stringify(after),
			number: sql<number>`(select coalesce(max(number), 0) + 1 from boards.act where board_id = ${by.board})`,
		})
		.execute();
}

const bundleOf = (tx: Tx, _by: Bundler, id: string) =>
	tx.selectFrom('boards.bundle').select(['id', 'title', 'board_id as board']).where('id', '=', id).executeTakeFirst();

async function assign(
	tx: Tx,
	by: Bundler,
	id: string,
	{ cards, bundle, title, maker }: Extract<ActInput, { what: 'assign' }>,
): Promise<void> {
	const known = new Map(inRoom(await cardsOf(tx, by.board)).map((card) => [card.id, card]));
	const before: Places = {};
	for (const card of cards) before[card] = (known.get(card) ?? raise()).bundle;
	const goal = bundle === null ? undefined : await bundleOf(tx, by, bundle);
	if (bundle !== null && goal?.board !== by.board) {
		// Its first cards bring a bundle into being.
		if (goal || !title) throw reject('unknownChoice', 'bundle');
		const { count } = await tx
			.selectFrom('boards.bundle')
			.select(({ fn }) => fn.countAll<string>().as('count'))
			.where('board_id', '=', by.board)
			.executeTakeFirstOrThrow();
		if (Number(count) >= MOST_ON_BOARD) throw reject('boardFull');
		await tx.insertInto('boards.bundle').values({ region_id: by.region, id: bundle, board_id: by.board, title }).execute();
	}
	await put(tx, by, Object.fromEntries(cards.map((card) => [card, bundle])));
	await keep(tx, by, { id, maker, what: 'assign', bundle, before, after: {} });
}

function raise(): never {
	throw reject('unknownChoice', 'cards');
}

/** Puts each card where it belongs now. */
async function put(tx: Tx, by: Bundler, places: Places): Promise<void> {
	for (const [bundle, entries] of Map.groupBy(Object.entries(places), ([, bundle]) => bundle))
		await tx
			.updateTable('boards.card')
			.set({ bundle_id: bundle })
			.where('board_id', '=', by.board)
			.where(
				'id',
				'in',
				entries.map(([card]) => card),
			)
			.execute();
}

async function rename(tx: Tx, by: Bundler, id: string, { bundle, title, maker }: Extract<ActInput, { what: 'rename' }>): Promise<void> {
	const known = await bundleOf(tx, by, bundle);
	if (known?.board !== by.board) throw reject('unknownChoice', 'bundle');
	await tx.updateTable('boards.bundle').set({ title }).where('id', '=', bundle).execute();
	await keep(tx, by, { id, maker, what: 'rename', bundle, before: { title: known.title }, after: { title } });
}

/** Takes a step back, or takes it again; cards and titles that somebody has changed since stay as they are. */
async function undo(tx: Tx, by: Bundler, id: string, isUndone: boolean): Promise<void> {
	const step = await tx.selectFrom('boards.act').selectAll().where('id', '=', id).where('board_id', '=', by.board).executeTakeFirst();
	if (!step) throw reject('unknownChoice', 'act');
	if (step.is_undone === isUndone) return;
	if (step.what === 'rename') {
		const [from, to] = (isUndone ? [step.after, step.before] : [step.before, step.after]) as [{ title: string }, { title: string }];
		await tx
			.updateTable('boards.bundle')
			.set({ title: to.title })
			.where('board_id', '=', by.board)
			.where('id', '=', step.bundle_id)
			.where('title', '=', from.title)
			.execute();
	} else {
		const now = new Map((await cardsOf(tx, by.board)).map((card) => [card.id, card.bundle]));
		const places = Object.entries(step.before as Places).flatMap(([card, was]) => {
			const [from, to] = isUndone ? [step.bundle_id, was] : [was, step.bundle_id];
			return now.get(card) === from ? [[card, to] as const] : [];
		});
		await put(tx, by, Object.fromEntries(places));
	}
	await tx.updateTable('boards.act').set({ is_undone: isUndone }).where('id', '=', id).execute();
}

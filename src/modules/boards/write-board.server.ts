// What whoever prepares or leads a board does with it.
import { createHash, randomInt, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Organiser } from '#modules/events/access.ts';
import { note } from '#modules/events/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { inParts } from '#platform/db/parts.ts';
import { type Facilitator, facilitator } from './access.ts';
import { cardsOf, columnsOf, type Role, stagesOf } from './read.server.ts';
import { BOARD_LETTERS, following, inRoom, isShown, isVoting, LINK_HOURS, MOST_ON_BOARD, type Stage, type State } from './rules.ts';
import type { BoardInput } from './schema.ts';
import { reject } from './write.server.ts';
import { dropOpenCounts, endVote, eraseBallots, openVote } from './write-vote.server.ts';

const CODE_LENGTH = 6;
const drawCode = () => Array.from({ length: CODE_LENGTH }, () => BOARD_LETTERS[randomInt(BOARD_LETTERS.length)]).join('');

const facts = ({ title, tables, choices, dots, dotsEach: dots_each, codes, method }: BoardInput) => ({
	title,
	tables,
	choices,
	dots,
	dots_each,
	codes,
	method,
});

/**
 * Makes a board of a meeting, ready to be joined, with a link for each role that is good until some hours after the meeting.
 * Errors: none; a code that is taken is drawn again
 */
export async function addBoard(tx: Tx, by: Organiser, meeting: { endsAt: Date }, input: BoardInput, now: Date): Promise<string> {
	let board: { id: string } | undefined;
	while (!board)
		board = await tx
			.insertInto('boards.board')
			.values({
				region_id: by.region,
				meeting_id: by.meeting,
				code: drawCode(),
				...facts(input),
			})
			.onConflict((conflict) => conflict.columns(['region_id', 'code']).doNothing())
			.returning('id')
			.executeTakeFirst();
	await tx
		.insertInto('boards.board_column')
		.values(input.columns.map((column, position) => ({ region_id: by.region, board_id: board.id, position, ...column })))
		.execute();
	await tx
		.insertInto('boards.stage')
		.values({ region_id: by.region, board_id: board.id, number: 1, state: 'ready', began_at: now })
		.execute();
	const ends = new Date(Math.max(meeting.endsAt.getTime(), now.getTime()) + LINK_HOURS * 3600_000);
	for (const role of ['facilitator', 'team', 'projector'] satisfies Role[])
		await tx.insertInto('boards.link').values({ region_id: by.region, board_id: board.id, role, expires_at: ends }).execute();
	await note(tx, by, 'boardAdded', null, { title: input.title });
	return board.id;
}

/** The board's current stage, kept from changing until the transaction ends. */
async function held(tx: Tx, board: string): Promise<Stage> {
	await tx.selectFrom('boards.board').select('id').where('id', '=', board).forUpdate().executeTakeFirstOrThrow();
	return (await stagesOf(tx, board)).at(-1) as Stage;
}

/**
 * Changes a board: its title and tables until it is closed, its columns until the first card could be written.
 * Errors: Rejected when the columns change too late, or the board is closed
 */
export async function saveBoard(tx: Tx, by: Organiser & Facilitator, input: BoardInput): Promise<void> {
	const { number, state } = await held(tx, by.board);
	if (state === 'closed') throw reject('boardClosed');
	const hasVoted = (await stagesOf(tx, by.board)).some((stage) => stage.state === 'voting');
	const { method, ...told } = await tx
		.selectFrom('boards.board')
		.select(['method', 'dots', 'dots_each as dotsEach', 'codes'])
		.where('id', '=', by.board)
		.executeTakeFirstOrThrow();
	// Ballots say what they were asked.
	if (hasVoted && method !== input.method) throw reject('methodFixed', 'method');
	// What people were told they may do stays so while they do it, and as long as its result is shown.
	if (isVoting(state)) throw reject('notNow');
	const changed = (['dots', 'dotsEach', 'codes'] as const).find((what) => told[what] !== input[what]);
	if (isShown(state) && changed) throw reject('dotsFixed', changed);
	if (input.tables < (await lastTable(tx, by.board))) throw reject('tablesInUse', 'tables');
	const known = await columnsOf(tx, by.board);
	const same = (columns: readonly object[]) =>
		JSON.stringify((columns as BoardInput['columns']).map(({ kind, title, question }) => [kind, title, question]));
	if (same(known) !== same(input.columns)) {
		const written = await tx.selectFrom('boards.card').select('id').where('board_id', '=', by.board).limit(1).executeTakeFirst();
		if (number > 1 || written) throw reject('columnsFixed');
		await tx.deleteFrom('boards.board_column').where('board_id', '=', by.board).execute();
		await tx
			.insertInto('boards.board_column')
			.values(input.columns.map((column, position) => ({ region_id: by.region, board_id: by.board, position, ...column })))
			.execute();
	}
	await tx.updateTable('boards.board').set(facts(input)).where('id', '=', by.board).execute();
	await note(tx, by, 'boardChanged', null, { title: input.title });
}

/** The highest number of a table at which somebody sits or has written; 0 = none. */
async function lastTable(tx: Tx, board: string): Promise<number> {
	const highest = (table: 'boards.guest' | 'boards.card') =>
		tx
			.selectFrom(table)
			.select(({ fn }) => fn.max('table_number').as('last'))
			.where('board_id', '=', board)
			.executeTakeFirst();
	return Math.max((await highest('boards.guest'))?.last ?? 0, (await highest('boards.card'))?.last ?? 0);
}

/**
 * Removes a board on which nobody has written yet; what came along from an earlier one is there still.
 * Errors: Rejected when it has cards
 */
export async function removeBoard(tx: Tx, by: Organiser & Facilitator): Promise<void> {
	await held(tx, by.board);
	if ((await stagesOf(tx, by.board)).some(({ state }) => state === 'voting')) throw reject('boardHasCards');
	const written = tx.selectFrom('boards.card').select('id').where('board_id', '=', by.board).where('is_carried', '=', false);
	if (await written.limit(1).executeTakeFirst()) throw reject('boardHasCards');
	const gone = await tx.deleteFrom('boards.board').where('id', '=', by.board).returning('title').executeTakeFirst();
	await note(tx, by, 'boardRemoved', gone);
}

/**
 * Leads a board on to another stage, or back to an earlier one; nothing that was written is lost. Whoever closes it makes it forget who wrote what.
 * Shape:  seen = number of the stage that the page showed
 * Errors: Rejected when somebody else led it on meanwhile, or this stage cannot follow
 */
export async function moveTo(tx: Tx, by: Facilitator, state: State, minutes: number | null, seen: number, now: Date): Promise<void> {
	const current = await held(tx, by.board);
	if (current.number !== seen) throw reject('changedMeanwhile');
	if (!following(current.state).includes(state)) throw reject('unknownChoice', 'state');
	if (isVoting(current.state) && state !== 'counting') await endVote(tx, by);
	if (current.state === 'bundling') await tx.deleteFrom('boards.hold').where('board_id', '=', by.board).execute();
	await tx
		.updateTable('boards.stage')
		.set({ ended_at: now })
		.where('board_id', '=', by.board)
		.where('number', '=', current.number)
		.execute();
	await tx
		.insertInto('boards.stage')
		.values({
			region_id: by.region,
			board_id: by.board,
			number: current.number + 1,
			state,
			began_at: now,
			until: minutes === null || state === 'counting' ? null : new Date(now.getTime() + minutes * 60_000),
		})
		.execute();
	// Whether everybody may read a list is asked anew for a new one.
	if (isShown(current.state) && !isShown(state))
		await tx.updateTable('boards.board').set({ is_public: false }).where('id', '=', by.board).execute();
	if (state === 'voting') await openVote(tx, by, current.number + 1);
	if (state === 'closed') await forget(tx, by);
}

/**
 * Gives the stage that is on so many minutes more, from now or from its end, whichever is later; the same again changes nothing.
 * Shape:  seen = until when the page said that it lasts, in ISO 8601; '' = no time
 * Errors: Rejected on a closed board, and while what is left of a vote is counted
 */
export async function extend(tx: Tx, by: Facilitator, minutes: number, seen: string, now: Date): Promise<void> {
	const { number, until, state } = await held(tx, by.board);
	if (state === 'closed') throw reject('boardClosed');
	if (state === 'counting') throw reject('votingOver');
	if ((until?.toISOString() ?? '') !== seen) return;
	await tx
		.updateTable('boards.stage')
		.set({ until: new Date(Math.max(until?.getTime() ?? 0, now.getTime()) + minutes * 60_000) })
		.where('board_id', '=', by.board)
		.where('number', '=', number)
		.execute();
}

/** Makes a board forget who wrote what and in which order: every card is written anew under another id, in an order drawn by lot. */
async function forget(tx: Tx, by: Facilitator): Promise<void> {
	await eraseBallots(tx, by);
	const kept = await cardsOf(tx, by.board);
	for (let at = kept.length - 1; at > 0; at--) {
		const other = randomInt(at + 1);
		[kept[at], kept[other]] = [kept[other] as (typeof kept)[0], kept[at] as (typeof kept)[0]];
	}
	const ids = new Map(kept.map(({ id }) => [id, randomUUID() as string]));
	const idOf = (id: string | null) => (id === null ? null : (ids.get(id) ?? null));
	await tx.deleteFrom('boards.card').where('board_id', '=', by.board).execute();
	const rows = kept.map((card) => ({
		region_id: by.region,
		id: ids.get(card.id) as string,
		board_id: by.board,
		column_id: card.column,
		table_number: card.table,
		text: card.text,
		rev: 1,
		is_paper: card.isPaper,
		is_carried: card.isCarried,
		is_late: card.isLate,
		is_chosen: card.isChosen,
		hidden_because: card.hiddenBecause,
		bundle_id: card.bundle,
	}));
	for (const part of inParts(rows)) await tx.insertInto('boards.card').values(part).execute();
	// Links follow once everything is there, whatever links to what; drawn by lot like the cards.
	const links = kept.filter(({ pitfall, interface: place }) => pitfall !== null || place !== null);
	await sql`update boards.card as card set pitfall_id = link.pitfall, interface_id = link.interface
		from unnest(${links.map(({ id }) => ids.get(id))}::uuid[], ${links.map(({ pitfall }) => idOf(pitfall))}::uuid[],
			${links.map(({ interface: place }) => idOf(place))}::uuid[]) as link(card, pitfall, interface)
		where card.region_id = ${by.region} and card.id = link.card`.execute(tx);
	await tx.deleteFrom('boards.guest').where('board_id', '=', by.board).execute();
	await tx.deleteFrom('boards.act').where('board_id', '=', by.board).execute();
}

/** The boards that were left open: of meetings that ended before a moment, and with no link that still leads them. */
export async function leftOpen(tx: Tx, before: Date, now: Date): Promise<Facilitator[]> {
	const left = await tx
		.selectFrom('boards.board as board')
		.innerJoin('events.meeting as meeting', (join) =>
			join.onRef('meeting.region_id', '=', 'board.region_id').onRef('meeting.id', '=', 'board.meeting_id'),
		)
		.innerJoin('boards.stage as stage', (join) =>
			join.onRef('stage.region_id', '=', 'board.region_id').onRef('stage.board_id', '=', 'board.id').on('stage.ended_at', 'is', null),
		)
		.select(['board.region_id as region', 'board.id'])
		.where('meeting.ends_at', '<', before)
		.where('stage.state', '<>', 'closed')
		.where((eb) =>
			eb.not(
				eb.exists(
					eb
						.selectFrom('boards.link as link')
						.select('link.id')
						.whereRef('link.region_id', '=', 'board.region_id')
						.whereRef('link.board_id', '=', 'board.id')
						.where('link.ended_at', 'is', null)
						.where('link.expires_at', '>', now),
				),
			),
		)
		.execute();
	return left.map(({ region, id }) => facilitator(region, id));
}

/** Closes a board that was left open; what nobody counted a second time by now will not be counted any more. */
export async function closeLeft(tx: Tx, by: Facilitator, now: Date): Promise<void> {
	const { number, state } = await held(tx, by.board);
	if (state === 'closed') return;
	await dropOpenCounts(tx, by);
	await moveTo(tx, by, 'closed', null, number, now);
}

/** Hides a card from everybody but its table, which reads why; or shows it again. */
export async function hide(tx: Tx, by: Facilitator, card: string, reason: string | null): Promise<void> {
	const { state } = await held(tx, by.board);
	if (state === 'closed') throw reject('boardClosed');
	// While tables choose, one that is hidden makes room for another; later it comes back as it was.
	const frees = reason === null ? await isOneTooMany(tx, by, card) : state === 'selecting';
	const changed = await tx
		.updateTable('boards.card')
		.set({ hidden_because: reason, ...(frees ? { is_chosen: false } : {}) })
		.where('board_id', '=', by.board)
		.where('id', '=', card)
		.returning(['text', 'bundle_id as bundle'])
		.executeTakeFirst();
	if (!changed) throw reject('unknownChoice', 'card');
	if (reason !== null && changed.bundle !== null) await retitle(tx, by, changed.bundle, changed.text);
}

/** Whether a hidden card would be one more than its table may choose, once it is shown again. */
async function isOneTooMany(tx: Tx, by: Facilitator, card: string): Promise<boolean> {
	const all = await cardsOf(tx, by.board);
	const table = all.find(({ id }) => id === card)?.table ?? null;
	const { choices } = await tx.selectFrom('boards.board').select('choices').where('id', '=', by.board).executeTakeFirstOrThrow();
	const chosen = all.filter((one) => one.table === table && one.isChosen && one.hiddenBecause === null && !one.isLate);
	return table !== null && chosen.length >= choices;
}

/** A bundle that is called like a card that is hidden is called like another of its cards. */
async function retitle(tx: Tx, by: Facilitator, bundle: string, hidden: string): Promise<void> {
	const other = inRoom(await cardsOf(tx, by.board)).find((one) => one.bundle === bundle);
	if (other)
		await tx.updateTable('boards.bundle').set({ title: other.text }).where('id', '=', bundle).where('title', '=', hidden).execute();
}

/**
 * Takes a card that came late as if it had come in time.
 * Errors: Rejected from the vote on, and for a card of another board
 */
export async function takeLate(tx: Tx, by: Facilitator, card: string): Promise<void> {
	requireGathering((await held(tx, by.board)).state);
	const changed = await tx
		.updateTable('boards.card')
		.set({ is_late: false })
		.where('board_id', '=', by.board)
		.where('id', '=', card)
		.returning('id')
		.executeTakeFirst();
	if (!changed) throw reject('unknownChoice', 'card');
}

/** Cards come onto a board until the vote. */
function requireGathering(state: State): void {
	if (state === 'closed') throw reject('boardClosed');
	if (isVoting(state) || isShown(state)) throw reject('gatheringOver');
}

const lineId = (key: string, at: number) =>
	createHash('sha256')
		.update(`${key} ${at}`)
		.digest('hex')
		.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');

/**
 * Enters what stands on a table's sheet of paper, one card a line; the same again changes nothing.
 * Shape:  key = random, made with the form; the answer is the number of lines
 * Errors: Rejected before cards are collected and from the vote on, for a table or column that it has not, and for far too many
 */
export async function addPaper(
	tx: Tx,
	by: Facilitator,
	{ key, table, column, lines }: { key: string; table: number | null; column: string; lines: readonly string[] },
): Promise<number> {
	const { state } = await held(tx, by.board);
	requireGathering(state);
	if (state === 'ready') throw reject('notYetCollecting');
	const { tables } = await tx.selectFrom('boards.board').select('tables').where('id', '=', by.board).executeTakeFirstOrThrow();
	if (table !== null && (table < 1 || table > tables)) throw reject('unknownChoice', 'table');
	if (!(await columnsOf(tx, by.board)).some(({ id }) => id === column)) throw reject('unknownChoice', 'column');
	if ((await cardsOf(tx, by.board)).length + lines.length > MOST_ON_BOARD) throw reject('boardFull', 'lines');
	await tx
		.insertInto('boards.card')
		.values(
			lines.map((text, at) => ({
				region_id: by.region,
				id: lineId(`${by.board} ${key}`, at),
				board_id: by.board,
				column_id: column,
				table_number: table,
				text,
				rev: 1,
				is_paper: true,
			})),
		)
		.onConflict((conflict) => conflict.columns(['region_id', 'id']).doNothing())
		.execute();
	return lines.length;
}

/** Ends a link and makes another one in its place, for when it went to the wrong people; it is good for some hours at the least. */
export async function renewLink(tx: Tx, by: Organiser & Facilitator, role: Role, now: Date): Promise<void> {
	await held(tx, by.board);
	const ended = await tx
		.updateTable('boards.link')
		.set({ ended_at: now })
		.where('board_id', '=', by.board)
		.where('role', '=', role)
		.where('ended_at', 'is', null)
		.returning('expires_at')
		.executeTakeFirst();
	const expires = new Date(Math.max(ended?.expires_at.getTime() ?? 0, now.getTime() + LINK_HOURS * 3600_000));
	await tx.insertInto('boards.link').values({ region_id: by.region, board_id: by.board, role, expires_at: expires }).execute();
	await note(tx, by, 'boardLinkRenewed', null, { title: role });
}

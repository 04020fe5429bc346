import { sql } from 'kysely';
import type { Organiser } from '#modules/events/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { isSigned, keyFor, linkParts, sign } from '#platform/session/secret.ts';
import { type Bundler, bundler, type Facilitator, facilitator, type Guest, guest } from './access.ts';
import { type Vote, voteOf } from './read-vote.server.ts';
import { inRoom, isShown, isVoting, type Kind, LINK_HOURS, type Stage, type State } from './rules.ts';
import { type Priority, priorities } from './rules-list.ts';
import type { Act, Card, Handed, Held, Helper, Hold } from './rules-seen.ts';
import type { Method } from './rules-vote.ts';

/** A board as it stands in a list. */
export interface Board {
	id: string;
	meeting: string;
	code: string;
	title: string;
	tables: number;
	choices: number;
	dots: number;
	dotsEach: number;
	/** One-time codes of its votes; 0 = everybody who joined votes. */
	codes: number;
	method: Method;
	/** Everybody may read its list of priorities, on the page of its meeting. */
	isPublic: boolean;
}

const boards = (tx: Tx) =>
	tx
		.selectFrom('boards.board as board')
		.select([
			'board.id',
			'board.meeting_id as meeting',
			'board.code',
			'board.title',
			'board.tables',
			'board.choices',
			'board.dots',
			'board.dots_each as dotsEach',
			'board.codes',
			sql<Method>`board.method`.as('method'),
			'board.is_public as isPublic',
		]);

/** The boards of the organiser's meeting by title, each with how far it is and how many cards it has. A fixed number of queries. */
export async function boardsOf(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<(Board & { state: State; cards: number })[]> {
	const rows = await boards(tx)
		.innerJoin('boards.stage as stage', (join) =>
			join.onRef('stage.region_id', '=', 'board.region_id').onRef('stage.board_id', '=', 'board.id').on('stage.ended_at', 'is', null),
		)
		.select((eb) => [
			'stage.state',
			eb
				.selectFrom('boards.card as card')
				.select(({ fn }) => fn.countAll<string>().as('count'))
				.whereRef('card.region_id', '=', 'board.region_id')
				.whereRef('card.board_id', '=', 'board.id')
				.where('card.is_taken_back', '=', false)
				.as('cards'),
		])
		.where('board.meeting_id', '=', by.meeting)
		.orderBy('board.title')
		.orderBy('board.id')
		.execute();
	return rows.map((row) => ({ ...row, state: row.state as State, cards: Number(row.cards) }));
}

/** One board of the organiser's meeting; undefined for any other. */
export const boardOf = (tx: Tx, by: Pick<Organiser, 'meeting'>, id: string): Promise<Board | undefined> =>
	boards(tx).where('board.id', '=', id).where('board.meeting_id', '=', by.meeting).executeTakeFirst();

/** The board that a code opens; undefined where there is none, and where its meeting was called off. */
export const boardByCode = (tx: Tx, code: string): Promise<Board | undefined> =>
	boards(tx)
		.where('board.code', '=', code)
		.where((eb) =>
			eb.not(
				eb.exists(eb.selectFrom('events.cancellation as off').select('off.meeting_id').whereRef('off.meeting_id', '=', 'board.meeting_id')),
			),
		)
		.executeTakeFirst();

/** A column of a board. */
export interface Column {
	id: string;
	kind: Kind;
	title: string;
	question: string;
}

/** The columns of a board in their order. */
export async function columnsOf(tx: Tx, board: string): Promise<Column[]> {
	const rows = await tx
		.selectFrom('boards.board_column')
		.select(['id', 'kind', 'title', 'question'])
		.where('board_id', '=', board)
		.orderBy('position')
		.execute();
	return rows.map((row) => ({ ...row, kind: row.kind as Kind }));
}

/** The stages a board has been in, the current one last. */
export async function stagesOf(tx: Tx, board: string): Promise<Stage[]> {
	const rows = await tx
		.selectFrom('boards.stage')
		.select(['number', 'state', 'began_at as beganAt', 'until', 'ended_at as endedAt'])
		.where('board_id', '=', board)
		.orderBy('number')
		.execute();
	return rows.map((row) => ({ ...row, state: row.state as State }));
}

/** The cards of a board that were not taken back, in an order that tells nothing. */
export const cardsOf = (tx: Tx, board: string): Promise<Card[]> =>
	tx
		.selectFrom('boards.card')
		.select([
			'id',
			'column_id as column',
			'table_number as table',
			'text',
			'rev',
			'author',
			'is_paper as isPaper',
			'is_carried as isCarried',
			'is_late as isLate',
			'is_chosen as isChosen',
			'hidden_because as hiddenBecause',
			'pitfall_id as pitfall',
			'interface_id as interface',
			'bundle_id as bundle',
		])
		.where('board_id', '=', board)
		.where('is_taken_back', '=', false)
		.orderBy('id')
		.execute();

const LAST_ACTS = 8;

async function actsOf(tx: Tx, board: string): Promise<Act[]> {
	const rows = await tx
		.selectFrom('boards.act as act')
		.leftJoin('boards.bundle as bundle', (join) =>
			join.onRef('bundle.region_id', '=', 'act.region_id').onRef('bundle.id', '=', 'act.bundle_id'),
		)
		.select(['act.id', 'number', 'maker', 'what', 'bundle_id as bundle', 'bundle.title', 'before', 'is_undone as isUndone'])
		.where('act.board_id', '=', board)
		.orderBy('number', 'desc')
		.limit(LAST_ACTS)
		.execute();
	return rows.map(({ before, what, title, ...row }) => ({
		...row,
		title: title ?? '',
		what: what as Act['what'],
		cards: what === 'assign' ? Object.keys(before as object).length : 0,
	}));
}

const handedOf = (tx: Tx, board: string): Promise<Handed[]> =>
	tx.selectFrom('boards.handover').select(['bundle_id as bundle', 'who', 'step', 'due']).where('board_id', '=', board).execute();

const helpersOf = (tx: Tx, board: string): Promise<Helper[]> =>
	tx
		.selectFrom('boards.helper')
		.select(['id', 'bundle_id as bundle', 'name'])
		.where('board_id', '=', board)
		.orderBy('name')
		.orderBy('id')
		.execute();

/** Who wants to work on these priorities, and how they are reached; for the team of the meeting and for whoever takes care. */
export const helpersFor = async (tx: Tx, bundles: readonly string[]): Promise<(Helper & { email: string })[]> =>
	bundles.length === 0
		? []
		: tx
				.selectFrom('boards.helper')
				.select(['id', 'bundle_id as bundle', 'name', 'email'])
				.where('bundle_id', 'in', bundles)
				.orderBy('name')
				.orderBy('id')
				.execute();

async function holdsOf(tx: Tx, board: string): Promise<Hold[]> {
	const rows = await tx
		.selectFrom('boards.hold')
		.select(['holder', 'maker', 'cards', 'until'])
		.where('board_id', '=', board)
		.orderBy('holder')
		.execute();
	return rows.map(({ until, ...row }) => ({ ...row, until: until.toISOString() }));
}

/** Everything that a board holds, read at once. */
export interface Whole extends Held {
	board: Board;
	vote: Vote | null;
}

/** Everything that a board holds; undefined where it is gone. A fixed number of queries. */
export async function whole(tx: Tx, id: string): Promise<Whole | undefined> {
	const board = await boards(tx).where('board.id', '=', id).executeTakeFirst();
	if (!board) return undefined;
	const stages = await stagesOf(tx, id);
	const cards = await cardsOf(tx, id);
	const bundles = await tx.selectFrom('boards.bundle').select(['id', 'title']).where('board_id', '=', id).orderBy('id').execute();
	const used = new Set(inRoom(cards).map(({ bundle }) => bundle));
	const votable = bundles.filter((bundle) => used.has(bundle.id)).map((bundle) => bundle.id);
	return {
		board,
		stages,
		columns: await columnsOf(tx, id),
		cards,
		bundles,
		handed: await handedOf(tx, id),
		vote: await voteOf(tx, id, board.method, stages, votable),
		guests: await tx.selectFrom('boards.guest').select('table_number as table').where('board_id', '=', id).execute(),
		ready: (
			await tx
				.selectFrom('boards.table_ready')
				.select('table_number as table')
				.where('board_id', '=', id)
				.where('stage', '=', stages.at(-1)?.number ?? 0)
				.orderBy('table_number')
				.execute()
		).map(({ table }) => table),
		acts: await actsOf(tx, id),
		helpers: await helpersOf(tx, id),
		holds: await holdsOf(tx, id),
	};
}

/** A list of priorities as everybody may read it, and how it came about. */
export interface PublicList extends Pick<Board, 'title' | 'method' | 'dots' | 'dotsEach'> {
	list: Priority[];
	ballots: number;
}

/** The lists of priorities that everybody may read on the page of a meeting, by the title of their board. A few queries a board. */
export async function publicLists(tx: Tx, meeting: string): Promise<PublicList[]> {
	const shown = await boards(tx)
		.where('board.meeting_id', '=', meeting)
		.where('board.is_public', '=', true)
		.orderBy('board.title')
		.execute();
	const lists: PublicList[] = [];
	for (const { id, title, method, dots, dotsEach } of shown) {
		const held = await whole(tx, id);
		const list = held && priorities(held);
		if (list) lists.push({ title, list, method, dots, dotsEach, ballots: held.vote?.ballots ?? 0 });
	}
	return lists;
}

/** The boards of a meeting that take part in its day: neither closed nor still being set up. */
export async function openBoards(tx: Tx, meeting: string): Promise<{ title: string; code: string; tables: number }[]> {
	return boards(tx)
		.innerJoin('boards.stage as stage', (join) =>
			join.onRef('stage.region_id', '=', 'board.region_id').onRef('stage.board_id', '=', 'board.id').on('stage.ended_at', 'is', null),
		)
		.where('board.meeting_id', '=', meeting)
		.where('stage.number', '>', 1)
		.where('stage.state', '<>', 'closed')
		.orderBy('board.title')
		.execute();
}

/** The texts of cards by bundle, as everybody may read them: once they are voted on, and never before. */
export async function textsByBundle(tx: Tx, board: string): Promise<Record<string, string[]>> {
	const state = (await stagesOf(tx, board)).at(-1)?.state;
	if (!isVoting(state) && !isShown(state)) return {};
	const texts: Record<string, string[]> = {};
	for (const { bundle, text } of inRoom(await cardsOf(tx, board))) {
		if (!bundle) continue;
		texts[bundle] = [...(texts[bundle] ?? []), text];
	}
	return texts;
}

/** The proof of whoever stands before a board; what a phone was given leads to nobody, and on another board to another digest. */
export async function guestBy(tx: Tx, region: number, board: string, token: string, table: number | null): Promise<Guest> {
	const digest = sign(await keyFor(tx, region, 'board guest'), `${board} ${token}`);
	return guest(region, { board, digest, table });
}

/** What a link of a board is for. */
export const roles = ['facilitator', 'team', 'projector'] as const;
export type Role = (typeof roles)[number];

const PURPOSE = 'board link';
const tokenOf = (key: Buffer, id: string) => `${id}.${sign(key, `board ${id}`)}`;

/** Links that are good: some hours at the least, and until some hours after the meeting, with which they move. */
const good = (tx: Tx, now: Date) =>
	tx
		.selectFrom('boards.link as link')
		.innerJoin('boards.board as board', (join) =>
			join.onRef('board.region_id', '=', 'link.region_id').onRef('board.id', '=', 'link.board_id'),
		)
		.innerJoin('events.meeting as meeting', (join) =>
			join.onRef('meeting.region_id', '=', 'board.region_id').onRef('meeting.id', '=', 'board.meeting_id'),
		)
		.where('link.ended_at', 'is', null)
		.where((eb) => eb.or([eb('link.expires_at', '>', now), eb('meeting.ends_at', '>', new Date(now.getTime() - LINK_HOURS * 3600_000))]))
		.select(['link.id', 'link.board_id as board', 'link.role']);

/** The links of a board that are good; the tokens are never stored. */
export async function linksOf(tx: Tx, by: Facilitator, now: Date): Promise<{ id: string; role: Role; token: string }[]> {
	const key = await keyFor(tx, by.region, PURPOSE);
	const rows = await good(tx, now).where('link.board_id', '=', by.board).orderBy('link.role').orderBy('link.id').execute();
	return rows.map(({ id, role }) => ({ id, role: role as Role, token: tokenOf(key, id) }));
}

/** The links of a board that are good now, by id. */
export async function openLinks(tx: Tx, board: string, now: Date): Promise<Set<string>> {
	return new Set((await good(tx, now).where('link.board_id', '=', board).execute()).map(({ id }) => id));
}

/** What whoever comes by a link of a role can prove. */
interface Proofs {
	facilitator: Facilitator;
	team: Bundler;
	projector: null;
}
const proofs = { facilitator, team: bundler, projector: () => null };

/** The board that a link of this role opens, with the proof; undefined for anything else. */
export async function linkBy<Of extends Role>(
	tx: Tx,
	region: number,
	role: Of,
	token: string,
	now: Date,
): Promise<{ link: string; board: string; by: Proofs[Of] } | undefined> {
	const [id, signature] = linkParts(token);
	if (!id || !isSigned(await keyFor(tx, region, PURPOSE), `board ${id}`, signature)) return undefined;
	const row = await good(tx, now).where('link.id', '=', id).where('link.role', '=', role).executeTakeFirst();
	return row && { link: id, board: row.board, by: proofs[role](region, row.board) as Proofs[Of] };
}

// What each who looks at a board sees of it: made of everything that it holds, and of nothing else.
import { GRACE_MS, inRoom, isShown, isVoting, type Kind, type Stage, type State, turnOf } from './rules.ts';
import { differences, type Method, type PaperCount, type Ranked } from './rules-vote.ts';

/** A card as others see it: not who wrote it. */
export interface SeenCard {
	id: string;
	column: string;
	table: number | null;
	text: string;
	rev: number;
	isPaper: boolean;
	/** It came along from an earlier board. */
	isCarried: boolean;
	isLate: boolean;
	isChosen: boolean;
	hiddenBecause: string | null;
	pitfall: string | null;
	interface: string | null;
	bundle: string | null;
}

/** A card as it is kept; who wrote it is a digest, and null once the board is closed. */
export interface Card extends SeenCard {
	author: string | null;
}

/** Something that the team did. */
export interface Act {
	id: string;
	number: number;
	maker: string;
	what: 'assign' | 'rename';
	bundle: string | null;
	/** The title of that bundle, also while it has no cards. */
	title: string;
	cards: number;
	isUndone: boolean;
}

/** What becomes of a priority. */
export interface Handed {
	bundle: string;
	/** A body or a person, as the room names it; empty = left open on purpose. */
	who: string;
	step: string;
	/** As people say it: a day, or "next conference". */
	due: string;
}

/** Cards that somebody of the team has in their hand. */
export interface Hold {
	/** Drawn by their device. */
	holder: string;
	maker: string;
	cards: string[];
	/** In ISO 8601. */
	until: string;
}

/** Somebody who wants to work on a priority, by their own wish. */
export interface Helper {
	id: string;
	bundle: string;
	name: string;
}

/** What everybody sees. */
export interface Common {
	title: string;
	code: string;
	/** Number of the stage, which rises with every move. */
	stage: number;
	state: State;
	turn: number;
	/** Until when people were told that this stage lasts, in ISO 8601; null where they were told nothing, and on a closed board. */
	until: string | null;
	tables: number;
	choices: number;
	columns: { id: string; kind: Kind; title: string; question: string }[];
}

/**
 * What a phone sees: the cards of its table, or only its own where it sits at none, and what came along from an earlier board. What
 * others do elsewhere is not sent to it.
 */
export interface SeenByGuest extends Common {
	table: number | null;
	/** Its table has said that it is done with choosing. */
	isReady: boolean;
	cards: SeenCard[];
	/** Cards that this phone may write anew. */
	mine: string[];
	/** What may be voted on, with the number of cards in each; empty before. */
	bundles: { id: string; title: string; cards: number }[];
	dots: number;
	dotsEach: number;
	/** How many codes there are to vote with; 0 = none are needed. */
	codes: number;
	method: Method;
	/** The order of the bundles once it is shown; never before. */
	ranked: Ranked[] | null;
	/** The stage in which that was voted on. */
	votedIn: number | null;
	handed: Handed[];
	/** How many want to work on a priority, by its id. */
	helping: { [bundle: string]: number };
}

/** What a screen shows that everybody looks at: how many, and no word of any card. */
export interface SeenByProjector extends Common {
	/** Cards of each column, in their order. */
	counts: number[];
	/** Tables that are done with choosing, or that tried whether they are heard. */
	ready: number[];
	/** Phones that joined. */
	joined: number;
	/** Phones that look just now; null where that is not known. */
	connected: number | null;
	/** Bundles with cards, and cards in no bundle yet: numbers only. */
	bundled: { bundles: number; loose: number };
	/** Ballots in the box of the vote that is on or was last. */
	ballots: number;
	/** Those of them that were on paper. */
	onPaper: number;
	dots: number;
	dotsEach: number;
	codes: number;
	method: Method;
	bundles: { id: string; title: string; cards: number }[];
	ranked: Ranked[] | null;
	handed: Handed[];
	helping: { [bundle: string]: number };
}

/** What whoever leads sees: everything but who wrote it. */
export interface SeenByFacilitator extends SeenByProjector {
	cards: SeenCard[];
	/** Tables at which at least one phone joined. */
	present: number[];
	/** Until when ballots still arrive that were under way, in ISO 8601; null while nothing is counted. */
	arriving: string | null;
	/** Who wants to work on what. */
	helpers: Helper[];
	/** Paper slips: which of the two counts are entered, and the bundles at which they differ. */
	paper: { entries: number[]; slips: number; differ: string[] };
}

/** What the team sees that gathers cards: everything that goes into the room, and what was done last. */
export interface SeenByTeam extends Common {
	cards: SeenCard[];
	bundles: { id: string; title: string }[];
	acts: Act[];
	holds: Hold[];
}

/** Everything that a board holds, as far as anybody sees anything of it. */
export interface Held {
	board: { title: string; code: string; tables: number; choices: number; dots: number; dotsEach: number; codes: number; method: Method };
	columns: { id: string; kind: Kind; title: string; question: string }[];
	stages: Stage[];
	cards: Card[];
	/** Phones that joined, with the tables they sit at. */
	guests: { table: number | null }[];
	/** Tables that said that they are done, in the stage that is on. */
	ready: number[];
	bundles: { id: string; title: string }[];
	/** What the team did last, the latest first. */
	acts: Act[];
	/** Phones that look just now; absent where that is not known. */
	connected?: number;
	/** What became of bundles. */
	handed: Handed[];
	helpers: Helper[];
	holds: Hold[];
	/** The last vote, or null before there was one. */
	vote: { stage: number; ballots: number; onPaper: number; counted: (PaperCount & { entry: number })[]; ranked: Ranked[] } | null;
}

const bare = ({ author: _, ...card }: Card): SeenCard => card;
const counts = (card: SeenCard) => !card.isLate && card.hiddenBecause === null;

function common({ board: { title, code, tables, choices }, columns, stages }: Held): Common {
	const current = stages.at(-1) as Held['stages'][0];
	return {
		title,
		code,
		stage: current.number,
		state: current.state,
		turn: turnOf(stages),
		until: current.state === 'closed' ? null : (current.until?.toISOString() ?? null),
		tables,
		choices,
		columns,
	};
}

/** What a screen that everybody looks at shows of a board; while bundles come about, how they are called. */
export const seenByProjector = (held: Held): SeenByProjector => ({
	...common(held),
	counts: held.columns.map(({ id }) => held.cards.filter((card) => card.column === id && counts(card)).length),
	ready: held.ready,
	joined: held.guests.length,
	connected: held.connected ?? null,
	bundled: bundledOf(held),
	ballots: held.vote?.ballots ?? 0,
	onPaper: held.vote?.onPaper ?? 0,
	...votingOf(held),
	...(held.stages.at(-1)?.state === 'bundling' ? { bundles: bundledTitles(held) } : {}),
});

/** What may be voted on, and the result once it is shown: not a word of it before, in no source and no stream. */
function votingOf(held: Held) {
	const { vote, handed, helpers } = held;
	const { dots, dotsEach, codes, method } = held.board;
	const state = held.stages.at(-1)?.state;
	return {
		dots,
		dotsEach,
		codes,
		method,
		bundles: isVoting(state) || isShown(state) ? bundledTitles(held) : [],
		ranked: isShown(state) ? (vote?.ranked ?? null) : null,
		votedIn: isShown(state) ? (vote?.stage ?? null) : null,
		handed: isShown(state) ? handed.filter(({ bundle }) => vote?.ranked.some((one) => one.bundle === bundle)) : [],
		helping: isShown(state)
			? Object.fromEntries([...Map.groupBy(helpers, ({ bundle }) => bundle)].map(([bundle, all]) => [bundle, all.length]))
			: {},
	};
}

function arrivingUntil({ stages }: Held): string | null {
	const current = stages.at(-1);
	return current?.state === 'counting' ? new Date(current.beganAt.getTime() + GRACE_MS).toISOString() : null;
}

function paperOf({ vote }: Held): SeenByFacilitator['paper'] {
	const [one, other] = vote?.counted ?? [];
	return {
		entries: (vote?.counted ?? []).map(({ entry }) => entry),
		slips: one?.slips ?? 0,
		differ: one && other ? differences(one, other) : [],
	};
}

function bundledOf({ cards }: Held) {
	const room = inRoom(cards);
	return { bundles: new Set(room.flatMap(({ bundle }) => bundle ?? [])).size, loose: room.filter(({ bundle }) => bundle === null).length };
}

/** What everybody has already agreed on elsewhere is no secret of a table. */
const isCarriedAlong = (card: Card) => card.isCarried && card.hiddenBecause === null;

/** What a phone sees of a board; texts of other tables are not among it. */
export function seenByGuest(held: Held, { digest, table }: { digest: string; table: number | null }): SeenByGuest {
	const isMine = (card: Card) => card.author === digest;
	const cards = held.cards.filter(
		(card) => isMine(card) || isCarriedAlong(card) || (table !== null && card.table === table && !card.isLate),
	);
	return {
		...common(held),
		table,
		isReady: table !== null && held.ready.includes(table),
		cards: cards.map(bare),
		mine: cards.filter(isMine).map(({ id }) => id),
		...votingOf(held),
	};
}

/**
 * Says of phones whether what they see can have changed, without working it out for each of them: as long as the answer is the same,
 * so is what they see.
 * Shape:  digest = makes a short text of a long one; worked out once for each table and each author
 */
export function changesFor(held: Held, digest: (text: string) => string): (eye: { digest: string; table: number | null }) => string {
	const both = digest(JSON.stringify([common(held), votingOf(held), held.ready, held.cards.filter(isCarriedAlong)]));
	const digests = <Key>(of: (card: Card) => Key) =>
		new Map([...Map.groupBy(held.cards, of)].map(([key, cards]) => [key, digest(JSON.stringify(cards))]));
	const [byTable, byAuthor] = [digests(({ table }) => table), digests(({ author }) => author)];
	return (eye) => [both, byTable.get(eye.table) ?? '', byAuthor.get(eye.digest) ?? ''].join(' ');
}

/** What whoever leads a board sees of it. */
export const seenByFacilitator = (held: Held): SeenByFacilitator => ({
	...seenByProjector(held),
	bundles: bundledTitles(held),
	cards: held.cards.map(bare),
	arriving: arrivingUntil(held),
	helpers: isShown(held.stages.at(-1)?.state) ? held.helpers : [],
	paper: paperOf(held),
	present: [...new Set(held.guests.flatMap(({ table }) => table ?? []))].sort((a, b) => a - b),
});

/** Bundles that have cards, from their first card on, with how many. */
function bundledTitles({ cards, bundles }: Held): SeenByProjector['bundles'] {
	const inside = Map.groupBy(inRoom(cards), ({ bundle }) => bundle);
	return bundles
		.flatMap(({ id, title }) => (inside.has(id) ? [{ id, title, cards: inside.get(id)?.length ?? 0 }] : []))
		.sort((a, b) => (a.title < b.title ? -1 : 1));
}

/** What the team sees of a board: bundles that lost all their cards are not there until somebody brings them back. */
export function seenByTeam(held: Held): SeenByTeam {
	const cards = inRoom(held.cards).map(bare);
	const used = new Set(cards.map(({ bundle }) => bundle));
	return { ...common(held), cards, bundles: held.bundles.filter(({ id }) => used.has(id)), acts: held.acts, holds: held.holds };
}

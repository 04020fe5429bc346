// What each who looks at a board sees of it: made of everything that it holds, and of nothing else.
import { type Kind, type State, turnOf } from './rules.ts';

/** A card as others see it: not who wrote it. */
export interface SeenCard {
	id: string;
	column: string;
	table: number | null;
	text: string;
	rev: number;
	isPaper: boolean;
	isLate: boolean;
	isChosen: boolean;
	hiddenBecause: string | null;
	pitfall: string | null;
	interface: string | null;
}

/** What everybody sees. */
export interface Common {
	title: string;
	code: string;
	/** Number of the stage, which rises with every move. */
	stage: number;
	state: State;
	turn: number;
	/** ISO 8601, or null where no time was set. */
	until: string | null;
	tables: number;
	choices: number;
	columns: { id: string; kind: Kind; title: string; question: string }[];
}

/** What a phone sees: the cards of its table, or only its own where it sits at none. What others do elsewhere is not sent to it. */
export interface SeenByGuest extends Common {
	table: number | null;
	/** Its table has said that it is done with choosing. */
	isReady: boolean;
	cards: SeenCard[];
	/** Cards that this phone may write anew. */
	mine: string[];
}

/** What a screen shows that everybody looks at: how many, and no word of any card. */
export interface SeenByProjector extends Common {
	/** Cards of each column, in their order. */
	counts: number[];
	/** Tables that are done with choosing. */
	ready: number[];
	/** Phones that joined. */
	joined: number;
}

/** What whoever leads sees: everything but who wrote it. */
export interface SeenByFacilitator extends SeenByProjector {
	cards: SeenCard[];
	/** Tables at which at least one phone joined. */
	present: number[];
}

interface Held {
	board: { title: string; code: string; tables: number; choices: number };
	columns: { id: string; kind: Kind; title: string; question: string }[];
	stages: Parameters<typeof turnOf>[0];
	cards: (SeenCard & { author: string | null })[];
	guests: { table: number | null }[];
	ready: number[];
}

const bare = ({ author: _, ...card }: Held['cards'][0]): SeenCard => card;
const counts = (card: SeenCard) => !card.isLate && card.hiddenBecause === null;

function common({ board: { title, code, tables, choices }, columns, stages }: Held): Common {
	const current = stages.at(-1) as Held['stages'][0];
	return {
		title,
		code,
		stage: current.number,
		state: current.state,
		turn: turnOf(stages),
		until: current.until?.toISOString() ?? null,
		tables,
		choices,
		columns,
	};
}

/** What a screen that everybody looks at shows of a board. */
export const seenByProjector = (held: Held): SeenByProjector => ({
	...common(held),
	counts: held.columns.map(({ id }) => held.cards.filter((card) => card.column === id && counts(card)).length),
	ready: held.ready,
	joined: held.guests.length,
});

/** What a phone sees of a board; texts of other tables are not among it. */
export function seenByGuest(held: Held, { digest, table }: { digest: string; table: number | null }): SeenByGuest {
	const isMine = (card: Held['cards'][0]) => card.author === digest;
	const cards = held.cards.filter((card) => isMine(card) || (table !== null && card.table === table && !card.isLate));
	return {
		...common(held),
		table,
		isReady: table !== null && held.ready.includes(table),
		cards: cards.map(bare),
		mine: cards.filter(isMine).map(({ id }) => id),
	};
}

/** What whoever leads a board sees of it. */
export const seenByFacilitator = (held: Held): SeenByFacilitator => ({
	...seenByProjector(held),
	cards: held.cards.map(bare),
	present: [...new Set(held.guests.flatMap(({ table }) => table ?? []))].sort((a, b) => a - b),
});

import { inRoom, isShown, type Kind, type State } from './rules.ts';
import { average, type Ranked } from './rules-vote.ts';

/** A card in a list, with what stands around it. */
export interface Line {
	table: number | null;
	kind: Kind;
	column: string;
	question: string;
	text: string;
	isChosen: boolean;
	isPaper: boolean;
	isCarried: boolean;
	pitfall: string;
	interface: string;
	bundle: string;
}

/** The cards that a board shows, by column and table, with the texts of what improvements belong to. */
export function lines(
	{
		columns,
		cards,
		bundles,
	}: {
		columns: readonly { id: string; kind: Kind; title: string; question: string }[];
		cards: readonly {
			id: string;
			column: string;
			table: number | null;
			text: string;
			isChosen: boolean;
			isPaper: boolean;
			isCarried: boolean;
			isLate: boolean;
			hiddenBecause: string | null;
			pitfall: string | null;
			interface: string | null;
			bundle: string | null;
		}[];
		bundles: readonly { id: string; title: string }[];
	},
	onlyChosen: boolean,
): Line[] {
	const shown = cards.filter((card) => !card.isLate && card.hiddenBecause === null && (card.isChosen || !onlyChosen));
	const text = new Map(cards.filter(({ hiddenBecause }) => hiddenBecause === null).map((card) => [card.id, card.text]));
	const title = new Map(bundles.map((bundle) => [bundle.id, bundle.title]));
	return columns.flatMap((column) =>
		shown
			.filter((card) => card.column === column.id)
			.sort((a, b) => (a.table ?? Number.POSITIVE_INFINITY) - (b.table ?? Number.POSITIVE_INFINITY) || (a.text < b.text ? -1 : 1))
			.map(({ table, isChosen, isPaper, isCarried, pitfall, interface: place, bundle, ...card }) => ({
				table,
				kind: column.kind,
				column: column.title,
				question: column.question,
				text: card.text,
				isChosen,
				isPaper,
				isCarried,
				pitfall: text.get(pitfall ?? '') ?? '',
				interface: text.get(place ?? '') ?? '',
				bundle: title.get(bundle ?? '') ?? '',
			})),
	);
}

/** An entry of the priority list: a bundle with its rank, its dots, and the cards it was made of. */
export interface Priority {
	bundle: string;
	rank: number;
	title: string;
	dots: number;
	voters: number;
	/** Averages of a matrix, 1 to 4; null where people gave dots, or nobody said anything. */
	benefit: number | null;
	effort: number | null;
	cards: string[];
	/** What becomes of it, as far as it was said. */
	handed: { who: string; step: string; due: string } | null;
}

/** The priority list of a board once its result was shown; null before. */
export function priorities({
	stages,
	vote,
	bundles,
	cards,
	handed,
}: {
	stages: readonly { state: State }[];
	vote: { ranked: readonly Ranked[] } | null;
	bundles: readonly { id: string; title: string }[];
	handed: readonly { bundle: string; who: string; step: string; due: string }[];
	cards: readonly {
		text: string;
		bundle: string | null;
		isChosen: boolean;
		isCarried: boolean;
		isLate: boolean;
		hiddenBecause: string | null;
	}[];
}): Priority[] | null {
	const state = stages.at(-1)?.state;
	if (!vote || vote.ranked.length === 0 || !isShown(state)) return null;
	const title = new Map(bundles.map((bundle) => [bundle.id, bundle.title]));
	const inside = Map.groupBy(inRoom(cards), ({ bundle }) => bundle);
	return vote.ranked.map(({ bundle, rank, dots, voters, benefit, effort }) => ({
		bundle,
		rank,
		title: title.get(bundle) ?? '',
		dots,
		voters,
		benefit: average(benefit, voters),
		effort: average(effort, voters),
		handed: handed.find((one) => one.bundle === bundle) ?? null,
		cards: (inside.get(bundle) ?? []).map(({ text }) => text),
	}));
}

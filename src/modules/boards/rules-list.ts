import type { Kind } from './rules.ts';

/** A card in a list, with what stands around it. */
export interface Line {
	table: number | null;
	kind: Kind;
	column: string;
	question: string;
	text: string;
	isChosen: boolean;
	isPaper: boolean;
	pitfall: string;
	interface: string;
}

/** The cards that a board shows, by column and table, with the texts of what improvements belong to. */
export function lines(
	{
		columns,
		cards,
	}: {
		columns: readonly { id: string; kind: Kind; title: string; question: string }[];
		cards: readonly {
			id: string;
			column: string;
			table: number | null;
			text: string;
			isChosen: boolean;
			isPaper: boolean;
			isLate: boolean;
			hiddenBecause: string | null;
			pitfall: string | null;
			interface: string | null;
		}[];
	},
	onlyChosen: boolean,
): Line[] {
	const shown = cards.filter((card) => !card.isLate && card.hiddenBecause === null && (card.isChosen || !onlyChosen));
	const text = new Map(cards.filter(({ hiddenBecause }) => hiddenBecause === null).map((card) => [card.id, card.text]));
	return columns.flatMap((column) =>
		shown
			.filter((card) => card.column === column.id)
			.sort((a, b) => (a.table ?? Number.POSITIVE_INFINITY) - (b.table ?? Number.POSITIVE_INFINITY) || (a.text < b.text ? -1 : 1))
			.map(({ table, isChosen, isPaper, pitfall, interface: place, ...card }) => ({
				table,
				kind: column.kind,
				column: column.title,
				question: column.question,
				text: card.text,
				isChosen,
				isPaper,
				pitfall: text.get(pitfall ?? '') ?? '',
				interface: text.get(place ?? '') ?? '',
			})),
	);
}

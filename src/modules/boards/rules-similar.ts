// Which cards may belong together, found on the device: no text goes anywhere for it.

/** Words that say nothing about what a card is about. */
const EMPTY = new Set(
	'aber alle als am an auch auf aus bei bis das dass dem den der des die doch ein eine einem einen einer es für gibt haben hat ich im in ist ja kein keine man mehr mit nach nicht noch nur oder sehr sein sich sie sind so über um und uns unser unsere vom von vor was wenn wer wie wir wird zu zum zur the and for with from are not our'.split(
		' ',
	),
);

/** Pieces of three letters of the words that a text is about: endings and compounds differ, pieces stay. */
export function pieces(text: string): Set<string> {
	const words = text
		.toLowerCase()
		.normalize('NFKD')
		.replaceAll(/\p{M}/gu, '')
		.split(/[^\p{L}\p{N}]+/u)
		.filter((word) => word.length > 2 && !EMPTY.has(word));
	return new Set(words.flatMap((word) => Array.from({ length: Math.max(1, word.length - 2) }, (_, at) => word.slice(at, at + 3))));
}

/**
 * How much two texts have in common.
 * Unit:   0 = nothing, 1 = the same pieces
 * Source: Jaccard, 1901
 */
export function similarity(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
	let shared = 0;
	for (const piece of one) if (other.has(piece)) shared++;
	const all = one.size + other.size - shared;
	return all === 0 ? 0 : shared / all;
}

const ENOUGH = 0.2;

/** What a card may belong to: the most similar other card, in a bundle or not. */
export interface Hint {
	card: string;
	like: string;
}

/**
 * For each card that is in no bundle yet the one that is most like it, if any is enough like it.
 * Shape:  of two that are most like each other both have a hint
 */
export function hints(cards: readonly { id: string; text: string; bundle: string | null }[]): Map<string, Hint> {
	const all = cards.map((card) => ({ ...card, pieces: pieces(card.text) }));
	const found = new Map<string, Hint>();
	for (const card of all) {
		if (card.bundle !== null) continue;
		let best = { like: '', score: ENOUGH };
		for (const other of all) {
			if (other.id === card.id) continue;
			const score = similarity(card.pieces, other.pieces);
			if (score > best.score) best = { like: other.id, score };
		}
		if (best.like) found.set(card.id, { card: card.id, like: best.like });
	}
	return found;
}

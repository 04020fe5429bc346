// What somebody who searches means: words without their marks, and abbreviations of the field written out.
import { distance } from 'fastest-levenshtein';
import { plain } from '#platform/plain.ts';

/** Abbreviations of the field, and what they stand for: beginnings of words, so that endings do not matter. Source: domain.md §2 */
const ABBREVIATIONS: ReadonlyMap<string, string> = new Map(
	Object.entries({
		asd: 'allgemein sozial dienst',
		ssa: 'schulsozialarbeit',
		jsa: 'jugendsozialarbeit',
		ogs: 'ganztag',
		gs: 'grundschul',
		hs: 'hauptschul',
		rs: 'realschul',
		fs: 'forderschul',
		ges: 'gesamtschul',
		gym: 'gymnasi',
		bk: 'berufskolleg',
		kita: 'kindertages',
		ja: 'jugendamt',
	}),
);

const MOST_WORDS = 6;
const LONGEST = 100;

/**
 * The words of a search, each with the ways in which it may be written: as it is, with umlauts for "ae", "oe", "ue", and written out.
 * Shape:  plain texts (#platform/plain.ts); a way with blanks = beginnings of words that follow each other
 */
export const waysOf = (search: string): string[][] =>
	plain(search.slice(0, LONGEST).replaceAll(/\p{C}/gu, ' '))
		.split(/\s+/)
		.filter(Boolean)
		.slice(0, MOST_WORDS)
		.map((word) => [...new Set([word, word.replace(/([aou])e/g, '$1'), ABBREVIATIONS.get(word) ?? word])]);

// Shorter words are all alike.
const SHORTEST_MISTYPED = 4;
const LONG = 8;

/**
 * A search with its words as they were probably meant: those that occur nowhere become the nearest that do, one letter away or two in long words.
 * Shape:  vocabulary = plain words; null where nothing is near, or nothing was wrong
 */
export function meantBy(search: string, vocabulary: readonly string[]): string | null {
	const words = waysOf(search);
	const meant = words.map((ways) => {
		const [word = ''] = ways;
		if (word.length < SHORTEST_MISTYPED || vocabulary.some((known) => ways.some((way) => known.includes(way)))) return word;
		const most = word.length < LONG ? 1 : 2;
		const near = vocabulary
			.map((known) => ({ known, steps: Math.abs(known.length - word.length) > most ? most + 1 : distance(word, known) }))
			.filter(({ steps }) => steps <= most)
			.toSorted((one, other) => one.steps - other.steps || one.known.localeCompare(other.known, 'de'));
		return near[0]?.known ?? null;
	});
	const said = meant.join(' ');
	return meant.includes(null) || said === words.map(([word]) => word).join(' ') ? null : said;
}

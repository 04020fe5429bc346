// What somebody who searches means: words without their marks, and abbreviations of the field written out.
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

import { expect, test } from 'vitest';
import { meantBy, waysOf } from './rules-search.ts';

test('a word may be written with or without its marks, and abbreviations are written out', () => {
	expect(waysOf('Müller  Straße')).toEqual([['muller'], ['strasse']]);
	expect(waysOf('Mueller')).toEqual([['mueller', 'muller']]);
	expect(waysOf('ASD Nord')).toEqual([['asd', 'allgemein sozial dienst'], ['nord']]);
	expect(waysOf('GS')).toEqual([['gs', 'grundschul']]);
	expect(waysOf('constructor')).toEqual([['constructor']]);
	expect(waysOf('   ')).toEqual([]);
	expect(waysOf('a b c d e f g h')).toHaveLength(6);
});

test('a word with a wrong letter is taken for the nearest one that there is', () => {
	const vocabulary = ['grundschule', 'beratung', 'haus', 'suchtberatung', 'am', 'muhlbach'];
	expect(meantBy('Grundshcule', vocabulary)).toBe('grundschule');
	expect(meantBy('beratnug Mühlbach', vocabulary)).toBe('beratung muhlbach');
	// What occurs within a word was not mistyped, and nothing is near everything.
	expect(meantBy('beratun', vocabulary)).toBeNull();
	expect(meantBy('schifffahrt', vocabulary)).toBeNull();
	expect(meantBy('beratnug schifffahrt', vocabulary)).toBeNull();
	// Short words are all alike.
	expect(meantBy('hau', ['mau'])).toBeNull();
	expect(meantBy('hauz', vocabulary)).toBe('haus');
});

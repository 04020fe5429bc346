import { expect, test } from 'vitest';
import { waysOf } from './rules-search.ts';

test('a word may be written with or without its marks, and abbreviations are written out', () => {
	expect(waysOf('Müller  Straße')).toEqual([['muller'], ['strasse']]);
	expect(waysOf('Mueller')).toEqual([['mueller', 'muller']]);
	expect(waysOf('ASD Nord')).toEqual([['asd', 'allgemein sozial dienst'], ['nord']]);
	expect(waysOf('GS')).toEqual([['gs', 'grundschul']]);
	expect(waysOf('constructor')).toEqual([['constructor']]);
	expect(waysOf('   ')).toEqual([]);
	expect(waysOf('a b c d e f g h')).toHaveLength(6);
});

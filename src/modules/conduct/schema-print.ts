import * as v from 'valibot';
import { documents, sheetNames } from './rules-print.ts';

const MOST_SKIPPED = 23;

/** What is to be printed, and on which sheet; anything odd in the address counts as nothing said. */
export const print = v.object({
	what: v.fallback(v.picklist(documents), 'badges'),
	sheet: v.fallback(v.picklist(sheetNames), '90x54'),
	/** Labels that are used up on the first sheet. */
	skip: v.fallback(v.pipe(v.string(), v.regex(/^\d{1,2}$/), v.transform(Number), v.maxValue(MOST_SKIPPED)), 0),
});

export type PrintInput = v.InferOutput<typeof print>;

import * as v from 'valibot';
import { choice, day, id, prose, required } from '#platform/form.ts';
import { answers } from './rules-census.ts';

/** A census that begins: all schools are asked about one day. */
export const census = v.object({
	/** Made with the form, so that sending it twice begins one. */
	census: id('unknownChoice'),
	name: required('censusNameMissing', 120),
	referenceOn: v.pipe(day, v.minLength(1, 'dayMissing')),
	dueOn: v.pipe(day, v.minLength(1, 'dayMissing')),
	note: prose(1000),
});

export type CensusInput = v.InferOutput<typeof census>;

const answer = {
	answer: choice(answers, 'unknownChoice'),
	note: prose(2000),
};

/** What a school says by its link. Shape: seen = stands for the rows it saw */
export const reply = v.object({ ...answer, seen: v.pipe(v.optional(v.string(), ''), v.regex(/^[0-9a-f]*$/, 'unknownChoice')) });

export type ReplyInput = v.InferOutput<typeof reply>;

/** What a school said to the coordination, on the telephone or on paper. */
export const replyFor = v.object({ ...answer, asked: id('unknownChoice') });

/** What was wrong has been dealt with. */
export const settling = v.object({ asked: id('unknownChoice') });

/** Schools are asked by mail, or asked again. */
export const asking = v.object({ ask: choice(['yes'], 'unknownChoice') });

/** Another last day. */
export const moving = v.object({ dueOn: v.pipe(day, v.minLength(1, 'dayMissing')) });

/** A census is over. */
export const closing = v.object({ ended: choice(['yes'], 'unknownChoice') });

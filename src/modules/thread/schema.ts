import * as v from 'valibot';
import { choice, id, isAddress, line, prose, reference, required, tick } from '#platform/form.ts';
import { dateOf, read } from '#platform/time/partial.ts';
import { endings } from './rules.ts';

/** A field under each of several names. */
export const each = <Field>(names: readonly string[], field: Field): Record<string, Field> =>
	Object.fromEntries(names.map((name) => [name, field]));

/** Until when: a date as far as it is known, to the day; or nothing. */
export const due = v.pipe(
	line(60),
	v.check((text) => text === '' || read(text) !== undefined, 'dueWrong'),
	v.transform(dateOf),
);

/** Who is asked, for what, until when, and who takes care. */
const facts = {
	asked: required('askedMissing', 160),
	step: line(300),
	due,
	/** Until the next meeting of the kind, whenever that is. */
	atNext: tick,
	/** The kind of meeting that asks what became of it; nothing = the next of this kind. */
	asking: reference,
	carerName: v.pipe(
		line(160),
		v.check((text) => text === '' || (/\p{L}/u.test(text) && !/\/\/|www\./i.test(text)), 'carerWrong'),
	),
	carerEmail: v.pipe(
		line(254),
		v.toLowerCase(),
		v.check((text) => text === '' || isAddress(text), 'emailWrong'),
	),
};

const untilNext = <Facts extends { due: string; atNext: boolean }>({ atNext, ...rest }: Facts) => ({
	...rest,
	due: atNext ? 'next' : rest.due,
});

/** A mail goes to somebody. */
const hasName = ({ carerName, carerEmail }: { carerName: string; carerEmail: string }) => carerEmail === '' || carerName !== '';

/** Something that a body is asked to do; from a priority, or without one. */
export const mandate = v.pipe(
	v.object({ key: reference, bundle: reference, title: required('titleMissing', 200), ...facts }),
	v.forward(v.partialCheck([['carerName'], ['carerEmail']], hasName, 'carerWrong'), ['carerName']),
	v.transform((input) => untilNext(input)),
);

export type MandateInput = v.InferOutput<typeof mandate>;

/** How a mandate stands, put right. */
export const correction = v.pipe(
	v.object({
		mandate: id('mandateGone'),
		/** How it stood when the page showed it. */
		seen: line(40),
		...facts,
	}),
	v.forward(v.partialCheck([['carerName'], ['carerEmail']], hasName, 'carerWrong'), ['carerName']),
	v.transform((input) => untilNext(input)),
);

export type CorrectionInput = v.InferOutput<typeof correction>;

const note = (key: string) => v.pipe(prose(2000), v.minLength(1, key));

/** How it goes. */
export const progress = v.object({ mandate: id('mandateGone'), note: note('noteMissing') });

export type ProgressInput = v.InferOutput<typeof progress>;

/** Until when instead, and why. */
export const postponement = v.pipe(
	v.object({ mandate: id('mandateGone'), due, atNext: tick, note: note('reasonMissing') }),
	v.forward(
		v.partialCheck([['due'], ['atNext']], (input) => input.due !== '' || input.atNext, 'dueMissing'),
		['due'],
	),
	v.transform((input) => untilNext(input)),
);

export type PostponementInput = v.InferOutput<typeof postponement>;

/** What came of it. */
export const ending = v.object({ mandate: id('mandateGone'), kind: choice(endings, 'kindMissing'), note: note('outcomeMissing') });

export type EndingInput = v.InferOutput<typeof ending>;

/** A mandate with which something is done. */
export const called = v.object({ mandate: id('mandateGone') });

export type Called = v.InferOutput<typeof called>;

/** A priority that is left open on purpose. */
export const leftOpen = v.object({ bundle: id('unknownChoice') });

/** Whether everybody may read of a mandate. */
export const shown = v.object({ mandate: id('mandateGone'), isPublic: tick });

export type ShownInput = v.InferOutput<typeof shown>;

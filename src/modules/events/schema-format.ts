import * as v from 'valibot';
import { id, line, reference, required, tick } from '#platform/form.ts';
import { type PartialDate, read } from '#platform/time/partial.ts';
import { MOST_EDITIONS } from './rules-format.ts';

/** A whole number, or nothing. */
const maybeWhole = (key: string, most: number) =>
	v.pipe(
		line(9),
		v.regex(/^\d{0,4}$/, key),
		v.transform((text) => (text === '' ? null : Number(text))),
		v.check((number) => number === null || (number >= 1 && number <= most), key),
	);

/** A date as far as it is known, in one's own words. */
const partialDate = v.pipe(
	line(60),
	v.transform(read),
	v.custom<PartialDate>((date) => date !== undefined, 'partialDateWrong'),
);

export const format = v.object({
	name: required('formatNameMissing', 120),
	cadence: maybeWhole('cadenceWrong', 120),
	/** Its meetings are not closed without minutes. */
	needsMinutes: tick,
});

export type FormatInput = v.InferOutput<typeof format>;

/** Another name or cadence for a format. */
export const formatChange = v.object({ format: id('formatGone'), ...format.entries });

export type FormatChange = v.InferOutput<typeof formatChange>;

export const formatRemoval = v.object({ format: id('formatGone') });

export const edition = v.object({
	format: id('formatGone'),
	area: reference,
	number: maybeWhole('numberWrong', MOST_EDITIONS),
	planned: partialDate,
});

export type EditionInput = v.InferOutput<typeof edition>;

export const replanning = v.object({ edition: id('editionGone'), planned: partialDate });

export const dropping = v.object({ edition: id('editionGone') });

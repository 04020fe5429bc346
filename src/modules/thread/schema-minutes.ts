import * as v from 'valibot';
import { choice, email, id, line, personName, prose, tick, whole } from '#platform/form.ts';
import type { MinutesSection } from './rules-minutes.ts';
import { each } from './schema.ts';

export const MOST_SECTIONS = 60;

/** The numbers of the sections that a form may have. */
export const sectionNumbers = Array.from({ length: MOST_SECTIONS }, (_, at) => at + 1);

const named = (name: string) => sectionNumbers.map((number) => `${name}${number}`);

/** Minutes that begin: of the whole meeting, or of a group. */
export const begunMinutes = v.pipe(
	v.object({ key: id('unknownChoice'), isWhole: tick, name: line(120) }),
	v.forward(
		v.check(({ isWhole, name }) => isWhole || name !== '', 'groupMissing'),
		['name'],
	),
	v.transform(({ isWhole, key, name }) => ({ key, name: isWhole ? '' : name })),
);

export type BegunMinutes = v.InferOutput<typeof begunMinutes>;

/** Minutes as somebody worded them. */
export const minutesText = v.pipe(
	v.object({
		/** The writing that the page showed. */
		seen: whole('unreadable', 1, 1_000_000),
		...each(named('section'), v.pipe(v.optional(v.string(), ''), v.regex(/^[0-9a-f-]{0,36}$/, 'unreadable'))),
		...each(named('heading'), line(300)),
		...each(named('text'), prose(12_000)),
	}),
	v.transform((input) => {
		const values = input as unknown as Record<string, string>;
		const sections: MinutesSection[] = sectionNumbers
			.map((number) => ({
				id: values[`section${number}`] ?? '',
				heading: values[`heading${number}`] ?? '',
				text: values[`text${number}`] ?? '',
			}))
			.filter(({ heading, text }) => heading !== '' || text !== '');
		return { seen: input.seen as number, sections };
	}),
	v.check(({ sections }) => {
		const known = sections.map((one) => one.id).filter(Boolean);
		return new Set(known).size === known.length;
	}, 'unreadable'),
	v.check(({ sections }) => sections.every(({ heading }) => heading !== ''), 'headingMissing'),
);

export type MinutesText = v.InferOutput<typeof minutesText>;

/** Minutes that are released as they stand. */
export const released = v.object({ seen: whole('unreadable', 1, 1_000_000) });

/** Somebody who gets them. */
export const recipient = v.object({ recipientName: personName('recipientNameMissing'), recipientEmail: email('emailWrong') });

/** Everybody with a place gets them: a button of its own, so that an empty form does nothing. */
export const everybody = v.object({ all: choice(['yes'], 'unknownChoice') });

/** Somebody who gets them no longer. */
export const recipientGone = v.object({ recipient: id('unknownChoice') });

import * as v from 'valibot';
import { choice, id, line, prose, reference, required, tick, whole } from '#platform/form.ts';
import { Rejected } from '#platform/rejected.ts';
import { CARD_LENGTH, kinds, paperLines, states } from './rules.ts';
import { methods } from './rules-vote.ts';
import { words } from './words.ts';

const MOST_COLUMNS = 8;
const MOST_LINES = 200;

// Sentences that a phone is told; whatever else is wrong was not written by our page.
const known = ['unknownChoice', 'tooLong', 'unreadable', 'cardsMissing', 'bundleTitleMissing'] as const;

const columnKind = v.optional(v.picklist(['', ...kinds], 'unknownChoice'), '');

/** A column as a form carries it: the fields of all columns are numbered. */
const columns = Object.fromEntries(
	Array.from({ length: MOST_COLUMNS }, (_, at) => at + 1).flatMap((number) => [
		[`kind${number}`, columnKind],
		[`title${number}`, line(120)],
		[`question${number}`, line(300)],
	]),
) as Record<`kind${number}`, typeof columnKind> & Record<`title${number}` | `question${number}`, ReturnType<typeof line>>;

/** The numbers of a board's possible columns. */
export const columnNumbers = Array.from({ length: MOST_COLUMNS }, (_, at) => at + 1);

/** A board: how it is called, for how many tables, and what its columns are. */
export const board = v.pipe(
	v.object({
		title: required('titleMissing', 120),
		tables: whole('tablesWrong', 1, 200),
		choices: whole('choicesWrong', 1, 10),
		dots: whole('dotsWrong', 1, 20),
		dotsEach: whole('dotsWrong', 1, 20),
		codes: whole('codesWrong', 0, 600),
		method: v.optional(v.picklist(methods, 'unknownChoice'), 'dots'),
		...columns,
	}),
	v.transform(({ title, tables, choices, dots, dotsEach, codes, method, ...fields }) => {
		const values = fields as Record<string, string>;
		return {
			title,
			tables,
			choices,
			dots,
			dotsEach,
			codes,
			method,
			columns: columnNumbers.flatMap((number) => {
				const kind = kinds.find((one) => one === values[`kind${number}`]);
				return kind ? [{ kind, title: values[`title${number}`] ?? '', question: values[`question${number}`] ?? '' }] : [];
			}),
		};
	}),
	v.check(({ columns: all }) => all.length > 0, 'columnsMissing'),
	v.forward(
		v.check(({ method, dots, dotsEach }) => method === 'matrix' || dotsEach <= dots, 'dotsEachTooMany'),
		['dotsEach'],
	),
);

export type BoardInput = v.InferOutput<typeof board>;

/** The role whose link is renewed, and the board that is removed. */
export const renewed = v.object({ role: choice(['facilitator', 'team', 'projector'], 'unknownChoice') });
export const removed = v.object({ board: id('unknownChoice') });

/** What a phone writes on a card; an empty text takes it back. */
export const card = v.object({
	column: id('unknownChoice'),
	text: line(CARD_LENGTH),
	rev: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000)),
	/** The stage that the phone saw. */
	stage: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000)),
	pitfall: v.nullable(id('unknownChoice')),
	interface: v.nullable(id('unknownChoice')),
});

export type CardInput = v.InferOutput<typeof card>;

const written = { key: id('unknownChoice'), rev: whole('unknownChoice', 1, 100_000), column: id('columnMissing') };

/** A card from a form without script. */
export const cardForm = v.object({ ...written, text: required('textMissing', CARD_LENGTH), pitfall: reference, interface: reference });

/** A card that a form without script takes back. */
export const backForm = v.object(written);

/** The same choices from forms without script. */
export const chosenForm = v.object({ card: id('unknownChoice'), chosen: tick });
export const readyForm = v.object({ ready: tick });

/** A board's code as somebody typed it. */
export const code = v.object({ code: required('code.wrong', 40) });

/** Whether a table chooses a card. */
export const chosen = v.object({ isChosen: v.boolean() });

/** What a table writes on a card that it has chosen. */
export const wording = v.object({ text: line(CARD_LENGTH), rev: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000)) });

/** Whether a table is done with choosing. */
export const ready = v.object({ isReady: v.boolean() });

/**
 * Reads what a phone sent as JSON.
 * Errors: Rejected for anything else, with a sentence beside the field
 */
export function read<const Schema extends v.GenericSchema>(schema: Schema, body: unknown): v.InferOutput<Schema> {
	const result = v.safeParse(schema, body);
	if (result.success) return result.output;
	const [issue] = result.issues;
	const key = known.find((one) => one === issue.message) ?? 'unreadable';
	throw new Rejected((language) => words(language)(key), v.getDotPath(issue) ?? undefined);
}

/** The next stage, and how many minutes people are told that it lasts. */
export const move = v.object({
	state: choice(states, 'unknownChoice'),
	minutes: v.pipe(
		v.optional(v.string(), ''),
		v.trim(),
		v.regex(/^(\d{1,3})?$/, 'minutesWrong'),
		v.transform((text) => (text ? Number(text) : null)),
	),
	/** The stage that the page showed. */
	seen: whole('unknownChoice', 1, 100_000),
});

/** More minutes for the stage that is on. */
export const more = v.object({
	minutes: whole('minutesWrong', 1, 240),
	/** Until when the page said that the stage lasts. */
	seen: line(30),
});

/** A card that something is done with. */
export const one = v.object({ card: id('unknownChoice') });

/** Why a card is not shown any more. */
export const hide = v.object({ card: id('unknownChoice'), reason: required('reasonMissing', 200) });

const table = v.pipe(
	v.optional(v.string(), ''),
	v.trim(),
	v.regex(/^([1-9]\d{0,2})?$/, 'unknownChoice'),
	v.transform((text) => (text ? Number(text) : null)),
);

/** Whether a table without a device chooses a card, or whoever leads for cards of no table. */
export const chosenAt = v.object({ table, card: id('unknownChoice'), chosen: tick });

/** The table that somebody sits at, or none. */
export const sit = v.object({ table });

/** What stands on a table's sheet of paper. */
export const paper = v.pipe(
	v.object({
		/** Tells one sheet from the next, however often it is sent. */
		key: id('unknownChoice'),
		table,
		column: id('columnMissing'),
		cards: prose(MOST_LINES * (CARD_LENGTH + 10)),
	}),
	v.transform(({ cards, ...rest }) => ({ ...rest, lines: paperLines(cards) })),
	v.forward(
		v.check(({ lines }) => lines.length > 0, 'linesMissing'),
		['lines'],
	),
	v.forward(
		v.check(({ lines }) => lines.length <= MOST_LINES && lines.every((one) => one.length <= CARD_LENGTH), 'linesTooLong'),
		['lines'],
	),
);

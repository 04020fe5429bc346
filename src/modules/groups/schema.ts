import * as v from 'valibot';
import { choice, id, line, reference, whole } from '#platform/form.ts';
import { levels } from './rules.ts';

const MOST_TABLES = 200;
const MOST_SEATS = 100;

/** "8" = eight tables, "6, 6, 5" = three tables of these sizes; null for anything else. */
function readTables(text: string): { count: number } | { sizes: number[] } | null {
	if (/^\d{1,3}$/.test(text)) return Number(text) >= 1 && Number(text) <= MOST_TABLES ? { count: Number(text) } : null;
	const sizes = text.split(/[\s,;+]+/).map(Number);
	const isGood = sizes.length <= MOST_TABLES && sizes.every((size) => Number.isInteger(size) && size >= 1 && size <= MOST_SEATS);
	return isGood ? { sizes } : null;
}

const level = v.optional(v.picklist(levels, 'unknownChoice'), 'none');

/** How people are to be mixed. */
export const plan = v.pipe(
	v.object({
		tables: v.pipe(
			line(800),
			v.check((text) => readTables(text) !== null, 'tablesWrong'),
		),
		rounds: whole('roundsWrong', 1, 12),
		minutes: whole('minutesWrong', 1, 240),
		people: choice(['arrived', 'registered'], 'unknownChoice'),
		organisation: level,
		organisationType: level,
		profession: level,
		municipality: level,
		met: level,
	}),
	v.transform(({ tables, rounds, minutes, people, ...weights }) => ({
		tables: readTables(tables) as NonNullable<ReturnType<typeof readTables>>,
		rounds,
		minutes,
		people,
		weights,
	})),
);

export type PlanInput = v.InferOutput<typeof plan>;

/** What a table is about, where it stands, and who stays there. */
export const group = v.object({ group: id('unknownChoice'), topic: line(200), room: line(120), moderator: reference });

export type GroupInput = v.InferOutput<typeof group>;

/** Somebody who is to sit elsewhere in a round: at another table, or in exchange with somebody. */
export const move = v.object({
	round: whole('unknownChoice', 1, 12),
	place: id('unknownChoice'),
	target: v.pipe(v.optional(v.string(), ''), v.regex(/^(group|swap):[0-9a-f-]{36}$/, 'targetMissing')),
});

export type MoveInput = v.InferOutput<typeof move>;

/** A round to be started, or given more time. */
export const round = v.object({ round: whole('unknownChoice', 1, 12), minutes: whole('minutesWrong', 1, 240) });

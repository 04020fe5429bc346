import * as v from 'valibot';
import { choice, email, id, line, required, tick, whole } from '#platform/form.ts';
import { benefitOf, effortOf, type Method, type PaperCount } from './rules-vote.ts';

const MOST_BUNDLES = 600;

/** Dots on bundles, as a phone sends them. */
export const ballot = v.object({
	rev: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000)),
	dots: v.pipe(
		v.record(v.pipe(v.string(), v.uuid('unknownChoice')), v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(99))),
		v.check((dots) => Object.keys(dots).length <= MOST_BUNDLES, 'unreadable'),
	),
	/** Of the slip that somebody drew. */
	code: v.optional(v.pipe(v.string(), v.maxLength(40)), ''),
});

/** Whether an address or a form names a stage at all. */
export const isStage = (text: string): boolean => /^\d{1,6}$/.test(text);

/** Which of two counts of paper slips is meant, and how many slips there were. */
export const paperEntry = v.object({
	entry: v.pipe(
		choice(['1', '2'], 'unknownChoice'),
		v.transform((text) => Number(text) as 1 | 2),
	),
});
export const paperSlips = v.object({ ...paperEntry.entries, slips: whole('slipsWrong', 1, 1_000) });

/** What becomes of a priority; nobody named = left open on purpose. */
export const handed = v.object({ bundle: id('unknownChoice'), who: line(160), step: line(300), due: line(80) });

export type HandedInput = v.InferOutput<typeof handed>;

/** Somebody who wants to work on a priority. */
export const helper = v.object({
	key: id('unknownChoice'),
	bundle: id('unknownChoice'),
	helperName: v.pipe(
		required('helperNameMissing', 160),
		v.check((text) => /\p{L}/u.test(text) && !/\/\/|www\./i.test(text), 'helperNameMissing'),
	),
	helperEmail: email('helperEmailWrong'),
});

export type HelperInput = v.InferOutput<typeof helper>;

/** Somebody who does not want to any more. */
export const helperGone = v.object({ helper: id('unknownChoice') });

/** Whether everybody may read a list of priorities. */
export const shownToAll = v.object({ isPublic: tick });

/** A board that another one becomes: at which meeting, called what, with how many ranks. */
export const takenOver = v.object({
	target: required('unknownChoice', 80),
	newTitle: required('titleMissing', 120),
	first: whole('firstWrong', 0, 50),
});

const idIn = (hex: string) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

/**
 * What was counted on slips of paper, as a form sends it: the fields of a bundle are its id without hyphens after "d" for dots, and
 * after "v" for slips with a dot on it.
 * Shape:  null where something else than a number stands in a field, or one of the two is missing
 */
export function countsIn(values: Readonly<Record<string, string>>): PaperCount['counts'] | null {
	const counts: Record<string, [number, number]> = {};
	for (const [name, value] of Object.entries(values)) {
		const [, what = '', hex = ''] = /^([dv])([0-9a-f]{32})$/.exec(name) ?? [];
		if (!hex || value.trim() === '') continue;
		if (!/^\d{1,5}$/.test(value.trim())) return null;
		const [dots, slips] = counts[idIn(hex)] ?? [0, 0];
		counts[idIn(hex)] = what === 'd' ? [Number(value), slips] : [dots, Number(value)];
	}
	return Object.fromEntries(Object.entries(counts).filter(([, [dots, slips]]) => dots > 0 || slips > 0));
}

/** The fields of such a form that say what a ballot says. */
export const fieldsOf = (dots: Readonly<Record<string, number>>, method: Method): Record<string, string> =>
	Object.fromEntries(
		Object.entries(dots).flatMap(([bundle, given]) => {
			const hex = bundle.replaceAll('-', '');
			return method === 'dots'
				? [[`b${hex}`, String(given)]]
				: [
						[`n${hex}`, String(benefitOf(given))],
						[`e${hex}`, String(effortOf(given))],
					];
		}),
	);

/**
 * The same from a form without script, in which the field of a bundle is its id without hyphens after a letter: "b" for dots, "n" and
 * "e" for benefit and effort.
 * Shape:  null where something else than a number stands in a field
 */
export function ballotIn(values: Readonly<Record<string, string>>): { id: string; code: string; dots: Record<string, number> } | null {
	const dots: Record<string, number> = {};
	for (const [name, value] of Object.entries(values)) {
		const [, what = '', hex = ''] = /^([bne])([0-9a-f]{32})$/.exec(name) ?? [];
		if (!hex || value === '' || what === 'e') continue;
		const effort = values[`e${hex}`];
		// In a matrix nothing is said of a bundle before both are.
		if (what === 'n' && !effort) continue;
		const given = what === 'n' ? `${value}${effort}` : value;
		if (!/^\d{1,2}$/.test(given)) return null;
		dots[idIn(hex)] = Number(given);
	}
	return { id: values['ballot'] ?? '', code: (values['code'] ?? '').slice(0, 40), dots };
}

// What changed between two texts, word by word, for people to read.
import { diffWordsWithSpace } from 'diff';
import type { Content } from './rules-agreement.ts';

/** A piece of a text: in both, in the later one only, or in the earlier one only. */
export interface Piece {
	text: string;
	is: 'same' | 'added' | 'removed';
}

/** Words that may differ before two texts are simply two texts: telling them apart would keep others waiting. */
const MOST_CHANGES = 600;

/** What became of a text, word by word; where hardly a word stayed, all of it. */
export function pieces(before: string, after: string): Piece[] {
	const found = diffWordsWithSpace(before, after, { maxEditLength: MOST_CHANGES });
	if (!found)
		return [
			{ text: before, is: 'removed' },
			{ text: after, is: 'added' },
		];
	return found.map(({ value, added, removed }) => ({ text: value, is: added ? 'added' : removed ? 'removed' : 'same' }));
}

/** A part of an agreement of which two versions are compared. */
export interface Compared {
	heading: Piece[];
	text: Piece[];
	isSame: boolean;
}

/**
 * Two versions of an agreement beside each other: what stands around the text, and clause by clause. Clauses of the same heading belong together;
 * what has none stands where it was.
 * Shape:  facts = the lines that stand around the text, as people read them
 */
export function compared(
	[before, after]: readonly [Pick<Content, 'clauses'>, Pick<Content, 'clauses'>],
	[factsBefore, factsAfter]: readonly [string, string],
): Compared[] {
	const part = (heading: readonly [string, string], text: readonly [string, string]): Compared => ({
		heading: pieces(...heading),
		text: pieces(...text),
		isSame: heading[0] === heading[1] && text[0] === text[1],
	});
	const taken = new Set<number>();
	const partner = after.clauses.map(({ heading }) => {
		const at = before.clauses.findIndex((one, number) => one.heading === heading && !taken.has(number));
		if (at >= 0) taken.add(at);
		return at;
	});
	const gone = before.clauses.map((clause, at) => ({ clause, at })).filter(({ at }) => !taken.has(at));
	const parts: Compared[] = [part(['', ''], [factsBefore, factsAfter])];
	for (const [number, clause] of after.clauses.entries()) {
		const at = partner[number] as number;
		while (gone[0] && at >= 0 && gone[0].at < at) {
			const { clause: old } = gone.shift() as (typeof gone)[0];
			parts.push(part([old.heading, ''], [old.text, '']));
		}
		const old = before.clauses[at];
		parts.push(part([old?.heading ?? '', clause.heading], [old?.text ?? '', clause.text]));
	}
	return [...parts, ...gone.map(({ clause }) => part([clause.heading, ''], [clause.text, '']))];
}

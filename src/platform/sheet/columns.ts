// What the columns of a table mean that somebody brought, and what its cells say.
import { plain } from '../plain.ts';

/** A heading or a name, so that case, blanks, signs and marks do not matter. */
export const bare = (text: string): string => plain(text.slice(0, 400)).replace(/[^\p{L}\p{N}]/gu, '');

/** Umlauts as those write them who lack the key. */
const unfolded = (heading: string): string => heading.replace(/([aou])e/g, '$1');

/** Bare headings by what they mean. Shape: headings = words apart by blanks, by field */
export const meaningsOf = <Field extends string>(headings: Readonly<Record<Field, string>>): ReadonlyMap<string, Field> =>
	new Map(
		Object.entries<string>(headings).flatMap(([field, words]) => words.split(' ').map((heading) => [heading, field as Field] as const)),
	);

/**
 * What the columns of a table mean: as was said before, else as their headings say. Of two that mean the same the first counts.
 * Shape:  meanings, said = by bare heading; '' = nothing
 */
export function columnsFor<Field extends string>(
	headings: readonly string[],
	meanings: ReadonlyMap<string, Field>,
	said: ReadonlyMap<string, Field | ''>,
): (Field | '')[] {
	const taken = new Set<string>();
	return headings.map((heading) => {
		const known = bare(heading);
		const field = said.get(known) ?? meanings.get(known) ?? meanings.get(unfolded(known)) ?? '';
		if (field === '' || taken.has(field)) return '';
		taken.add(field);
		return field;
	});
}

/** What is odd about a cell that is read all the same. */
export interface Oddity {
	key: 'spaces' | 'undefined';
	value: string;
}

/** The text of a cell without what nobody sees, and without what a program wrote for nothing. */
export function cellText(raw: string): { text: string; oddities: Oddity[] } {
	const oddities: Oddity[] = [];
	const text = raw
		.normalize('NFC')
		.replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, '')
		.replace(/[\s\u00a0\u2007\u202f]+/g, ' ')
		.trim();
	if (/[\u00a0\u00ad\u2007\u200b-\u200d\u202f\u2060\ufeff]|\S {2,}\S/.test(raw)) oddities.push({ key: 'spaces', value: text });
	if (!/^(undefined|null|nan)\b ?/i.test(text)) return { text, oddities };
	oddities.push({ key: 'undefined', value: text });
	return { text: text.replace(/^(undefined|null|nan)\b ?/i, ''), oddities };
}

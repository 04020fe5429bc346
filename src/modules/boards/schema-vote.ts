import * as v from 'valibot';

const MOST_BUNDLES = 600;

/** Dots on bundles, as a phone sends them. */
export const ballot = v.object({
	rev: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000)),
	dots: v.pipe(
		v.record(v.pipe(v.string(), v.uuid('unknownChoice')), v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(20))),
		v.check((dots) => Object.keys(dots).length <= MOST_BUNDLES, 'unreadable'),
	),
});

/**
 * The same from a form without script, in which the field of a bundle is its id without hyphens after a letter.
 * Shape:  null where something else than a number stands in a field
 */
export function ballotIn(values: Readonly<Record<string, string>>): { id: string; dots: Record<string, number> } | null {
	const dots: Record<string, number> = {};
	for (const [name, value] of Object.entries(values)) {
		const [, hex = ''] = /^b([0-9a-f]{32})$/.exec(name) ?? [];
		if (!hex || value === '') continue;
		if (!/^\d{1,2}$/.test(value)) return null;
		dots[hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')] = Number(value);
	}
	return { id: values['ballot'] ?? '', dots };
}

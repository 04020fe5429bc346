// What an offer is for, and what may be told of how it is used.

/** Whom an offer is for. Source: domain.md §1.2, S-11: a target group, never a record */
export const audiences = ['children', 'youth', 'parents', 'families', 'classes', 'professionals'] as const;
export type Audience = (typeof audiences)[number];

/** Situations in which an offer helps. */
export const situations = [
	'absence',
	'addiction',
	'conflict',
	'crisis',
	'disability',
	'learning',
	'migration',
	'poverty',
	'protection',
	'psyche',
	'separation',
	'transition',
] as const;
export type Situation = (typeof situations)[number];

/** What an offer costs; '' = not known. */
export const costs = ['', 'free', 'some', 'paid'] as const;
export type Cost = (typeof costs)[number];

/** Whether an offer is to be had: now, later again, no more. */
export const states = ['active', 'paused', 'ended'] as const;
export type State = (typeof states)[number];

/** How far an offer is shown; one that only the coordination sees would be none. */
export const offerLevels = ['public', 'internal'] as const;
export type OfferLevel = (typeof offerLevels)[number];

/** What somebody notes about an offer for themselves. Source: domain.md §1.3, V-05 */
export const marks = ['known', 'used', 'notYet'] as const;
export type Mark = (typeof marks)[number];

/** Fewer marks than this tell nothing, for they would tell of people. */
export const FEWEST_MARKS = 5;

/** How many marks of a kind there are, as it may be told: none, a few (fewer than five), or at least so many. */
export type Told = { kind: 'none' } | { kind: 'few' } | { kind: 'atLeast'; count: number };

/** What may be told of how an offer is known and used. */
export interface Use {
	known: Told;
	used: Told;
}

const told = (count: number): Told =>
	count === 0 ? { kind: 'none' } : count < FEWEST_MARKS ? { kind: 'few' } : { kind: 'atLeast', count: count - (count % FEWEST_MARKS) };

/** What may be told of the marks of an offer: rounded down to fives, so that nobody sees one more come; null while there are too few. */
export function toldOf(counts: Readonly<Record<Mark, number>>): Use | null {
	const all = counts.known + counts.used + counts.notYet;
	// Whoever has used an offer knows it.
	return all < FEWEST_MARKS ? null : { known: told(counts.known + counts.used), used: told(counts.used) };
}

/** What an area lacks. Shape: missing = situations that no offer there names; open = offers there that name none, and may help with any */
export interface Lack {
	area: string;
	/** Offers for this area, and those for the whole region. */
	own: number;
	everywhere: number;
	open: number;
	missing: Situation[];
}

/** Which areas have no offer of their own, and for which situations each has nothing. Shape: offers = those to be had now; areas = [] means the whole region */
export function lacksOf(
	areas: readonly string[],
	offers: readonly { areas: readonly string[]; situations: readonly Situation[] }[],
): Lack[] {
	const everywhere = offers.filter((one) => one.areas.length === 0);
	return areas.map((area) => {
		const own = offers.filter((one) => one.areas.includes(area));
		const there = [...own, ...everywhere];
		return {
			area,
			own: own.length,
			everywhere: everywhere.length,
			open: there.filter((one) => one.situations.length === 0).length,
			missing: situations.filter((situation) => !there.some((one) => one.situations.includes(situation))),
		};
	});
}

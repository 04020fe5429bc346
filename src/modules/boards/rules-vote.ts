/** Dots on bundles, as one phone puts them. */
export interface Ballot {
	/** Which writing of it this is; an earlier one that arrives late changes nothing. */
	rev: number;
	/** Bundle → dots, without those that have none. */
	dots: Record<string, number>;
}

/** What a vote allows: dots in all, and on one bundle. */
export interface Allowance {
	dots: number;
	dotsEach: number;
}

/** A bundle in the order of its dots. */
export interface Ranked {
	bundle: string;
	/** 1 = the most dots; who has as many shares the rank, and the next ranks are left out. */
	rank: number;
	dots: number;
	/** Ballots with a dot on it. */
	voters: number;
}

/** Whether a ballot keeps to what is allowed; it need not be used up. */
export function isAllowed(dots: Readonly<Record<string, number>>, allowance: Allowance, bundles: ReadonlySet<string>): boolean {
	const entries = Object.entries(dots);
	return (
		entries.every(([bundle, count]) => bundles.has(bundle) && Number.isInteger(count) && count >= 0 && count <= allowance.dotsEach) &&
		entries.reduce((sum, [, count]) => sum + count, 0) <= allowance.dots
	);
}

/**
 * Counts ballots: every bundle is told, those without a dot too, and those with as many share a rank.
 * Shape:  dots on bundles that are not there any more count for nothing
 */
export function tally(bundles: readonly string[], ballots: readonly Ballot[]): Ranked[] {
	const counted = bundles.map((bundle) => {
		const given = ballots.map(({ dots }) => dots[bundle] ?? 0).filter((count) => count > 0);
		return { bundle, dots: given.reduce((sum, count) => sum + count, 0), voters: given.length };
	});
	return counted
		.map((one) => ({ ...one, rank: 1 + counted.filter(({ dots }) => dots > one.dots).length }))
		.sort((a, b) => a.rank - b.rank || (a.bundle < b.bundle ? -1 : 1));
}

/** How many dots are usual: half as many as there are bundles and one more, rounded down. Source: domain.md §3.5 */
export const usualDots = (bundles: number): number => Math.max(1, Math.min(20, Math.floor(bundles / 2) + 1));

/** The box that a ballot belongs to. Shape: id = random; the answer 0..7 */
export const shardOf = (id: string): number => Number.parseInt(id.slice(0, 2), 16) % 8;

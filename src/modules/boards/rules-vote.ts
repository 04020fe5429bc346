/** Dots on bundles, as one phone puts them. */
export interface Ballot {
	/** Which writing of it this is; an earlier one that arrives late changes nothing. */
	rev: number;
	/** Bundle → dots, without those that have none. */
	dots: Record<string, number>;
	/** The device that used this ballot's code; absent where no codes are used. */
	by?: string;
}

/** What slips of paper say, added up: bundle → dots, and slips with a dot on it. */
export interface PaperCount {
	slips: number;
	counts: Record<string, readonly [dots: number, slips: number]>;
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

/** Whether slips that were added up keep to what is allowed: no more dots than so many slips can carry. */
export function isCountable({ slips, counts }: PaperCount, allowance: Allowance, bundles: ReadonlySet<string>): boolean {
	const entries = Object.entries(counts);
	return (
		entries.every(([bundle, [dots, on]]) => bundles.has(bundle) && on <= slips && on <= dots && dots <= on * allowance.dotsEach) &&
		entries.reduce((sum, [, [dots]]) => sum + dots, 0) <= slips * allowance.dots
	);
}

/** The bundles at which two people who counted the same slips differ; "slips" where it is the number of slips. */
export function differences(one: PaperCount, other: PaperCount): string[] {
	const bundles = new Set([...Object.keys(one.counts), ...Object.keys(other.counts)]);
	const differ = [...bundles].filter((bundle) => String(one.counts[bundle]) !== String(other.counts[bundle]));
	return one.slips === other.slips ? differ : ['slips', ...differ];
}

/**
 * Counts ballots: every bundle is told, those without a dot too, and those with as many share a rank.
 * Shape:  dots on bundles that are not there any more count for nothing
 */
export function tally(bundles: readonly string[], ballots: readonly Ballot[], paper?: PaperCount | null): Ranked[] {
	const counted = bundles.map((bundle) => {
		const given = ballots.map(({ dots }) => dots[bundle] ?? 0).filter((count) => count > 0);
		const [dots, slips] = paper?.counts[bundle] ?? [0, 0];
		return { bundle, dots: given.reduce((sum, count) => sum + count, dots), voters: given.length + slips };
	});
	return counted
		.map((one) => ({ ...one, rank: 1 + counted.filter(({ dots }) => dots > one.dots).length }))
		.sort((a, b) => a.rank - b.rank || (a.bundle < b.bundle ? -1 : 1));
}

/** How many dots are usual: half as many as there are bundles and one more, rounded down. Source: domain.md §3.5 */
export const usualDots = (bundles: number): number => Math.max(1, Math.min(20, Math.floor(bundles / 2) + 1));

/** The box that a ballot belongs to. Shape: id = random; the answer 0..7 */
export const shardOf = (id: string): number => Number.parseInt(id.slice(0, 2), 16) % 8;

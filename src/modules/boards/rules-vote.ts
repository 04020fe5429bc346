/** Dots on bundles, as one phone puts them. */
export interface Ballot {
	/** Which writing of it this is; an earlier one that arrives late changes nothing. */
	rev: number;
	/** Bundle → dots, without those that have none; in a matrix → what mark says. */
	dots: Record<string, number>;
	/** The device that used this ballot's code; absent where no codes are used. */
	by?: string;
}

/** What slips of paper say, added up: bundle → dots, and slips with a dot on it. */
export interface PaperCount {
	slips: number;
	counts: Record<string, readonly [dots: number, slips: number]>;
}

/** How people vote: with dots, or by saying of each bundle what it brings and what it takes. */
export const methods = ['dots', 'matrix'] as const;
export type Method = (typeof methods)[number];

/** Steps from little to much. */
export const STEPS = [1, 2, 3, 4] as const;

/** What a bundle brings and takes, as one number of a ballot. Shape: benefit, effort = 1 (little) to 4 (much) */
export const mark = (benefit: number, effort: number): number => benefit * 10 + effort;
/** What a mark says that a bundle brings. */
export const benefitOf = (given: number): number => Math.floor(given / 10);
/** What a mark says that a bundle takes. */
export const effortOf = (given: number): number => given % 10;
const isMark = (given: number) => [benefitOf(given), effortOf(given)].every((step) => STEPS.some((one) => one === step));

/** What a vote allows: dots in all, and on one bundle; a matrix asks for a mark on as many bundles as one likes. */
export interface Allowance {
	method: Method;
	dots: number;
	dotsEach: number;
}

/** A bundle in the order of its dots. */
export interface Ranked {
	bundle: string;
	/** 1 = the most dots; who has as many shares the rank, and the next ranks are left out. */
	rank: number;
	dots: number;
	/** Ballots with a dot on it, or with a mark. */
	voters: number;
	/** Sums of a matrix, over those voters; null where people gave dots. */
	benefit: number | null;
	effort: number | null;
}

/** Whether a ballot keeps to what is allowed; it need not be used up. */
export function isAllowed(dots: Readonly<Record<string, number>>, allowance: Allowance, bundles: ReadonlySet<string>): boolean {
	const entries = Object.entries(dots);
	if (allowance.method === 'matrix') return entries.every(([bundle, given]) => bundles.has(bundle) && (given === 0 || isMark(given)));
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

type Counted = Omit<Ranked, 'rank'>;

/** Whether a bundle stands before another one: more dots, or more benefit over effort on average; without a mark it stands last. */
function isBefore(one: Counted, other: Counted): boolean {
	if (one.benefit === null || other.benefit === null) return one.dots > other.dots;
	const over = ({ benefit, effort }: Counted) => (benefit ?? 0) - (effort ?? 0);
	if (one.voters === 0 || other.voters === 0) return one.voters > 0 && other.voters === 0;
	return over(one) * other.voters > over(other) * one.voters;
}

/** Bundles by what was counted: those that stand alike share a rank, and the next ranks are left out. */
export const inOrder = (counted: readonly Counted[]): Ranked[] =>
	[...counted]
		.sort((a, b) => Number(isBefore(b, a)) - Number(isBefore(a, b)) || (a.bundle < b.bundle ? -1 : 1))
		.reduce<Ranked[]>((ranked, one, at) => {
			const last = ranked.at(-1);
			ranked.push({ ...one, rank: last && !isBefore(last, one) ? last.rank : at + 1 });
			return ranked;
		}, []);

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

/**
 * Counts ballots: every bundle is told, those without a dot too, and those with as many share a rank.
 * Shape:  dots on bundles that are not there any more count for nothing
 */
export function tally(bundles: readonly string[], ballots: readonly Ballot[], method: Method, paper?: PaperCount | null): Ranked[] {
	return inOrder(
		bundles.map((bundle) => {
			const given = ballots.map(({ dots }) => dots[bundle] ?? 0).filter((count) => count > 0);
			if (method === 'matrix')
				return { bundle, dots: 0, voters: given.length, benefit: sum(given.map(benefitOf)), effort: sum(given.map(effortOf)) };
			const [dots, slips] = paper?.counts[bundle] ?? [0, 0];
			return { bundle, dots: sum(given) + dots, voters: given.length + slips, benefit: null, effort: null };
		}),
	);
}

/** What voters said of a bundle on average; null where none did. */
export const average = (total: number | null, voters: number): number | null => (total === null || voters === 0 ? null : total / voters);

/** How many dots are usual: half as many as there are bundles and one more, rounded down. Source: domain.md §3.5 */
export const usualDots = (bundles: number): number => Math.max(1, Math.min(20, Math.floor(bundles / 2) + 1));

/** Boxes of a vote, so that a rush does not wait for one row. */
export const SHARDS = 8;

/** The box that a ballot belongs to. Shape: id = random; the answer 0 to SHARDS - 1 */
export const shardOf = (id: string): number => Number.parseInt(id.slice(0, 2), 16) % SHARDS;

import type { Missed } from '#algorithms/allocation/explain.ts';
import { lot } from '#algorithms/allocation/lot.ts';
import type { Participant, Problem } from '#algorithms/allocation/problem.ts';
import { type Limits, usual } from '#algorithms/allocation/search.ts';

/** How long the program looks for a proof before it tells the best it found, with its bound: in steps, never in time. */
export const PATIENCE: Limits = { ...usual, nodes: 3000 };

/** For an explanation while somebody waits for a page: less. */
export const HASTE: Limits = { ...usual, nodes: 40, draws: 0 };

/** As many wishes as a form can carry. */
export const MOST_WISHES = 9;

/** As many wishes as a form offers: five for one round, two more for each further one. */
export const wishCount = (workshops: number, rounds = 1): number => Math.min(3 + 2 * rounds, workshops, MOST_WISHES);

/** One time that a workshop takes place. */
export interface Run {
	id: string;
	/** The phase of the programme; null = not planned yet. */
	phase: string | null;
	phaseTitle: string;
	startsAt: Date | null;
	endsAt: Date | null;
	taken: number;
	isCancelled: boolean;
}

/** A phase of the programme in which everyone goes to one workshop. */
export type Round = Pick<Run, 'phase' | 'phaseTitle' | 'startsAt' | 'endsAt'>;

/** The rounds of a meeting: the phases in which its workshops run, in order; those not planned yet are a round of their own. */
export function roundsOf(workshops: readonly { runs: readonly Run[] }[]): Round[] {
	const known = new Map<string | null, Round>();
	for (const { phase, phaseTitle, startsAt, endsAt } of workshops.flatMap(({ runs }) => runs))
		known.set(phase, { phase, phaseTitle, startsAt, endsAt });
	const at = ({ startsAt }: Round) => startsAt?.getTime() ?? Number.NEGATIVE_INFINITY;
	return [...known.values()].sort((a, b) => Math.sign(at(a) - at(b)) || ((a.phase ?? '') < (b.phase ?? '') ? -1 : 1));
}

/**
 * What somebody who was told their places keeps when places are given out again: in one round nothing worse than the wish they
 * got; in several rounds, and where organisers decided by hand, exactly their workshops. Who was taken out of a round on
 * purpose gets nothing new.
 * Shape:  told = their seats; a workshop that no longer takes place binds nobody; ranks are those of the wishes as they are now
 */
export function stays(
	person: Participant,
	told: readonly { workshop: string | null; rank: number; origin: string }[],
	{ rounds = 1, workshops }: Pick<Problem, 'rounds' | 'workshops'>,
): Partial<Participant> {
	const takesPlace = (workshop: string | null) => (workshops.find(({ id }) => id === workshop)?.capacity ?? 0) > 0;
	const live = told.flatMap(({ workshop, origin }) => (workshop !== null && takesPlace(workshop) ? [{ workshop, origin }] : []));
	const sits = live.map(({ workshop }) => workshop);
	// What organisers decided after places were known counts before what was told.
	const rules = { fixed: person.fixed ?? [], forbidden: person.forbidden ?? [] };
	const firm = sits.filter((workshop) => !rules.forbidden.includes(workshop)).slice(0, Math.max(0, rounds - rules.fixed.length));
	if (told.some(({ workshop }) => workshop === null)) {
		const others = workshops.map(({ id }) => id).filter((id) => !firm.includes(id) && !rules.fixed.includes(id));
		return { fixed: [...new Set([...rules.fixed, ...firm])], forbidden: others };
	}
	if (rules.fixed.length > 0 || rules.forbidden.some((id) => sits.includes(id)))
		return { fixed: [...new Set([...rules.fixed, ...(rounds > 1 ? firm : [])])] };
	const [seat] = live;
	const rank = seat ? person.wishes.findIndex((wish) => [wish].flat().includes(seat.workshop)) + 1 : 0;
	if (rounds > 1 || (seat && (rank === 0 || seat.origin === 'hand'))) return { fixed: firm };
	return seat ? { keep: rank } : {};
}

/** A problem as text that is equal when nothing changed; stores give fields back in an order of their own. */
export function inputOf({ workshops, participants, rounds, quotas, together, apart }: Problem): string {
	return JSON.stringify([
		workshops.map(({ id, capacity, minimum, rounds: runs }) => [id, capacity, minimum ?? 0, runs ?? null]),
		participants.map(({ id, wishes, group, fixed, forbidden, keep }) => [
			id,
			wishes,
			group ?? null,
			[...(fixed ?? [])].sort(),
			[...(forbidden ?? [])].sort(),
			keep ?? null,
		]),
		rounds ?? 1,
		(quotas ?? []).map(({ workshop, group, maximum }) => [workshop, group, maximum]),
		together ?? [],
		apart ?? [],
	]);
}

/** A person on the way to a seat. */
export interface Seeker {
	place: string;
	/** By round; null = none, a workshop null = taken out on purpose. */
	seats: ({ workshop: string | null; rank: number; isFirm: boolean } | null)[];
	/** Best first, without what is ruled out for them. */
	wishes: { workshop: string; rank: number }[];
	isFixed: boolean;
}

/**
 * Who moves up next when seats are free: first somebody without a seat in that round, by how much they wished it, then
 * somebody who wished it more than what they have; among equals the lot decides. Nobody ever moves to something they like
 * less, nobody gets the same workshop twice, and what was decided by hand stays.
 * Shape:  free = seats left by round and workshop; the answer is one move, or undefined when nobody gains
 */
export function nextMove(
	free: readonly ReadonlyMap<string, number>[],
	seekers: readonly Seeker[],
	seed: number,
): { place: string; round: number; workshop: string; rank: number } | undefined {
	const moves = seekers.flatMap(({ place, seats, wishes, isFixed }) =>
		isFixed
			? []
			: free.flatMap((left, round) => {
					const seat = seats[round] ?? null;
					if (seat?.isFirm) return [];
					const wish = wishes.find(
						({ workshop, rank }) =>
							(left.get(workshop) ?? 0) > 0 && (!seat || rank < seat.rank) && !seats.some((other) => other?.workshop === workshop),
					);
					return wish ? [{ place, round, ...wish, order: [seat ? 1 : 0, wish.rank, lot(seed, place, wish.workshop), round] }] : [];
				}),
	);
	const before = (a: number[], b: number[]) => a.map((value, at) => value - (b[at] as number)).find((difference) => difference !== 0) ?? 0;
	const [first] = moves.sort((a, b) => before(a.order, b.order));
	return first && { place: first.place, round: first.round, workshop: first.workshop, rank: first.rank };
}

/** What somebody is told about the place they got: a key of this room's words with its values. */
export type Reason =
	| { kind: 'first' | 'fixed' | 'byHand' | 'outByHand' | 'movedUp' | 'noWishes' | 'later' | 'betterElsewhere' }
	| { kind: 'missed'; because: Missed['because']; workshop: string; wish: number };

/** The reason in one sentence's worth of facts. */
export function reasonFor(
	seat: { workshop: string | null; rank: number; origin: string } | null,
	hasWishes: boolean,
	missed: readonly Pick<Missed, 'workshop' | 'rank' | 'because'>[],
): Reason {
	if (seat?.origin === 'hand') return { kind: seat.workshop === null ? 'outByHand' : 'byHand' };
	if (seat?.origin === 'movedUp') return { kind: 'movedUp' };
	if (seat?.rank === 0) return { kind: 'fixed' };
	if (seat?.rank === 1) return { kind: 'first' };
	// In several rounds a better wish may have been met in another one: then nothing was missed.
	const best = missed.find(({ rank }) => !seat?.workshop || rank < seat.rank);
	if (best) return { kind: 'missed', because: best.because, workshop: best.workshop, wish: best.rank };
	if (seat?.workshop) return { kind: 'betterElsewhere' };
	return { kind: hasWishes ? 'later' : 'noWishes' };
}

/** How many got which wish, as the picture and the comparison show it. */
export function profileOf(seats: readonly { rank: number }[], ranks: number): number[] {
	const profile = new Array<number>(Math.max(ranks, 0)).fill(0);
	for (const { rank } of seats) if (rank > 0) profile[rank - 1] = (profile[rank - 1] ?? 0) + 1;
	return profile;
}

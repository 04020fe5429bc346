import type { Missed } from '#algorithms/allocation/explain.ts';
import type { Participant, Problem } from '#algorithms/allocation/problem.ts';
import { type Limits, usual } from '#algorithms/allocation/search.ts';

/** How long the program looks for a proof before it tells the best it found, with its bound: in steps, never in time. */
export const PATIENCE: Limits = { ...usual, nodes: 3000 };

/** While somebody waits for a page: less. */
export const HASTE: Limits = { ...usual, nodes: 40, first: 120, draws: 0 };

/** For each of hundreds of explanations: what is not clear after this is told to be unclear. */
export const BRIEFLY: Limits = { ...usual, nodes: 20, first: 20, draws: 0 };

/** As many wishes as a form can carry. */
export const MOST_WISHES = 9;

/** As many wishes as a form offers: five for one round, two more for each further one. */
export const wishCount = (workshops: number, rounds = 1): number => Math.min(3 + 2 * rounds, workshops, MOST_WISHES);

/** When hundreds of explanations took long already: only what is plain at once. */
export const BARELY: Limits = { ...BRIEFLY, nodes: 1, first: 1 };

/** How many got which wish, and how many nothing, over all rounds. */
export interface Outcome {
	ranks: number[];
	fixed: number;
	unplaced: number;
}

/**
 * What somebody who was told their places keeps when places are given out again: in one round nothing worse than the wish they
 * got; in several rounds, and where organisers decided by hand, exactly their workshops at their times. Who was taken out of a
 * round on purpose gets nothing new.
 * Shape:  told = their seats with their round, 0 = none that there is; a workshop that no longer takes place binds nobody; ranks
 *         are those of the wishes as they are now
 */
export function stays(
	person: Participant,
	told: readonly { workshop: string | null; round: number; rank: number; origin: string }[],
	{ rounds = 1, workshops }: Pick<Problem, 'rounds' | 'workshops'>,
): Partial<Participant> {
	const isThen = (workshop: string, round: number) => {
		const known = workshops.find(({ id }) => id === workshop);
		return round > 0 && known !== undefined && known.capacity > 0 && (known.rounds?.includes(round) ?? true);
	};
	// What organisers decided after places were known counts before what was told.
	const rules = { fixed: person.fixed ?? [], forbidden: person.forbidden ?? [] };
	const sat = told.flatMap(({ workshop, round, origin }) =>
		workshop !== null && isThen(workshop, round) ? [{ workshop, round, origin }] : [],
	);
	// A workshop that they are fixed in now and that runs only once takes its time; two that came to lie at one time are one.
	const taken = rules.fixed.flatMap((id) => {
		const only = workshops.find((one) => one.id === id)?.rounds;
		return only?.length === 1 ? only : [];
	});
	const live = sat
		.filter(({ workshop, round }) => rules.fixed.includes(workshop) || !taken.includes(round))
		.filter(({ round }, at, all) => all.findIndex((other) => other.round === round) === at);
	const firm = live
		.filter(({ workshop }) => !rules.forbidden.includes(workshop) && !rules.fixed.includes(workshop))
		.slice(0, Math.max(0, rounds - rules.fixed.length));
	const exactly: Partial<Participant> = {
		fixed: [...rules.fixed, ...firm.map(({ workshop }) => workshop)],
		// Who was told a workshop was told its time as well.
		...(rounds > 1
			? {
					times: live
						.filter(({ workshop }) => rules.fixed.includes(workshop) || firm.some((seat) => seat.workshop === workshop))
						.map(({ workshop, round }) => ({ workshop, round })),
				}
			: {}),
	};
	if (told.some(({ workshop }) => workshop === null))
		return { ...exactly, forbidden: workshops.map(({ id }) => id).filter((id) => !exactly.fixed?.includes(id)) };
	const isDecided = rules.fixed.length > 0 || rules.forbidden.some((id) => live.some(({ workshop }) => workshop === id));
	if (rounds > 1) return exactly;
	if (isDecided) return { fixed: rules.fixed };
	const [seat] = live;
	const rank = seat ? person.wishes.findIndex((wish) => [wish].flat().includes(seat.workshop)) + 1 : 0;
	if (seat && (rank === 0 || seat.origin === 'hand')) return exactly;
	return seat ? { keep: rank } : {};
}

/** A problem as text that is equal when nothing changed; stores give fields back in an order of their own. */
export function inputOf({ workshops, participants, rounds, quotas, together, apart }: Problem): string {
	return JSON.stringify([
		workshops.map(({ id, capacity, minimum, rounds: runs }) => [id, capacity, minimum ?? 0, runs ?? null]),
		participants.map(({ id, wishes, group, fixed, forbidden, keep, times }) => [
			id,
			wishes,
			group ?? null,
			[...(fixed ?? [])].sort(),
			[...(forbidden ?? [])].sort(),
			keep ?? null,
			(times ?? []).map(({ workshop, round }) => `${workshop} ${round}`).sort(),
		]),
		rounds ?? 1,
		(quotas ?? []).map(({ workshop, group, maximum }) => [workshop, group, maximum]),
		together ?? [],
		apart ?? [],
	]);
}

/** What somebody is told about the place they got: a key of this room's words with its values. */
export type Reason =
	| { kind: 'first' | 'fixed' | 'byHand' | 'outByHand' | 'movedUp' | 'noWishes' | 'noMoreWishes' | 'later' | 'betterElsewhere' }
	| { kind: 'missed'; because: Missed['because']; full: Missed['full']; workshop: string; wish: number };

/** Wishes that are still missed: what somebody has by now, they do not miss. */
export const stillMissed = <Wish extends { workshop: string }>(
	missed: readonly Wish[],
	seats: readonly ({ workshop: string | null } | null)[],
): Wish[] => missed.filter(({ workshop }) => !seats.some((seat) => seat?.workshop === workshop));

/**
 * The reason in one sentence's worth of facts.
 * Shape:  isDrafted = they were there when places were given out; missed = wishes they did not get, best first
 */
export function reasonFor(
	seat: { workshop: string | null; rank: number; origin: string } | null,
	{ hasWishes, isDrafted }: { hasWishes: boolean; isDrafted: boolean },
	missed: readonly Pick<Missed, 'workshop' | 'rank' | 'because' | 'full'>[],
): Reason {
	if (seat?.origin === 'hand') return { kind: seat.workshop === null ? 'outByHand' : 'byHand' };
	if (seat?.origin === 'movedUp') return { kind: 'movedUp' };
	if (seat?.rank === 0) return { kind: 'fixed' };
	if (seat?.rank === 1) return { kind: 'first' };
	// In several rounds a better wish may have been met in another one: then nothing was missed.
	const best = missed.find(({ rank }) => !seat?.workshop || rank < seat.rank);
	if (best) return { kind: 'missed', because: best.because, full: best.full, workshop: best.workshop, wish: best.rank };
	if (seat?.workshop) return { kind: 'betterElsewhere' };
	if (!hasWishes) return { kind: 'noWishes' };
	return { kind: isDrafted ? 'noMoreWishes' : 'later' };
}

/** How many got which wish, as the picture and the comparison show it. */
export function profileOf(seats: readonly { rank: number }[], ranks: number): number[] {
	const profile = new Array<number>(Math.max(ranks, 0)).fill(0);
	for (const { rank } of seats) if (rank > 0) profile[rank - 1] = (profile[rank - 1] ?? 0) + 1;
	return profile;
}

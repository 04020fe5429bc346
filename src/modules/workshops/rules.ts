import { lot } from '#algorithms/allocation/costs.ts';

/** As many wishes as a form offers. */
export const wishCount = (workshops: number): number => Math.min(5, workshops);

/** A person on the way to a seat. */
export interface Seeker {
	place: string;
	seat: { workshop: string; rank: number } | null;
	/** Best first, without what is ruled out for them. */
	wishes: { workshop: string; rank: number }[];
	isFixed: boolean;
}

/**
 * Who moves up next when seats are free: first somebody without a seat, by how much they wished it, then somebody who
 * wished it more than what they have; among equals the lot decides. Nobody ever moves to something they like less.
 * Shape:  free = seats left by workshop; the answer is one move, or undefined when nobody gains
 */
export function nextMove(
	free: ReadonlyMap<string, number>,
	seekers: readonly Seeker[],
	seed: number,
): { place: string; workshop: string; rank: number } | undefined {
	const moves = seekers.flatMap(({ place, seat, wishes, isFixed }) => {
		// Rank 0 was given on purpose, by the organisers.
		if (isFixed || seat?.rank === 0) return [];
		const wish = wishes.find(({ workshop, rank }) => (free.get(workshop) ?? 0) > 0 && (!seat || rank < seat.rank));
		return wish ? [{ place, ...wish, order: [seat ? 1 : 0, wish.rank, lot(seed, place, wish.workshop)] as const }] : [];
	});
	const [first] = moves.sort((a, b) => a.order[0] - b.order[0] || a.order[1] - b.order[1] || a.order[2] - b.order[2]);
	return first && { place: first.place, workshop: first.workshop, rank: first.rank };
}

/** What somebody is told about the place they got: a key of this room's words with its values. */
export type Reason =
	| { kind: 'first' | 'fixed' | 'byHand' | 'outByHand' | 'movedUp' | 'noWishes' | 'later' }
	| { kind: 'missed'; because: 'lot' | 'othersWithoutPlace' | 'othersWorse' | 'forbidden'; workshop: string; wish: number };

/** The reason in one sentence's worth of facts. */
export function reasonFor(
	seat: { workshop: string | null; rank: number; origin: string } | null,
	hasWishes: boolean,
	missed: readonly { workshop: string; rank: number; because: 'lot' | 'othersWithoutPlace' | 'othersWorse' | 'forbidden' }[],
): Reason {
	if (seat?.origin === 'hand') return { kind: seat.workshop === null ? 'outByHand' : 'byHand' };
	if (seat?.origin === 'movedUp') return { kind: 'movedUp' };
	if (seat?.rank === 0) return { kind: 'fixed' };
	if (seat?.rank === 1) return { kind: 'first' };
	const [best] = missed;
	if (best) return { kind: 'missed', because: best.because, workshop: best.workshop, wish: best.rank };
	return { kind: hasWishes ? 'later' : 'noWishes' };
}

/** How many got which wish, as the picture and the comparison show it. */
export function profileOf(seats: readonly { rank: number }[], ranks: number): number[] {
	const profile = new Array<number>(Math.max(ranks, 0)).fill(0);
	for (const { rank } of seats) if (rank > 0) profile[rank - 1] = (profile[rank - 1] ?? 0) + 1;
	return profile;
}

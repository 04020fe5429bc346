import { lot } from '#algorithms/allocation/lot.ts';
import type { Quota } from '#algorithms/allocation/problem.ts';

/** A person on the way to a seat. */
export interface Seeker {
	place: string;
	/** What quotas count. */
	group: string;
	/** By round; null = none, a workshop null = taken out on purpose. */
	seats: ({ workshop: string | null; rank: number; isFirm: boolean } | null)[];
	/** Best first, without what is ruled out for them. */
	wishes: { workshop: string; rank: number }[];
	/** Nobody who is moved by the list. */
	isFixed: boolean;
	/** Who is to sit with them, and who is not. */
	together: readonly string[];
	apart: readonly string[];
}

/** What there is to sit in: by round the workshops that take place then, and how many of a field of work may sit in one. */
export interface House {
	runs: ReadonlyMap<string, { capacity: number; minimum: number }>[];
	quotas: readonly Quota[];
}

/** A move of somebody to another seat in one round. */
export interface Move {
	place: string;
	round: number;
	workshop: string;
	rank: number;
}

/** Who sits in each workshop, by round. */
function seated(seekers: readonly Seeker[], rounds: number): Map<string | null, Seeker[]>[] {
	return Array.from({ length: rounds }, (_, round) =>
		Map.groupBy(
			seekers.filter(({ seats }) => seats[round]),
			({ seats }) => seats[round]?.workshop ?? null,
		),
	);
}

/** Whether somebody may take a seat: there is room, also for their field of work and the people they are bound to. */
function mayEnter({ runs, quotas }: House, seeker: Seeker, there: readonly Seeker[], round: number, workshop: string): boolean {
	const run = runs[round]?.get(workshop);
	if (!run || there.length >= run.capacity) return false;
	const alike = there.filter(({ group }) => group === seeker.group).length;
	const isFull = quotas.some(
		(quota) => (quota.workshop === '*' || quota.workshop === workshop) && quota.group === seeker.group && alike >= quota.maximum,
	);
	const isThere = (place: string) => there.some((one) => one.place === place);
	return !isFull && seeker.together.every(isThere) && !seeker.apart.some(isThere);
}

/**
 * Who moves up next when seats are free: first somebody without a seat in that round, by how much they wished it, then
 * somebody who wished it more than what they have; among equals the lot decides. Nobody ever moves to something they like
 * less, nobody gets the same workshop twice, what was decided by hand stays, and no workshop falls below its minimum by it.
 * Shape:  the answer is one move, or undefined when nobody gains
 */
export function nextMove(house: House, seekers: readonly Seeker[], seed: number): Move | undefined {
	const sitting = seated(seekers, house.runs.length);
	const inside = (round: number, workshop: string | null) => sitting[round]?.get(workshop) ?? [];
	const moves = seekers.flatMap((seeker) => {
		if (seeker.isFixed) return [];
		const { place, seats, wishes } = seeker;
		return house.runs.flatMap((runs, round) => {
			const seat = seats[round] ?? null;
			if (seat?.isFirm) return [];
			const left = seat?.workshop ? runs.get(seat.workshop) : undefined;
			if (left && inside(round, seat?.workshop ?? null).length <= left.minimum) return [];
			const wish = wishes.find(
				({ workshop, rank }) =>
					(!seat || rank < seat.rank) &&
					!seats.some((other) => other?.workshop === workshop) &&
					mayEnter(house, seeker, inside(round, workshop), round, workshop),
			);
			return wish ? [{ place, round, ...wish, order: [seat ? 1 : 0, wish.rank, lot(seed, place, wish.workshop), round] }] : [];
		});
	});
	const before = (a: number[], b: number[]) => a.map((value, at) => value - (b[at] as number)).find((difference) => difference !== 0) ?? 0;
	const [first] = moves.sort((a, b) => before(a.order, b.order));
	return first && { place: first.place, round: first.round, workshop: first.workshop, rank: first.rank };
}

/** Everybody's moves until nobody gains any more, in order. */
export function allMoves(house: House, seekers: readonly Seeker[], seed: number): Move[] {
	const moves: Move[] = [];
	let now = [...seekers];
	for (let move = nextMove(house, now, seed); move; move = nextMove(house, now, seed)) {
		const { place, round, workshop, rank } = move;
		moves.push(move);
		now = now.map((one) => (one.place === place ? { ...one, seats: one.seats.with(round, { workshop, rank, isFirm: false }) } : one));
	}
	return moves;
}

import { type Allocation, allocate } from './allocate.ts';
import type { Problem } from './problem.ts';

/** Why somebody did not get a wish they liked better. */
export interface Missed {
	workshop: string;
	rank: number;
	/**
	 * full-by-lot: another equal allocation would have given it, the lot decided · others-lose-places: somebody would have had
	 * no place at all · others-worse: the others' ranks would have been worse · forbidden: this place was ruled out
	 */
	because: 'lot' | 'othersWithoutPlace' | 'othersWorse' | 'forbidden';
	/** The ranks of everyone, had they got it. */
	profile: number[];
	unplaced: number;
}

const sameProfile = (a: readonly number[], b: readonly number[]) => a.length === b.length && a.every((count, at) => count === b[at]);

/**
 * Explains what somebody got: for every wish they liked better, what it would have cost the others.
 * Shape:  best wish first; empty for who got a first wish or was fixed
 */
export function explain(problem: Problem, allocation: Allocation, participant: string): Missed[] {
	const person = problem.participants.find(({ id }) => id === participant);
	if (!person || person.fixed?.length) return [];
	const rank = allocation.placements.find((placement) => placement.participant === participant)?.rank ?? person.wishes.length + 1;
	const better = person.wishes.slice(0, rank - 1).flatMap((wish, at) => [wish].flat().map((workshop) => ({ workshop, rank: at + 1 })));
	return better.map((wish) => {
		if (person.forbidden?.includes(wish.workshop))
			return { ...wish, because: 'forbidden', profile: allocation.profile, unplaced: allocation.unplaced.length };
		const participants = problem.participants.map((other) => (other.id === participant ? { ...other, fixed: [wish.workshop] } : other));
		const capacity = problem.workshops.find(({ id }) => id === wish.workshop)?.capacity ?? 0;
		const fixedThere = participants.filter((other) => other.fixed?.includes(wish.workshop)).length;
		const forced = fixedThere > capacity ? null : allocate({ ...problem, participants }).allocation;
		const unplaced = forced?.unplaced.length ?? allocation.unplaced.length + 1;
		const because =
			!forced || unplaced > allocation.unplaced.length
				? 'othersWithoutPlace'
				: sameProfile(forced.profile, allocation.profile)
					? 'lot'
					: 'othersWorse';
		return { ...wish, because, profile: forced?.profile ?? allocation.profile, unplaced };
	});
}

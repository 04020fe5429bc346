import { type Allocation, allocating, inOneGo } from './allocate.ts';
import { InvalidProblem, type Problem, Undecided } from './problem.ts';
import { type Limits, type Steps, usual } from './search.ts';
import { compare, worth } from './worth.ts';

/** Why somebody did not get a wish they liked better. */
export interface Missed {
	workshop: string;
	rank: number;
	/**
	 * lot: an equally good allocation would have given it · othersWithoutPlace: somebody would have had no place · othersWorse:
	 * the others' ranks would have been worse · forbidden: it was ruled out for them · cancelled: it does not take place ·
	 * promised: its seats belong to people who must have them · ruledOut: it had room, but no place for them that keeps all rules ·
	 * sameTime: it had room, but while they attend something they like as much or more, or are fixed in · unclear: the budget
	 * ended before it was decided
	 */
	because: 'lot' | 'othersWithoutPlace' | 'othersWorse' | 'forbidden' | 'cancelled' | 'promised' | 'ruledOut' | 'sameTime' | 'unclear';
	/** seats: no seat was left · group: seats were left, but none for their group · no: there was room for them */
	full: 'seats' | 'group' | 'no';
	/** The ranks of everyone, had they got it. */
	profile: number[];
	unplaced: number;
}

const worthOf = ({ objective = 'generous' }: Problem, { unplaced, profile }: Allocation) => worth(objective, unplaced.length, profile);

/** The wishes somebody did not get though they liked them better than something they got, or than a round without a place. */
function missedWishes({ participants, rounds = 1 }: Problem, { placements }: Allocation, participant: string) {
	const person = participants.find(({ id }) => id === participant);
	const own = placements.filter((placement) => placement.participant === participant);
	if (!person) return [];
	const worst = own.length < rounds ? person.wishes.length + 1 : Math.max(...own.map(({ rank }) => rank));
	const had = new Set(own.map(({ workshop }) => workshop));
	return person.wishes
		.slice(0, Math.max(0, worst - 1))
		.flatMap((wish, at) => [wish].flat().map((workshop) => ({ workshop, rank: at + 1 })))
		.filter(({ workshop }) => !had.has(workshop));
}

/** The rounds in which a workshop takes place and has seats left, and those of them in which somebody's group may take one. */
function roundsWithRoom(
	{ workshops, participants, rounds = 1, quotas = [] }: Problem,
	{ placements }: Allocation,
	id: string,
	workshop: string,
): { seats: number[]; group: number[] } {
	const known = workshops.find((one) => one.id === workshop);
	const person = participants.find((one) => one.id === id);
	const only = person?.times?.find((one) => one.workshop === workshop)?.round;
	const groups = new Map(participants.map((one) => [one.id, one.group]));
	const there = (round: number) => placements.filter((one) => one.workshop === workshop && one.round === round);
	const isOpen = (round: number) => {
		const alike = there(round).filter((one) => groups.get(one.participant) === person?.group).length;
		return quotas.every(
			(quota) => (quota.workshop !== '*' && quota.workshop !== workshop) || quota.group !== person?.group || alike < quota.maximum,
		);
	};
	const seats = (known?.rounds ?? Array.from({ length: rounds }, (_, at) => at + 1))
		.filter((round) => only === undefined || only === round)
		.filter((round) => there(round).length > 0 && there(round).length < (known?.capacity ?? 0));
	return { seats, group: seats.filter(isOpen) };
}

/**
 * Explains one wish that somebody did not get: what giving it would have cost the others.
 * Source: the best allocation with this seat fixed, beside the best one
 */
function* explainingWish(
	problem: Problem,
	allocation: Allocation,
	participant: string,
	wish: { workshop: string; rank: number },
	limits: Limits,
): Steps<Missed> {
	const { seats, group: open } = roundsWithRoom(problem, allocation, participant, wish.workshop);
	const full: Missed['full'] = seats.length === 0 ? 'seats' : open.length === 0 ? 'group' : 'no';
	const known = { ...wish, full, profile: allocation.profile, unplaced: allocation.unplaced.length };
	const person = problem.participants.find(({ id }) => id === participant);
	const workshop = problem.workshops.find(({ id }) => id === wish.workshop);
	if (person?.forbidden?.includes(wish.workshop)) return { ...known, because: 'forbidden' };
	if (!workshop?.capacity || allocation.cancelled.includes(wish.workshop)) return { ...known, because: 'cancelled' };
	const rankIn = (at: number) =>
		allocation.placements.find((one) => one.participant === participant && one.round === at)?.rank ?? Number.POSITIVE_INFINITY;
	if (open.length > 0 && open.every((round) => rankIn(round) <= wish.rank)) return { ...known, because: 'sameTime' };
	const forced = yield* withSeat(problem, participant, wish.workshop, limits);
	if (forced === 'unclear') return { ...known, because: forced };
	if (forced === 'promised') return { ...known, because: open.length > 0 ? 'ruledOut' : 'promised' };
	const { profile, unplaced, proof } = forced;
	const instead = { ...wish, full, profile, unplaced: unplaced.length };
	if (compare(worthOf(problem, forced), worthOf(problem, allocation)) <= 0) return { ...instead, because: 'lot' };
	if (!proof.optimal) return { ...known, because: 'unclear' };
	return { ...instead, because: unplaced.length > allocation.unplaced.length ? 'othersWithoutPlace' : 'othersWorse' };
}

function* withSeat(problem: Problem, participant: string, workshop: string, limits: Limits): Steps<Allocation | 'promised' | 'unclear'> {
	const participants = problem.participants.map((person) =>
		person.id === participant ? { ...person, fixed: [...(person.fixed ?? []), workshop] } : person,
	);
	if (participants.some(({ fixed }) => (fixed?.length ?? 0) > (problem.rounds ?? 1))) return 'promised';
	try {
		return (yield* allocating({ ...problem, participants }, limits)).allocation;
	} catch (error) {
		if (error instanceof Undecided) return 'unclear';
		if (error instanceof InvalidProblem) return 'promised';
		throw error;
	}
}

/**
 * Explains what somebody got, step by step: for every wish they liked better, what it would have cost the others.
 * Shape:  best wish first; empty for who got what they wished most or was fixed
 */
export function* explaining(problem: Problem, allocation: Allocation, participant: string, limits: Limits = usual): Steps<Missed[]> {
	const isFixed = (problem.participants.find(({ id }) => id === participant)?.fixed?.length ?? 0) >= (problem.rounds ?? 1);
	if (isFixed) return [];
	const all: Missed[] = [];
	for (const wish of missedWishes(problem, allocation, participant))
		all.push(yield* explainingWish(problem, allocation, participant, wish, limits));
	return all;
}

/** The same in one go. */
export function explain(problem: Problem, allocation: Allocation, participant: string, limits: Limits = usual): Missed[] {
	return inOneGo(explaining(problem, allocation, participant, limits));
}

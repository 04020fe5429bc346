import { lot } from './lot.ts';
import { InvalidProblem, type Placement, type Problem, Undecided } from './problem.ts';
import { type Limits, type Proof, type Solved, type Steps, searching, usual } from './search.ts';

/** Who goes where, with the proof that nobody could have done better. */
export interface Allocation {
	placements: Placement[];
	unplaced: { participant: string; round: number }[];
	/** Workshops with a minimum that nobody attends. */
	cancelled: string[];
	/** Person-rounds with a seat. */
	placed: number;
	sumOfRanks: number;
	/** profile[r - 1] = person-rounds at the r-th wish */
	profile: number[];
	/** bound: of the sum of ranks for that objective; otherwise the sum that the proven profile implies */
	proof: { optimal: boolean; bound: number };
	seed: number;
}

/** What proves an allocation: how good anything can be, and the questions and prices that show it. */
export interface Certificate {
	bound: number[];
	tree: Proof;
}

/** An allocation with its proof. */
export interface Answer {
	allocation: Allocation;
	certificate: Certificate;
}

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The problem in an order of its own: lists may be reordered without changing anything, and the lot decides who comes first. */
export function inOrder(problem: Problem): Problem {
	const seed = problem.seed ?? 0;
	const drawn = problem.participants.map((person) => ({ person, number: lot(seed, person.id) }));
	const pairs = (list: readonly [string, string][] = []) =>
		list.map(([a, b]): [string, string] => (a < b ? [a, b] : [b, a])).sort((a, b) => byText(a[0], b[0]) || byText(a[1], b[1]));
	return {
		...problem,
		workshops: [...problem.workshops].sort((a, b) => byText(a.id, b.id)),
		participants: drawn.sort((a, b) => a.number - b.number || byText(a.person.id, b.person.id)).map(({ person }) => person),
		quotas: [...(problem.quotas ?? [])].sort((a, b) => byText(a.workshop, b.workshop) || byText(a.group, b.group)),
		together: pairs(problem.together),
		apart: pairs(problem.apart),
	};
}

/** How many person-rounds got which rank, as far as wishes go. */
export function profileOf({ participants }: Problem, placements: readonly Placement[]): number[] {
	const profile = new Array<number>(participants.reduce((most, { wishes }) => Math.max(most, wishes.length), 1)).fill(0);
	for (const { rank } of placements) if (rank > 0) profile[rank - 1] = (profile[rank - 1] as number) + 1;
	return profile;
}

const sumOf = (profile: readonly number[]) => profile.reduce((sum, count, at) => sum + count * (at + 1), 0);

/** The sum of ranks that a bound stands for: it says directly, or by the counts of all ranks but one, which is what is left. */
export function sumOfBound(problem: Problem, bound: readonly number[], placements: readonly Placement[]): number {
	const { objective = 'generous', rounds = 1, participants } = problem;
	const [, unplaced = 0, ...digits] = bound;
	if (objective === 'minSumOfRanks') return digits[0] as number;
	const ranks = digits.length + 1;
	const wished = participants.length * rounds - unplaced - placements.filter(({ rank }) => rank === 0).length;
	const counted = digits.map((count, at) => (objective === 'generous' ? { rank: ranks - at, count } : { rank: at + 1, count: -count }));
	const rest = { rank: objective === 'generous' ? 1 : ranks, count: wished - counted.reduce((sum, { count }) => sum + count, 0) };
	return [...counted, rest].reduce((sum, { rank, count }) => sum + rank * count, 0);
}

/** Tells places in the words of the contract. */
export function told(problem: Problem, found: Pick<Solved, 'placements' | 'unplaced' | 'bound' | 'isOptimal'>): Allocation {
	const order = (a: { participant: string; round: number }, b: { participant: string; round: number }) =>
		byText(a.participant, b.participant) || a.round - b.round;
	const placements = [...found.placements].sort(order);
	const attended = new Set(placements.map(({ workshop }) => workshop));
	const profile = profileOf(problem, placements);
	return {
		placements,
		unplaced: [...found.unplaced].sort(order),
		cancelled: problem.workshops
			.filter(({ id, minimum }) => (minimum ?? 0) > 0 && !attended.has(id))
			.map(({ id }) => id)
			.sort(byText),
		placed: placements.length,
		sumOfRanks: sumOf(profile),
		profile,
		proof: { optimal: found.isOptimal, bound: sumOfBound(problem, found.bound, placements) },
		seed: problem.seed ?? 0,
	};
}

/**
 * Gives every participant at most one workshop a round, fairest first.
 * Shape:  a problem as readProblem returns it
 * Unit:   rank 1 = first wish; limits count steps, never time, so that an answer is the same everywhere
 * Errors: InvalidProblem when what must be cannot be, naming the field; too few seats is a value (`unplaced`), not an exception
 * Source: primal-dual flow on the place graph, branch and bound above it; ADR 0007, 0011
 */
export function allocate(problem: Problem, limits: Limits = usual): Answer {
	return inOneGo(allocating(problem, limits));
}

/** Does work that goes step by step in one go, where nobody needs to know how far it is. */
export function inOneGo<Result>(work: Generator<unknown, Result, void>): Result {
	for (;;) {
		const { done, value } = work.next();
		if (done) return value;
	}
}

/** The same step by step: whoever drives it may do something else between two steps, tell how far it is, or stop. */
export function* allocating(problem: Problem, limits: Limits = usual): Steps<Answer> {
	const found = yield* searching(inOrder(problem), limits);
	if (!found.isFeasible && !found.isDecided)
		throw new Undecided('participants: within the budget nothing was found that gives everybody what must be');
	if (!found.isFeasible) {
		const { workshops, participants } = found;
		throw new InvalidProblem(impossible(problem, workshops, participants), { workshops, participants });
	}
	return { allocation: told(problem, found), certificate: { bound: found.bound, tree: found.proof } };
}

/** Which field asks for what cannot be, in one sentence. */
function impossible({ workshops, participants }: Problem, around: readonly string[], people: readonly string[]): string {
	const workshop = workshops.findIndex(({ id }) => around.includes(id));
	const person = participants.findIndex(({ id }) => people.includes(id));
	if (workshop >= 0 && (workshops[workshop]?.minimum ?? 0) > 0)
		return `workshops[${workshop}].minimum: "${workshops[workshop]?.id}" cannot reach it, though ${workshops[workshop]?.takesPlace ? 'it takes place' : 'somebody must be there'}`;
	if (person >= 0) {
		const field = participants[person]?.keep === undefined ? 'fixed' : 'keep';
		return `participants[${person}].${field}: "${participants[person]?.id}" cannot be given what must be, together with what others must have`;
	}
	return workshop >= 0
		? `workshops[${workshop}].capacity: "${workshops[workshop]?.id}" has too few seats for those who must be there`
		: 'participants: not everybody can be given what must be';
}

import { type Answer, allocating } from '#algorithms/allocation/allocate.ts';
import { explaining, type Missed } from '#algorithms/allocation/explain.ts';
import { type Objective, objectives, type Problem } from '#algorithms/allocation/problem.ts';
import { worth } from '#algorithms/allocation/worth.ts';
import { BARELY, BRIEFLY, HASTE, type Outcome, PATIENCE } from './rules.ts';
import { attempting, outcomeOf } from './rules-solve.ts';

// Relaxations for all explanations together; what comes later is explained only where it is plain.
const MOST_STEPS = 5000;

/** How far a distribution is worked out. */
export interface Progress {
	step: 'searching' | 'comparing' | 'insisting' | 'explaining';
	done: number;
	/** 0 = nobody can know */
	total: number;
}

/** What another measure would give. */
export interface Compared {
	objective: Objective;
	profile: number[];
	unplaced: number;
	sum: number;
	isProven: boolean;
}

/** A distribution with all that is told about it, worked out once. */
export interface Findings extends Answer {
	compared: Compared[];
	/** What it would cost everybody if a workshop took place that would not; null where it cannot. */
	insisted: { workshop: string; outcome: Outcome | null }[];
	/** By person, for those who did not get all they wished most. */
	explained: Record<string, Missed[]>;
}

/** Where an answer could still be better: how many people it gives nothing, or a wish of this rank, and what is the limit. */
export interface Gap {
	/** 0 = without a workshop */
	rank: number;
	found: number;
	bound: number;
}

/**
 * What is not proven of an answer: the first count, in the order in which the measure looks at them, that could be better.
 * Shape:  null when all is proven; for the smallest sum the counts say nothing, and the sum and its bound stand in the allocation
 */
export function gapOf(objective: Objective, { allocation, certificate }: Answer): Gap | null {
	const { profile, unplaced } = allocation;
	const reached = [0, ...worth(objective, unplaced.length, profile)];
	const at = certificate.bound.findIndex((digit, place) => digit !== reached[place]);
	if (at < 0 || (objective === 'minSumOfRanks' && at > 1)) return null;
	const [found = 0, bound = 0] = [reached[at], certificate.bound[at]];
	if (at === 1) return { rank: 0, found, bound };
	const rank = objective === 'generous' ? profile.length - (at - 2) : at - 1;
	return { rank, found: Math.abs(found), bound: Math.abs(bound) };
}

/**
 * Works a distribution out with everything that is told about it, step by step.
 * Errors: InvalidProblem when what must be cannot be
 */
export function* workingOut(problem: Problem): Generator<Progress, Findings, void> {
	const searched = allocating(problem, PATIENCE);
	let next = searched.next();
	for (; !next.done; next = searched.next()) yield { step: 'searching', done: next.value, total: 0 };
	const answer = next.value;
	const { allocation } = answer;
	const compared: Compared[] = [];
	for (const objective of objectives) {
		const at: Progress = { step: 'comparing', done: compared.length, total: objectives.length };
		const other = objective === problem.objective ? allocation : yield* telling(attempting({ ...problem, objective }, HASTE), at);
		if (typeof other === 'object')
			compared.push({
				objective,
				profile: other.profile,
				unplaced: other.unplaced.length,
				sum: other.sumOfRanks,
				isProven: other.proof.optimal,
			});
	}
	const insisted: Findings['insisted'] = [];
	for (const workshop of allocation.cancelled) {
		const at: Progress = { step: 'insisting', done: insisted.length, total: allocation.cancelled.length };
		const workshops = problem.workshops.map((one) => (one.id === workshop ? { ...one, takesPlace: true } : one));
		const other = yield* telling(attempting({ ...problem, workshops }, HASTE), at);
		insisted.push({ workshop, outcome: typeof other === 'object' ? outcomeOf(other) : null });
	}
	const explained: Findings['explained'] = {};
	let steps = 0;
	for (const [done, { id }] of problem.participants.entries()) {
		const at: Progress = { step: 'explaining', done, total: problem.participants.length };
		const work = explaining(problem, allocation, id, steps < MOST_STEPS ? BRIEFLY : BARELY);
		let next = work.next();
		for (; !next.done; next = work.next(), steps++) yield at;
		if (next.value.length > 0) explained[id] = next.value;
	}
	return { ...answer, compared, insisted, explained };
}

/** The same work, telling of each step how far the whole is. */
function* telling<Result>(work: Generator<unknown, Result, void>, progress: Progress): Generator<Progress, Result, void> {
	for (let next = work.next(); ; next = work.next()) {
		if (next.done) return next.value;
		yield progress;
	}
}

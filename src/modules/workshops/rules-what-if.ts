import type { Answer } from '#algorithms/allocation/allocate.ts';
import type { Participant, Problem } from '#algorithms/allocation/problem.ts';
import type { Outcome } from './rules.ts';

/** What could be decided about a workshop. */
export interface Imagined {
	seats: number;
	/** open: the distribution decides · always: it takes place, also with fewer than its minimum · never: it does not */
	takes: 'open' | 'always' | 'never';
	/** It runs in every round. */
	everyRound: boolean;
}

/** What is decided about a workshop now. */
export const decidedNow = (workshop: { capacity: number; isOff: boolean; isEverywhere: boolean }): Imagined => ({
	seats: workshop.capacity,
	takes: workshop.isOff ? 'never' : 'open',
	everyRound: workshop.isEverywhere,
});

/** A thought as one word, so that a form can say what its page showed. */
export const inOneWord = ({ seats, takes, everyRound }: Imagined): string => `${seats} ${takes} ${everyRound ? 'every' : 'some'}`;

/** The problem if all this were decided; workshops that nothing is said of stay as they are. */
export function imagine(problem: Problem, thoughts: readonly (Imagined | undefined)[]): Problem {
	const workshops = problem.workshops.map((workshop, at) => {
		const thought = thoughts[at];
		if (!thought) return workshop;
		const { rounds, ...everywhere } = workshop;
		const minimum = thought.takes === 'open' ? Math.min(workshop.minimum ?? 0, thought.seats) : 0;
		const runs = thought.everyRound || !rounds ? everywhere : workshop;
		return { ...runs, capacity: thought.takes === 'never' ? 0 : thought.seats, minimum };
	});
	return { ...problem, workshops };
}

/** How everybody would fare, and each workshop. */
export interface Considered {
	outcome: Outcome;
	/** People by workshop, over all rounds. */
	coming: number[];
	/** Whether a workshop that could take place would not, for lack of people. */
	isCancelled: boolean[];
	isProven: boolean;
}

/** What an answer means, workshop by workshop. */
export function considered({ workshops }: Problem, { allocation }: Pick<Answer, 'allocation'>): Considered {
	const { placements, profile, unplaced, cancelled, proof } = allocation;
	const fixed = placements.filter(({ rank }) => rank === 0).length;
	return {
		outcome: { ranks: profile, fixed, unplaced: unplaced.length },
		coming: workshops.map(({ id }) => placements.filter(({ workshop }) => workshop === id).length),
		isCancelled: workshops.map(({ id, capacity }) => capacity > 0 && cancelled.includes(id)),
		isProven: proof.optimal,
	};
}

/** The problem without a name or number that leads to anybody: what a browser needs to work it out. */
export function nameless(problem: Problem): Problem {
	const workshop = new Map(problem.workshops.map(({ id }, at) => [id, `w${at}`]));
	const person = new Map(problem.participants.map(({ id }, at) => [id, `p${at}`]));
	const w = (id: string) => workshop.get(id) ?? id;
	const p = (id: string) => person.get(id) ?? id;
	const pairs = (list: Problem['together']) => (list ?? []).map(([a, b]): [string, string] => [p(a), p(b)]);
	return {
		...problem,
		workshops: problem.workshops.map((one) => ({ ...one, id: w(one.id) })),
		participants: problem.participants.map(
			({ id, wishes, group, fixed = [], forbidden = [], keep, times = [] }): Participant => ({
				id: p(id),
				wishes: wishes.map((wish) => (Array.isArray(wish) ? wish.map(w) : w(wish))),
				...(group === undefined ? {} : { group }),
				...(fixed.length > 0 ? { fixed: fixed.map(w) } : {}),
				...(forbidden.length > 0 ? { forbidden: forbidden.map(w) } : {}),
				...(keep === undefined ? {} : { keep }),
				...(times.length > 0 ? { times: times.map((time) => ({ ...time, workshop: w(time.workshop) })) } : {}),
			}),
		),
		quotas: (problem.quotas ?? []).map((quota) => ({ ...quota, workshop: w(quota.workshop) })),
		together: pairs(problem.together),
		apart: pairs(problem.apart),
	};
}

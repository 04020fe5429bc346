import { type Allocation, allocating } from '#algorithms/allocation/allocate.ts';
import { InvalidProblem, type Objective, type Problem, type Workshop } from '#algorithms/allocation/problem.ts';
import type { Organiser } from '#modules/events/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { inTurns } from '#platform/jobs/turns.ts';
import type { Outcome } from './read-allocation.server.ts';
import { draftOf, problemToSolve } from './read-draft.server.ts';
import { PATIENCE } from './rules.ts';

/** Seats that are added in the thought. */
export const MORE_SEATS = 5;

/** One thing that could be decided about a workshop, and how everybody would fare. */
export interface Thought {
	workshop: string;
	/** more: five more seats · off: it does not take place · again: it takes place in every round */
	kind: 'more' | 'off' | 'again';
	/** Null: then somebody who must be there could not be. */
	outcome: Outcome | null;
	/** Workshops that would not reach their minimum. */
	cancelled: string[];
}

const outcomeOf = ({ profile, placements, unplaced }: Allocation): Outcome => ({
	ranks: profile,
	fixed: placements.filter(({ rank }) => rank === 0).length,
	unplaced: unplaced.length,
});

async function solved(problem: Problem): Promise<Allocation | null> {
	try {
		return (await inTurns(allocating(problem, PATIENCE))).allocation;
	} catch (error) {
		if (error instanceof InvalidProblem) return null;
		throw error;
	}
}

/** The thoughts that make sense for a workshop. */
function thoughtsOn(workshop: Workshop, rounds: number): { kind: Thought['kind']; changed: Workshop }[] {
	if (workshop.capacity === 0) return [];
	const { rounds: offered, ...everywhere } = workshop;
	return [
		{ kind: 'more', changed: { ...workshop, capacity: workshop.capacity + MORE_SEATS } },
		{ kind: 'off', changed: { ...workshop, capacity: 0, minimum: 0 } },
		...(offered && offered.length < rounds ? [{ kind: 'again' as const, changed: everywhere }] : []),
	];
}

/**
 * What everybody would gain or lose by one decision about one workshop, by the measure of the present draft. Nothing is changed.
 * Errors: Rejected when there is nothing to give out
 */
export async function whatIf(
	tx: Tx,
	by: Organiser,
): Promise<{ objective: Objective; present: Outcome; cancelled: string[]; thoughts: Thought[] } | null> {
	const draft = await draftOf(tx, by);
	const { objective = 'generous', seed = 0 } = draft?.problem ?? {};
	const problem = await problemToSolve(tx, by, { objective, seed });
	const present = await solved(problem);
	if (!present) return null;
	const thoughts: Thought[] = [];
	for (const workshop of problem.workshops)
		for (const { kind, changed } of thoughtsOn(workshop, problem.rounds ?? 1)) {
			const workshops = problem.workshops.map((one) => (one.id === workshop.id ? changed : one));
			const then = await solved({ ...problem, workshops });
			thoughts.push({ workshop: workshop.id, kind, outcome: then && outcomeOf(then), cancelled: then?.cancelled ?? [] });
		}
	return { objective, present: outcomeOf(present), cancelled: present.cancelled, thoughts };
}

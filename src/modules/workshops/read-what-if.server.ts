import type { Objective, Workshop } from '#algorithms/allocation/problem.ts';
import type { Organiser } from '#modules/events/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { inTurns } from '#platform/jobs/turns.ts';
import { draftOf } from './read-draft.server.ts';
import { taskToSolve } from './read-problem.server.ts';
import { HASTE, type Outcome } from './rules.ts';
import { attempting, outcomeOf } from './rules-findings.ts';

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
	const { problem } = await taskToSolve(tx, by, { objective, seed });
	const present = await inTurns(attempting(problem, HASTE));
	if (!present) return null;
	const thoughts: Thought[] = [];
	for (const workshop of problem.workshops)
		for (const { kind, changed } of thoughtsOn(workshop, problem.rounds ?? 1)) {
			const workshops = problem.workshops.map((one) => (one.id === workshop.id ? changed : one));
			const then = await inTurns(attempting({ ...problem, workshops }, HASTE));
			thoughts.push({ workshop: workshop.id, kind, outcome: then && outcomeOf(then), cancelled: then?.cancelled ?? [] });
		}
	return { objective, present: outcomeOf(present), cancelled: present.cancelled, thoughts };
}

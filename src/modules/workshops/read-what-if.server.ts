import type { Objective, Problem, Workshop } from '#algorithms/allocation/problem.ts';
import type { Organiser } from '#modules/events/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { inTurns } from '#platform/jobs/turns.ts';
import { draftOf } from './read-draft.server.ts';
import { taskToSolve } from './read-problem.server.ts';
import { HASTE, type Outcome } from './rules.ts';
import { attempting, type Unsolved } from './rules-findings.ts';
import { type Considered, considered, type Imagined, imagine } from './rules-what-if.ts';

/** Seats that are added in the thought. */
export const MORE_SEATS = 5;

/** One thing that could be decided about a workshop, and how everybody would fare. */
export interface Thought {
	workshop: string;
	/** more: five more seats · off: it does not take place · again: it takes place in every round */
	kind: 'more' | 'off' | 'again';
	outcome: Outcome | Unsolved;
	/** False: it is the best that was found in a short time. */
	isProven: boolean;
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

// Relaxations for all single thoughts of a page: what takes longer is thought through in the browser, one after the other.
const MOST_STEPS = 400;

/** What is looked at before something is decided. */
export interface WhatIf {
	objective: Objective;
	problem: Problem;
	/** What is decided now. */
	decided: Imagined[];
	present: Considered;
	/** What was asked for beside the single thoughts. */
	asked: Considered | Unsolved | undefined;
	thoughts: Thought[];
	/** More could be thought of, but it would take too long. */
	isCut: boolean;
}

/**
 * What everybody would gain or lose by decisions about workshops, by the measure of the present draft. Nothing is changed.
 * Shape:  imagined = what is asked for, workshop by workshop; undefined = nothing
 * Errors: Rejected when there is nothing to give out
 */
export async function whatIf(tx: Tx, by: Organiser, imagined: readonly (Imagined | undefined)[] | undefined): Promise<WhatIf | Unsolved> {
	const draft = await draftOf(tx, by);
	const { objective = 'generous', seed = 0 } = draft?.problem ?? {};
	const { problem, workshops } = await taskToSolve(tx, by, { objective, seed });
	const decided = problem.workshops.map((workshop): Imagined => {
		const { capacity = 0 } = workshops.find(({ id }) => id === workshop.id) ?? {};
		return { seats: capacity, takes: workshop.capacity === 0 ? 'never' : 'open', everyRound: workshop.rounds === undefined };
	});
	let steps = 0;
	function* counted(of: Problem) {
		const work = attempting(of, HASTE);
		for (let next = work.next(); ; next = work.next()) {
			if (next.done) return next.value;
			steps++;
			yield next.value;
		}
	}
	const solve = async (of: Problem) => {
		const allocation = await inTurns(counted(of));
		return typeof allocation === 'object' ? considered(of, { allocation }) : allocation;
	};
	const present = await solve(problem);
	if (typeof present === 'string') return present;
	const thoughts: Thought[] = [];
	let isCut = false;
	for (const workshop of problem.workshops)
		for (const { kind, changed } of thoughtsOn(workshop, problem.rounds ?? 1)) {
			isCut ||= steps > MOST_STEPS;
			if (isCut) continue;
			const then = await solve({ ...problem, workshops: problem.workshops.map((one) => (one.id === workshop.id ? changed : one)) });
			if (typeof then === 'string') thoughts.push({ workshop: workshop.id, kind, outcome: then, isProven: true, cancelled: [] });
			else {
				const cancelled = problem.workshops.filter((_, at) => then.isCancelled[at]).map(({ id }) => id);
				thoughts.push({ workshop: workshop.id, kind, outcome: then.outcome, isProven: then.isProven, cancelled });
			}
		}
	// What was called off can be thought of as well.
	const open = problem.workshops.map((workshop, at) => {
		const { id, capacity, minimum } = workshops.find((one) => one.id === workshop.id) ?? workshop;
		return decided[at]?.takes === 'never' ? { id, capacity, minimum: minimum ?? 0 } : workshop;
	});
	const whole = { ...problem, workshops: open };
	return { objective, problem: whole, decided, present, asked: imagined && (await solve(imagine(whole, imagined))), thoughts, isCut };
}

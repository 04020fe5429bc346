import type { Objective, Problem } from '#algorithms/allocation/problem.ts';
import type { Organiser } from '#modules/events/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { inTurns } from '#platform/jobs/turns.ts';
import { draftHead } from './read-draft.server.ts';
import { taskToSolve } from './read-problem.server.ts';
import { HASTE, type Outcome } from './rules.ts';
import { roundAt } from './rules-round.ts';
import { attempting, type Unsolved } from './rules-solve.ts';
import { type Considered, considered, decidedNow, type Imagined, imagine } from './rules-what-if.ts';

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

/** The thoughts that make sense for a workshop, as it is decided now. */
function thoughtsOn(now: Imagined): { kind: Thought['kind']; changed: Imagined }[] {
	if (now.takes === 'never') return [];
	return [
		{ kind: 'more', changed: { ...now, seats: now.seats + MORE_SEATS } },
		{ kind: 'off', changed: { ...now, takes: 'never' } },
		...(now.everyRound ? [] : [{ kind: 'again' as const, changed: { ...now, everyRound: true } }]),
	];
}

// Relaxations for all single thoughts of a page: what takes longer is thought through in the browser, one after the other.
const MOST_STEPS = 400;

/** What can be thought about: the problem, with what was called off as it would be, and what is decided now. */
export interface Thinkable {
	objective: Objective;
	problem: Problem;
	decided: Imagined[];
}

/**
 * What can be thought about, by the measure of the present draft.
 * Errors: Rejected when there is nothing to give out
 */
export async function thinkable(tx: Tx, by: Organiser): Promise<Thinkable> {
	const { objective, seed } = (await draftHead(tx, by)) ?? { objective: 'generous' as const, seed: 0 };
	const { problem, workshops, rounds } = await taskToSolve(tx, by, { objective, seed });
	const known = problem.workshops.map((workshop) => {
		const { capacity = 0, minimum = 0, runs = [] } = workshops.find(({ id }) => id === workshop.id) ?? {};
		const offered = [...new Set(runs.map(({ phase }) => roundAt(rounds, phase) + 1))].sort((a, b) => a - b);
		const isOff = runs.every(({ isCancelled }) => isCancelled);
		const whole = { id: workshop.id, capacity, minimum, ...(offered.length < rounds.length ? { rounds: offered } : {}) };
		return {
			workshop: isOff ? whole : workshop,
			decided: decidedNow({ capacity, isOff, isEverywhere: (isOff ? whole : workshop).rounds === undefined }),
		};
	});
	return {
		objective,
		problem: { ...problem, workshops: known.map(({ workshop }) => workshop) },
		decided: known.map(({ decided }) => decided),
	};
}

/** What everybody would gain or lose by decisions about workshops. */
export interface WhatIf {
	present: Considered;
	/** What was asked for beside the single thoughts. */
	asked: Considered | Unsolved | undefined;
	thoughts: Thought[];
	/** More could be thought of, but it would take too long. */
	isCut: boolean;
}

/**
 * Thinks through what was asked for, and single decisions one by one; nothing is read or changed.
 * Shape:  imagined = what is asked for, workshop by workshop; signal = whether anybody still waits for it
 */
export async function thinkThrough(
	{ problem, decided }: Thinkable,
	imagined: readonly Imagined[] | undefined,
	signal: AbortSignal,
): Promise<WhatIf | Unsolved> {
	let steps = 0;
	function* counted(of: Problem) {
		const work = attempting(of, HASTE);
		for (let next = work.next(); ; next = work.next()) {
			if (next.done) return next.value;
			signal.throwIfAborted();
			steps++;
			yield next.value;
		}
	}
	const solve = async (thoughts: readonly Imagined[]) => {
		const of = imagine(problem, thoughts);
		const allocation = await inTurns(counted(of));
		return typeof allocation === 'object' ? considered(of, { allocation }) : allocation;
	};
	const present = await solve(decided);
	if (typeof present === 'string') return present;
	const asked = imagined && (await solve(imagined));
	const thoughts: Thought[] = [];
	let isCut = false;
	for (const [at, workshop] of problem.workshops.entries())
		for (const { kind, changed } of thoughtsOn(decided[at] as Imagined)) {
			isCut ||= steps > MOST_STEPS;
			if (isCut) continue;
			const then = await solve(decided.with(at, changed));
			if (typeof then === 'string') thoughts.push({ workshop: workshop.id, kind, outcome: then, isProven: true, cancelled: [] });
			else {
				const cancelled = problem.workshops.filter((_, other) => then.isCancelled[other]).map(({ id }) => id);
				thoughts.push({ workshop: workshop.id, kind, outcome: then.outcome, isProven: then.isProven, cancelled });
			}
		}
	return { present, asked, thoughts, isCut };
}

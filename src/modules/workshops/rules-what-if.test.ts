import { expect, test } from 'vitest';
import { allocate } from '#algorithms/allocation/allocate.ts';
import { readProblem } from '#algorithms/allocation/problem.ts';
import { considered, type Imagined, imagine, nameless } from './rules-what-if.ts';

const problem = readProblem({
	rounds: 2,
	workshops: [
		{ id: 'work-a', capacity: 2, minimum: 2 },
		{ id: 'work-b', capacity: 5, rounds: [2] },
		{ id: 'work-c', capacity: 1 },
	],
	participants: [
		{ id: 'ada', wishes: ['work-a', ['work-b', 'work-c']], group: 'asd', times: [{ workshop: 'work-a', round: 2 }] },
		{ id: 'ben', wishes: ['work-b'], group: 'asd', fixed: ['work-c'], forbidden: ['work-a'] },
		{ id: 'cem', wishes: ['work-b', 'work-a'], group: 'school' },
	],
	quotas: [{ workshop: 'work-b', group: 'asd', maximum: 1 }],
	seed: 4,
});

test('what a browser is given leads to nobody, and everybody fares the same in it', () => {
	const given = nameless(problem);
	expect(JSON.stringify(given)).not.toMatch(/ada|ben|cem|work-/);
	const outcome = (of: typeof problem) => considered(of, allocate(readProblem(of)));
	expect(outcome(given as typeof problem)).toEqual(outcome(problem));
});

test('what is thought of changes only what it says', () => {
	const thought = (facts: Partial<Imagined>): Imagined => ({ seats: 5, takes: 'open', everyRound: false, ...facts });
	const workshops = (thoughts: (Imagined | undefined)[]) => imagine(problem, thoughts).workshops;
	expect(workshops([])).toEqual(problem.workshops);
	expect(workshops([thought({ seats: 9 }), thought({ everyRound: true }), thought({ takes: 'never' })])).toEqual([
		{ id: 'work-a', capacity: 9, minimum: 2 },
		{ id: 'work-b', capacity: 5, minimum: 0 },
		{ id: 'work-c', capacity: 0, minimum: 0 },
	]);
	expect(workshops([thought({ takes: 'always' })])[0]).toEqual({ id: 'work-a', capacity: 5, minimum: 0 });
	// Fewer seats than the minimum: it takes place when it is full.
	expect(workshops([thought({ seats: 1 })])[0]).toEqual({ id: 'work-a', capacity: 1, minimum: 1 });
});

test('an answer tells each workshop how many come, and which would not take place', () => {
	const alone = readProblem({
		workshops: [
			{ id: 'a', capacity: 5, minimum: 2 },
			{ id: 'b', capacity: 5 },
		],
		participants: [{ id: 'p', wishes: ['a', 'b'] }],
	});
	expect(considered(alone, allocate(alone))).toEqual({
		outcome: { ranks: [0, 1], fixed: 0, unplaced: 0 },
		coming: [0, 1],
		isCancelled: [true, false],
		isProven: true,
	});
});

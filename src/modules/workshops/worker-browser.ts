// Gives places out in the browser, with the same code as the server.
import { type Answer, allocating } from '#algorithms/allocation/allocate.ts';
import { InvalidProblem, type Problem, Undecided } from '#algorithms/allocation/problem.ts';
import type { Limits } from '#algorithms/allocation/search.ts';
import type { Unsolved } from './rules-solve.ts';

/** What the page asks for. */
export interface Asked {
	problem: Problem;
	limits: Limits;
}

/** What it is told: how many possibilities were looked at, or the answer or why there is none. */
export type Told = { done: number } | { answer: Answer | Unsolved };

const TELL_MS = 150;

const tell = (told: Told) => postMessage(told);

addEventListener('message', ({ data }: MessageEvent<Asked>) => {
	try {
		const work = allocating(data.problem, data.limits);
		let told = performance.now();
		let next = work.next();
		for (; !next.done; next = work.next()) {
			if (performance.now() - told < TELL_MS) continue;
			tell({ done: next.value });
			told = performance.now();
		}
		tell({ answer: next.value });
	} catch (error) {
		if (!(error instanceof InvalidProblem)) throw error;
		tell({ answer: error instanceof Undecided ? 'undecided' : 'cannotBe' });
	}
});

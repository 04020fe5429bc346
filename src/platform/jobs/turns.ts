import { setImmediate as nextTurn } from 'node:timers/promises';

const TURN_MS = 20;

/**
 * Runs long work step by step, and lets requests have their turn in between.
 * Shape:  work yields after a few milliseconds each
 */
export async function inTurns<Result>(work: Generator<unknown, Result, void>): Promise<Result> {
	for (let began = performance.now(); ; ) {
		const { done, value } = work.next();
		if (done) return value;
		if (performance.now() - began < TURN_MS) continue;
		await nextTurn();
		began = performance.now();
	}
}

// Works a distribution out in a thread of its own.
import { parentPort, workerData } from 'node:worker_threads';
import { InvalidProblem, type Problem, Undecided } from '#algorithms/allocation/problem.ts';
import type { Told } from '#platform/jobs/thread.ts';
import type { Unfit } from './read-calculation.server.ts';
import { type Findings, type Progress, workingOut } from './rules-findings.ts';

const TELL_MS = 200;

const tell = (told: Told<Progress, Findings, Unfit>) => parentPort?.postMessage(told);

try {
	const work = workingOut(workerData as Problem);
	let told = performance.now();
	let next = work.next();
	for (; !next.done; next = work.next()) {
		if (performance.now() - told < TELL_MS) continue;
		tell({ progress: next.value });
		told = performance.now();
	}
	tell({ result: next.value });
} catch (error) {
	if (!(error instanceof InvalidProblem)) throw error;
	tell({ unfit: { failure: error instanceof Undecided ? 'undecided' : 'cannotBe', around: error.around } });
}

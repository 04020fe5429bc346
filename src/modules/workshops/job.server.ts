import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, Tx } from '#platform/db/database.ts';
import type { Task } from '#platform/jobs/jobs.ts';
import { Interrupted, inThread } from '#platform/jobs/thread.ts';
import { log } from '#platform/log/log.ts';
import { problemOf } from './read-calculation.server.ts';
import type { Findings, Progress } from './rules-findings.ts';
import { fail, finish, tellProgress } from './write-calculation.server.ts';

/** The job that works one distribution out; it ends early when somebody stops it. */
export const calculating =
	(database: Database): Task =>
	async ({ region, calculation: id }) => {
		const calculation = String(id);
		const within = <T>(work: (tx: Tx) => Promise<T>) => database.within([region], work);
		const problem = await within((tx) => problemOf(tx, calculation));
		if (!problem) return;
		try {
			const told = await inThread<Progress, Findings>('#modules/workshops/worker.ts', problem, (progress) =>
				within((tx) => tellProgress(tx, calculation, progress)),
			);
			if (told && 'result' in told) await within((tx) => finish(tx, region, calculation, told.result));
			else if (told) await within((tx) => fail(tx, calculation, told.unfit === 'undecided' ? 'undecided' : 'cannotBe'));
		} catch (error) {
			if (error instanceof Interrupted) throw error;
			log.error({ job: 'allocation', name: (error as Error).name, stack: (error as Error).stack?.split('\n').slice(1, 8) });
			await within((tx) => fail(tx, calculation, 'broken'));
		}
	};

const LOOK_AGAIN_MS = 40;
const PATIENT_MS = 1500;

/** Waits a moment for a distribution to be worked out: most are done before anybody would want to see how far they are. */
export async function settle(within: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>, calculation: string): Promise<void> {
	const until = performance.now() + PATIENT_MS;
	while (performance.now() < until && (await within((tx) => problemOf(tx, calculation)))) await sleep(LOOK_AGAIN_MS);
}

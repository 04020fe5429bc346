import type { Database, Tx } from '#platform/db/database.ts';
import type { Task } from '#platform/jobs/jobs.ts';
import { Interrupted, inThread } from '#platform/jobs/thread.ts';
import { frames, log } from '#platform/log/log.ts';
import type { Unfit } from './read-calculation.server.ts';
import type { Findings, Progress } from './rules-findings.ts';
import { claim, fail, finish, revive, tellProgress } from './write-calculation.server.ts';

/** The job that works one distribution out; it ends early when somebody stops it. */
export const calculating =
	(database: Database): Task =>
	async ({ region, calculation: id }) => {
		const calculation = String(id);
		const within = <T>(work: (tx: Tx) => Promise<T>) => database.within([region], work);
		const problem = await within((tx) => claim(tx, calculation));
		if (!problem) return;
		try {
			const told = await inThread<Progress, Findings, Unfit>('#modules/workshops/worker.ts', problem, (progress) =>
				within((tx) => tellProgress(tx, calculation, progress)),
			);
			if (told && 'result' in told) await within((tx) => finish(tx, region, calculation, told.result));
			else if (told) await within((tx) => fail(tx, calculation, told.unfit.failure, told.unfit.around));
		} catch (error) {
			if (error instanceof Interrupted) throw error;
			log.error({ job: 'allocation', name: (error as Error).name, stack: frames(error) });
			await within((tx) => fail(tx, calculation, 'broken'));
		}
	};

const LOOK_EVERY_MS = 5000;

/**
 * Looks again and again for calculations whose worker died with its process, and puts them into the queue anew.
 * Shape:  regions = those there are now; the answer ends the looking
 */
export function reviving(database: Database, regions: () => Promise<readonly number[]>): () => void {
	const look = async () => database.within(await regions(), revive);
	const rounds = setInterval(() => void look().catch(() => {}), LOOK_EVERY_MS);
	return () => clearInterval(rounds);
}

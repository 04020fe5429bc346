import type { Mixed } from '#algorithms/mixing/mix.ts';
import type { Mixing } from '#algorithms/mixing/problem.ts';
import { inThread } from '#platform/jobs/thread.ts';

/** Works a seating out, while requests go on. */
export async function workOut(problem: Mixing): Promise<Mixed> {
	const done = await inThread<never, Mixed>('#modules/groups/worker.ts', problem, async () => true);
	if (!done || !('result' in done)) throw new Error('a seating was given up');
	return done.result;
}

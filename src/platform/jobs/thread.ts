import { Worker } from 'node:worker_threads';

/** What a thread tells: how far it is, its result, or that its input cannot be worked with. */
export type Told<Progress, Result, Unfit> = { progress: Progress } | { result: Result } | { unfit: Unfit };

/** The thread was ended because the program is about to stop; the job comes again. */
export class Interrupted extends Error {}

// bin/server.ts asks for this when it drains: what runs in threads is worked out anew after the next start.
const running = new Set<(reason: Error) => void>();
let isDraining = false;
process.on('augenhoehe:drain' as never, () => {
	isDraining = true;
	for (const end of running) end(new Interrupted('the program stops'));
});

/**
 * Works something out in a thread of its own, so that requests do not wait for it.
 * Shape:  module = a file of the sources as package.json's imports name it, or an address; its thread gets `input` as workerData and sends `Told`;
 *         tell = whether to go on; null = stopped by it
 * Unit:   most = megabytes that the thread may hold, and seconds that it may take; without, as much as it needs
 * Errors: whatever broke in the thread, and Interrupted
 */
export async function inThread<Progress, Result, Unfit = never>(
	module: string,
	input: unknown,
	tell: (progress: Progress) => Promise<boolean>,
	most?: { megabytes: number; seconds: number },
): Promise<{ result: Result } | { unfit: Unfit } | null> {
	if (isDraining) throw new Interrupted('the program stops');
	const resourceLimits = most ? { maxOldGenerationSizeMb: most.megabytes } : {};
	const worker = new Worker(new URL(import.meta.resolve(module)), { workerData: input, resourceLimits });
	const { promise, resolve, reject } = Promise.withResolvers<{ result: Result } | { unfit: Unfit } | null>();
	running.add(reject);
	const late = most && setTimeout(() => reject(new Error(`the thread took longer than ${most.seconds} s`)), most.seconds * 1000);
	let latest: Progress | undefined;
	let telling: Promise<void> | undefined;
	const tellLatest = async () => {
		while (latest !== undefined) {
			const progress = latest;
			latest = undefined;
			if (!(await tell(progress))) resolve(null);
		}
		telling = undefined;
	};
	worker.on('message', (told: Told<Progress, Result, Unfit>) => {
		if (!('progress' in told)) return resolve(told);
		latest = told.progress;
		telling ??= tellLatest().catch(reject);
	});
	worker.on('error', reject);
	worker.on('exit', (code) => reject(new Error(`the thread ended with ${code}`)));
	try {
		return await promise;
	} finally {
		running.delete(reject);
		clearTimeout(late);
		latest = undefined;
		await telling;
		await worker.terminate();
	}
}

import { inThread } from '../jobs/thread.ts';
import type { Form } from './render.ts';

// One document after the other: each may take tens of megabytes while it is made.
let last: Promise<unknown> = Promise.resolve();

/**
 * Makes a document in a thread of its own, so that requests do not wait for it.
 * Shape:  template = a .typ file as package.json's imports name it; data = JSON
 * Errors: whatever the template cannot work with, and Interrupted when the program stops
 */
export function makeDocument(template: string, data: unknown, form: Form = 'pdf'): Promise<Uint8Array<ArrayBuffer>> {
	const made = last.then(async () => {
		const done = await inThread<never, Uint8Array<ArrayBuffer>>('#platform/pdf/worker.ts', { template, data, form }, async () => true);
		if (!done || !('result' in done)) throw new Error('a document was given up');
		return done.result;
	});
	last = made.catch(() => {});
	return made;
}

import { fork } from 'node:child_process';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { Interrupted } from '../jobs/thread.ts';
import type { Form } from './render.ts';

// One document after the other: each may take hundreds of megabytes while it is made.
let last: Promise<unknown> = Promise.resolve();

// bin/server.ts asks for this when it drains.
const running = new Set<() => void>();
let isDraining = false;
process.on('augenhoehe:drain' as never, () => {
	isDraining = true;
	for (const end of running) end();
});

/** People who wait for a page come first. */
const NICE = 10;

/** A document takes seconds; whatever takes longer hangs, and must not keep others waiting. */
const LONGEST_MS = 60_000;

/** Documents that may wait for others; whoever comes then is asked to come again. */
const MOST_WAITING = 30;

/** Too many documents are wanted at once. */
export class Busy extends Error {}

let waiting = 0;

type Answer = { result: Uint8Array<ArrayBuffer> } | { problem: string };

/**
 * Makes a document in a process of its own: requests do not wait for it, and what it needed is given back when it ends.
 * Shape:  template = a .typ file as package.json's imports name it; data = JSON
 * Errors: Busy when too many wait or nobody does, whatever the template cannot work with, and Interrupted when the program stops
 */
export function makeDocument(
	template: string,
	data: unknown,
	{ form = 'pdf', signal }: { form?: Form; signal?: AbortSignal } = {},
): Promise<Uint8Array<ArrayBuffer>> {
	if (waiting >= MOST_WAITING) return Promise.reject(new Busy('too many documents are wanted'));
	waiting += 1;
	const made = last.then(() => {
		waiting -= 1;
		// Nobody waits for it any more.
		if (signal?.aborted) throw new Busy('given up');
		return inProcess({ template, data, form });
	});
	last = made.catch(() => {});
	return made;
}

async function inProcess(work: { template: string; data: unknown; form: Form }): Promise<Uint8Array<ArrayBuffer>> {
	if (isDraining) throw new Interrupted('the program stops');
	const { promise, resolve, reject } = Promise.withResolvers<Uint8Array<ArrayBuffer>>();
	const child = fork(fileURLToPath(import.meta.resolve('#platform/pdf/worker.ts')), { serialization: 'advanced', execArgv: [] });
	const end = () => {
		reject(new Interrupted('the program stops'));
		child.kill();
	};
	running.add(end);
	const patience = setTimeout(() => reject(new Error('a document took too long')), LONGEST_MS);
	child.on('message', (answer: Answer) => ('result' in answer ? resolve(answer.result) : reject(new Error(answer.problem))));
	child.on('error', reject);
	child.on('exit', (code) => reject(new Error(`the process that makes documents ended with ${code}`)));
	try {
		if (child.pid) os.setPriority(child.pid, NICE);
	} catch {
		// Not every system lets a process be put back.
	}
	child.send(work);
	try {
		return await promise;
	} finally {
		clearTimeout(patience);
		running.delete(end);
		child.kill();
	}
}

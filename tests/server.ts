// The real program as a child process, on a port of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { temporaryFolder } from '#platform/db/launcher.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

/** A running server with its address and everything it has printed. */
export interface Running {
	origin: string;
	data: string;
	child: ChildProcess;
	output: string[];
	/** Ends it with a signal and waits until it is gone. */
	end(signal?: NodeJS.Signals): Promise<number | null>;
}

/**
 * Starts bin/server.ts and waits until it says that it is ready.
 * Shape:  env = what the environment adds; DATA_DIR is a fresh folder unless given
 */
export async function startServer(env: Record<string, string> = {}, args: string[] = []): Promise<Running> {
	const data = env['DATA_DIR'] ?? temporaryFolder();
	const child = spawn(process.execPath, ['--max-semi-space-size=4', path.join(ROOT, 'bin/server.ts'), ...args], {
		cwd: ROOT,
		env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', RATE_LIMITS: 'off', PORT: '0', DATA_DIR: data, ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const output: string[] = [];
	const gone = new Promise<number | null>((done) => child.once('exit', done));
	const origin = await new Promise<string>((ready, failed) => {
		for (const stream of [child.stdout, child.stderr])
			createInterface({ input: stream as NodeJS.ReadableStream }).on('line', (text) => {
				output.push(text);
				const address = /^Augenhöhe ready at (\S+)$/.exec(text)?.[1];
				if (address) ready(address);
			});
		gone.then((code) => failed(new Error(`the server ended with ${code}:\n${output.join('\n')}`)));
	});
	return {
		origin,
		data,
		child,
		output,
		end: (signal = 'SIGTERM') => {
			child.kill(signal);
			return gone;
		},
	};
}

/** Forgets a server's data. */
export const forget = (server: Running): void => fs.rmSync(server.data, { recursive: true, force: true });

/** Looks again until something is there. */
export async function until<T>(
	what: string,
	look: () => Promise<T | undefined | null | false> | T | undefined | null | false,
	ms = 20_000,
): Promise<T> {
	const end = Date.now() + ms;
	for (;;) {
		const found = await look();
		if (found) return found;
		if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
		await new Promise((done) => setTimeout(done, 25));
	}
}

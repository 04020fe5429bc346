import fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

function holderLives(file: string): boolean {
	try {
		const pid = Number(fs.readFileSync(file, 'utf8'));
		// A file without a number is being written this moment.
		if (!pid) return Date.now() - fs.statSync(file).mtimeMs < 2_000;
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

/**
 * Runs work while no other process holds the same lock file; the lock of a process that died counts as free.
 * Unit:   waits in steps of 20 ms, as long as the holder lives
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
	for (;;) {
		try {
			fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
			break;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
			if (!holderLives(file)) fs.rmSync(file, { force: true });
			else await pause(20);
		}
	}
	try {
		return await work();
	} finally {
		fs.rmSync(file, { force: true });
	}
}

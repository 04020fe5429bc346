import { Logger, type Runner, run } from 'graphile-worker';
import { sql } from 'kysely';
import type pg from 'pg';
import type { Tx } from '../db/database.ts';
import { log } from '../log/log.ts';

/** A job: the payload names its region and rows, never their content. */
export type Task = (payload: { region: number } & Record<string, unknown>) => Promise<void>;

/**
 * Puts a job into the queue, in the same transaction as what caused it.
 * Shape:  a job with the key of one that waits replaces it
 */
export async function enqueue(
	tx: Tx,
	task: string,
	payload: { region: number } & Record<string, unknown>,
	options: { key?: string; at?: Date } = {},
): Promise<void> {
	await sql`select platform.enqueue(${task}, ${JSON.stringify(payload)}::json, ${options.key ?? null}, ${options.at ?? null})`.execute(tx);
}

const quiet = new Logger(() => (level, message) => {
	if (level === 'error') log.error({ job: true }, message.slice(0, 300));
});

/**
 * Works on the queue until stopped; failed jobs come again, later and later.
 * Unit:   concurrency = jobs at once
 */
export function work(pool: pg.Pool, tasks: Record<string, Task>, concurrency = 4): Promise<Runner> {
	return run({
		pgPool: pool,
		concurrency,
		noHandleSignals: true,
		parsedCronItems: [],
		pollInterval: 1000,
		logger: quiet,
		taskList: Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, (payload) => task(payload as Parameters<Task>[0])])),
	});
}

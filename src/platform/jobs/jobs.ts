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
	// The queue's own words may quote an address that a mail server refused.
	if (level === 'error') log.error({ job: /task '?(\w+)/.exec(message)?.[1] }, 'a job failed and will be tried again');
});

// No job takes this long: whoever still holds one died with it.
const DEAD_AFTER_MIN = 3;

async function freeJobsOfTheDead(pool: pg.Pool): Promise<void> {
	await pool.query(
		`select graphile_worker.force_unlock_workers(array(
			select distinct locked_by from graphile_worker._private_jobs where locked_at < now() - make_interval(mins => $1)))`,
		[DEAD_AFTER_MIN],
	);
}

/**
 * Works on the queue until stopped; failed jobs come again, later and later.
 * Unit:   concurrency = jobs at once
 */
export async function work(pool: pg.Pool, tasks: Record<string, Task>, concurrency = 4): Promise<Runner> {
	await freeJobsOfTheDead(pool);
	const rounds = setInterval(() => void freeJobsOfTheDead(pool).catch(() => {}), 60_000);
	const runner = await run({
		pgPool: pool,
		concurrency,
		noHandleSignals: true,
		parsedCronItems: [],
		pollInterval: 1000,
		logger: quiet,
		taskList: Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, (payload) => task(payload as Parameters<Task>[0])])),
	});
	runner.promise.finally(() => clearInterval(rounds)).catch(() => {});
	return runner;
}

import type { Database } from '#platform/db/database.ts';
import type { Task } from '#platform/jobs/jobs.ts';
import { remind } from './write.server.ts';

/** The job that reminds whoever takes care of a mandate, so many days before it is due. */
export const reminding =
	(database: Database): Task =>
	async ({ region, mandate, days }) =>
		database.within([region], (tx) => remind(tx, region, String(mandate), Number(days), new Date()));

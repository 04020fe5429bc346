import type { Database } from '#platform/db/database.ts';
import type { Task } from '#platform/jobs/jobs.ts';
import { remind } from './write.server.ts';
import { remindOfReview } from './write-agreement.server.ts';

/** The job that reminds whoever takes care of a mandate, so many days before it is due. */
export const reminding =
	(database: Database): Task =>
	async ({ region, mandate, days }) =>
		database.within([region], (tx) => remind(tx, region, String(mandate), Number(days), new Date()));

/** The job that reminds the parties of an agreement, so many days before it is looked at again. */
export const reviewing =
	(database: Database): Task =>
	async ({ region, agreement, days }) =>
		database.within([region], (tx) => remindOfReview(tx, region, String(agreement), Number(days), new Date()));

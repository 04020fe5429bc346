import { closeAllLeft } from '#modules/boards/job.server.ts';
import { askDue } from '#modules/organisations/write-profile.server.ts';
import { regions } from '#modules/places/read.server.ts';
import { planReminders } from '#modules/thread/write.server.ts';
import type { Database } from '#platform/db/database.ts';
import { enqueue, type Task } from '#platform/jobs/jobs.ts';
import { daysAfter } from '#platform/time/time.ts';
import { eraseDue } from './write.server.ts';

const NAME = 'housekeeping';

const schedule = (region: number, at: Date) => ({ name: NAME, payload: { region }, options: { key: `${NAME} ${region}`, at } });

/** Erases what is due in a region, asks whom it said it would ask, and comes again the next night. */
export const housekeeping =
	(database: Database): Task =>
	async ({ region }) => {
		const now = new Date();
		await closeAllLeft(database, region, now);
		await database.within([region], async (tx) => {
			await eraseDue(tx, now);
			if ((await regions(tx)).some((one) => one.id === region && one.asksByItself)) await askDue(tx, { region }, now, 'known');
			await planReminders(tx, Number(region), now);
			const { name, payload, options } = schedule(region, daysAfter(now, 1, '03:10'));
			await enqueue(tx, name, payload, options);
		});
	};

/** Puts the nightly housekeeping of some regions into the queue, once each. */
export async function begin(database: Database, regions: readonly number[]): Promise<void> {
	await database.within(regions, async (tx) => {
		for (const region of regions) {
			const { name, payload, options } = schedule(region, new Date());
			await enqueue(tx, name, payload, options);
		}
	});
}

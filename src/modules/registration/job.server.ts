import type { Database } from '#platform/db/database.ts';
import type { Task } from '#platform/jobs/jobs.ts';
import { answer } from '#platform/rejected.ts';
import { release } from './write-reservation.server.ts';
import { endOffers } from './write-waiting.server.ts';

/** The job that ends offers whose time is up and offers their places on. */
export const waitingList =
	(database: Database): Task =>
	async ({ region, meeting }) => {
		await database.within([region], (tx) => endOffers(tx, { region, meeting: String(meeting) }, new Date()));
	};

/** The job that gives kept places to everybody when their day has come; nothing is left to do where somebody did it by hand. */
export const releasing =
	(database: Database): Task =>
	async ({ region, meeting, reservation }) => {
		const by = { region, meeting: String(meeting), person: null };
		await answer(database.within([region], (tx) => release(tx, by, String(reservation), new Date())));
	};

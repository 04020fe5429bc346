import type { Database } from '#platform/db/database.ts';
import { frames, log } from '#platform/log/log.ts';
import { LINK_HOURS } from './rules.ts';
import { closeLeft, leftOpen } from './write-board.server.ts';

/** Closes what was left open after its meeting: each board for itself, so that one that fails keeps no other open. */
export async function closeAllLeft(database: Database, region: number, now: Date): Promise<void> {
	const left = await database.within([region], (tx) => leftOpen(tx, new Date(now.getTime() - LINK_HOURS * 3600_000), now));
	for (const by of left) {
		try {
			await database.within([region], (tx) => closeLeft(tx, by, now));
		} catch (error) {
			log.error(
				{ board: by.board, name: (error as Error).name, stack: frames(error) },
				'a board could not be closed; it is tried again the next night',
			);
		}
	}
}

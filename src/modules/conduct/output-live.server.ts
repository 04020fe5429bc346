// Everybody who looks at a meeting in this process.
import { openDoors } from '#modules/registration/read-door.server.ts';
import type { Database } from '#platform/db/database.ts';
import { audiences, type Look } from '#platform/live/audience.ts';
import type { Listener } from '#platform/live/live.ts';
import { shared, snapshotFor } from './read-now.server.ts';

/** Who looks: somebody by their link as it was then, or a screen by a door's. */
export type Eye = { place: string; linkVersion: number } | { door: string };

// Giving out tables writes hundreds of rows.
const TOGETHER_MS = 25;

/** Opens the halls of this process: people look at a meeting as long as their link is good. */
export function halls(database: Database, listener: Listener): Look<Eye> {
	const keyOf = (eye: Eye) => ('door' in eye ? eye.door : eye.place);
	return audiences<Eye>(listener, TOGETHER_MS, keyOf, async (region, meeting, lookers) => {
		const now = new Date();
		const places = [...new Set(lookers.flatMap(({ eye }) => ('place' in eye ? eye.place : [])))];
		const hasDoors = lookers.some(({ eye }) => 'door' in eye);
		const { seen, open } = await database.within([region], async (tx) => ({
			seen: await shared(tx, meeting, places),
			open: hasDoors ? await openDoors(tx, meeting, now) : new Set<string>(),
		}));
		// A link that was good when the page was opened may have ended since.
		const mayLook = (eye: Eye) => ('door' in eye ? open.has(eye.door) : seen?.mine.get(eye.place)?.linkVersion === eye.linkVersion);
		for (const { eye, viewer } of lookers) {
			const snapshot = seen && mayLook(eye) && snapshotFor(seen, 'place' in eye ? eye.place : null, now);
			if (snapshot) viewer.send(JSON.stringify(snapshot), snapshot.cursor);
			else viewer.end();
		}
	});
}

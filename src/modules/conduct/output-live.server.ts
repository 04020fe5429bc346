// Everybody who looks at a meeting in this process: told together, from one look at the database.
import { topicOf } from '#modules/events/read-now.server.ts';
import { openDoors } from '#modules/registration/read-door.server.ts';
import type { Database } from '#platform/db/database.ts';
import type { Listener } from '#platform/live/live.ts';
import type { Viewer } from '#platform/live/stream.ts';
import { frames, log } from '#platform/log/log.ts';
import { shared, snapshotFor } from './read-now.server.ts';

/** Who looks: somebody by their link as it was then, or a screen by a door's. */
export type Eye = { place: string; linkVersion: number } | { door: string };

interface Looker {
	eye: Eye;
	viewer: Viewer;
}

interface Hall {
	lookers: Set<Looker>;
	/** Nobody new is left waiting for the next change. */
	fresh: Set<Looker>;
	isAsked: boolean;
	isWorking: boolean;
	leave: () => void;
}

// Changes that come together are told together: giving out tables writes hundreds of rows.
const TOGETHER_MS = 25;
const AGAIN_MS = 1_000;

/** Lets people look at meetings as long as their link is good. */
export type Look = (region: number, meeting: string, eye: Eye, viewer: Viewer) => () => void;

/** Pages that one link may have open at once; another one takes the place of the oldest. */
const MOST_PAGES = 6;

const isSame = (a: Eye, b: Eye) => ('door' in a ? 'door' in b && a.door === b.door : 'place' in b && a.place === b.place);

/** Opens the halls of this process. */
export function halls(database: Database, listener: Listener): Look {
	const all = new Map<string, Hall>();

	async function tell(region: number, meeting: string, hall: Hall, lookers: readonly Looker[]): Promise<void> {
		const now = new Date();
		const places = [...new Set(lookers.flatMap(({ eye }) => ('place' in eye ? eye.place : [])))];
		const hasDoors = lookers.some(({ eye }) => 'door' in eye);
		const { seen, open } = await database.within([region], async (tx) => ({
			seen: await shared(tx, meeting, places),
			open: hasDoors ? await openDoors(tx, meeting, now) : new Set<string>(),
		}));
		// A link that was good when the page was opened may have ended since.
		const mayLook = (eye: Eye) => ('door' in eye ? open.has(eye.door) : seen?.mine.get(eye.place)?.linkVersion === eye.linkVersion);
		for (const looker of lookers) {
			const { eye } = looker;
			const snapshot = seen && mayLook(eye) && snapshotFor(seen, 'place' in eye ? eye.place : null, now);
			if (snapshot) looker.viewer.send(JSON.stringify(snapshot), snapshot.cursor);
			else {
				hall.lookers.delete(looker);
				looker.viewer.end();
			}
		}
	}

	async function work(region: number, meeting: string, hall: Hall): Promise<void> {
		if (hall.isWorking) return;
		hall.isWorking = true;
		await new Promise((done) => setTimeout(done, TOGETHER_MS));
		while (hall.lookers.size > 0 && (hall.isAsked || hall.fresh.size > 0)) {
			const lookers = [...(hall.isAsked ? hall.lookers : hall.fresh)];
			hall.isAsked = false;
			hall.fresh.clear();
			try {
				await tell(region, meeting, hall, lookers);
			} catch (error) {
				log.error(
					{ live: 'tell', name: (error as Error).name, stack: frames(error) },
					'people who look could not be told; it is tried again',
				);
				hall.isAsked = true;
				await new Promise((done) => setTimeout(done, AGAIN_MS));
			}
		}
		hall.isWorking = false;
	}

	return (region, meeting, eye, viewer) => {
		const topic = topicOf(region, meeting);
		let hall = all.get(topic);
		if (!hall) {
			const made: Hall = { lookers: new Set(), fresh: new Set(), isAsked: false, isWorking: false, leave: () => {} };
			made.leave = listener.on(topic, () => {
				made.isAsked = true;
				void work(region, meeting, made);
			});
			all.set(topic, made);
			hall = made;
		}
		const looker = { eye, viewer };
		const same = [...hall.lookers].filter((one) => isSame(one.eye, eye));
		if (same.length >= MOST_PAGES) same[0]?.viewer.end();
		hall.lookers.add(looker);
		hall.fresh.add(looker);
		void work(region, meeting, hall);
		const inside = hall;
		return () => {
			inside.lookers.delete(looker);
			inside.fresh.delete(looker);
			if (inside.lookers.size > 0 || all.get(topic) !== inside) return;
			inside.leave();
			all.delete(topic);
		};
	};
}

// Everybody who looks at a meeting in this process: told together, from one look at the database.
import { topicOf } from '#modules/events/read-now.server.ts';
import type { Database } from '#platform/db/database.ts';
import type { Listener } from '#platform/live/live.ts';
import type { Viewer } from '#platform/live/stream.ts';
import { frames, log } from '#platform/log/log.ts';
import { shared, snapshotFor } from './read-now.server.ts';

interface Looker {
	place: string | null;
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

/** Lets people look at meetings as long as they like. */
export type Look = (region: number, meeting: string, place: string | null, viewer: Viewer) => () => void;

/** Opens the halls of this process. */
export function halls(database: Database, listener: Listener): Look {
	const all = new Map<string, Hall>();

	async function tell(region: number, meeting: string, hall: Hall, lookers: readonly Looker[]): Promise<void> {
		const places = [...new Set(lookers.flatMap(({ place }) => place ?? []))];
		const seen = await database.within([region], (tx) => shared(tx, meeting, places));
		const now = new Date();
		for (const looker of lookers) {
			const snapshot = seen && snapshotFor(seen, looker.place, now);
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

	return (region, meeting, place, viewer) => {
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
		const looker = { place, viewer };
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

// Everybody who looks at a board in this process.
import { createHash } from 'node:crypto';
import type { Database } from '#platform/db/database.ts';
import { audiences, type Look } from '#platform/live/audience.ts';
import type { Listener } from '#platform/live/live.ts';
import type { Viewer } from '#platform/live/stream.ts';
import { openLinks, type Role, type Whole, whole } from './read.server.ts';
import { changesFor, seenByFacilitator, seenByGuest, seenByProjector, seenByTeam } from './rules-seen.ts';

/** Who looks: a phone, or somebody by a link. */
export type BoardEye = { digest: string; table: number | null } | { link: string; role: Role };

// Cards come in bursts; nobody reads faster than four times a second.
const TOGETHER_MS = 250;

const seenBy = { facilitator: seenByFacilitator, team: seenByTeam, projector: seenByProjector };

const digest = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 16);

/** What somebody sees, as it is sent, with a cursor that changes with it and with nothing else. */
export function seenAs(held: Whole & { connected?: number }, eye: BoardEye): { data: string; cursor: string } {
	const seen = 'digest' in eye ? seenByGuest(held, eye) : seenBy[eye.role](held);
	const data = JSON.stringify(seen);
	return { data, cursor: digest(data) };
}

/** Opens the boards of this process: phones look as long as the board is there, others as long as their link is good. */
export function boardHalls(database: Database, listener: Listener): Look<BoardEye> {
	const told = new WeakMap<Viewer, string>();
	const known = new WeakMap<Viewer, string>();
	const keyOf = (eye: BoardEye) => ('digest' in eye ? eye.digest : eye.link);
	return audiences<BoardEye>(
		listener,
		TOGETHER_MS,
		keyOf,
		async (region, board, lookers, all) => {
			const { held, open } = await database.within([region], async (tx) => ({
				held: await whole(tx, board),
				open: lookers.some(({ eye }) => 'link' in eye) ? await openLinks(tx, board, new Date()) : new Set<string>(),
			}));
			const connected = new Set([...all].flatMap(({ eye }) => ('digest' in eye ? [eye.digest] : []))).size;
			const change = held && changesFor(held, digest);
			for (const { eye, viewer } of lookers) {
				if (!held || ('link' in eye && !open.has(eye.link))) {
					viewer.end();
					continue;
				}
				// Most of what happens in a hall is not to be seen on a phone.
				const key = 'digest' in eye ? change?.(eye) : undefined;
				if (key !== undefined && known.get(viewer) === key) continue;
				if (key !== undefined) known.set(viewer, key);
				const { data, cursor } = seenAs({ ...held, connected }, eye);
				if (told.get(viewer) !== cursor) viewer.send(data, cursor);
				told.set(viewer, cursor);
			}
		},
		true,
	);
}

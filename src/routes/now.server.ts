// The page of the day, for whoever may look: as a page, as JSON for those who ask again and again, and as an answer that goes on.
import { json } from '@sveltejs/kit';
import type { Eye } from '#modules/conduct/output-live.server.ts';
import { shared, snapshotFor } from '#modules/conduct/read-now.server.ts';
import type { Snapshot } from '#modules/conduct/rules-now.ts';
import { pulse } from '#modules/events/read-now.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { stream } from '#platform/live/stream.ts';
import { nothingHere } from './gate.server.ts';

/** Whoever looks: a participant, or a screen that belongs to nobody. */
interface Looker {
	meeting: string;
	place: string | null;
}

/** What somebody sees of their meeting now; 404 for whoever has no place there. */
export async function seenNow(tx: Tx, { meeting, place }: Looker, now: Date): Promise<Snapshot> {
	const seen = await shared(tx, meeting, place === null ? [] : [place]);
	return (seen && snapshotFor(seen, place, now)) ?? nothingHere();
}

/** What somebody sees, or an empty answer when nothing has changed since they last asked. */
export function askedAgain(locals: App.Locals, url: URL, gate: (tx: Tx) => Promise<Looker>): Promise<Response> {
	return locals.within(async (tx) => {
		const looker = await gate(tx);
		if (url.searchParams.get('after') === (await pulse(tx, looker.meeting))) return new Response(null, { status: 204 });
		const seen = await seenNow(tx, looker, locals.now);
		return json(seen, { headers: { etag: `"${seen.cursor}"` } });
	});
}

/** What somebody sees, and every change of it, until they go or their link ends. */
export async function lookedAt(locals: App.Locals, gate: (tx: Tx) => Promise<{ meeting: string; eye: Eye }>): Promise<Response> {
	const { meeting, eye } = await locals.within(gate);
	const { look, region } = locals;
	return stream((viewer) => look(region.id, meeting, eye, viewer));
}

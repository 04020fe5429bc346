import * as groups from '#modules/groups/write.server.ts';
import type { DoorKeeper } from '#modules/registration/access.ts';
import { placeById } from '#modules/registration/read.server.ts';
import type { Scan, Scanned } from '#modules/registration/rules-door.ts';
import * as doors from '#modules/registration/write-door.server.ts';
import type { Tx } from '#platform/db/database.ts';

/** Does what a device says was done at its door; whoever was only written down there by mistake gives up their chair as well. */
export async function noteScans(
	tx: Tx,
	by: DoorKeeper,
	scans: readonly Scan[],
	at: Parameters<typeof doors.noteScans>[3],
): Promise<Scanned[]> {
	const done = await doors.noteScans(tx, by, scans, at);
	for (const { outcome, place } of done)
		if (outcome === 'undone' && place && (await placeById(tx, place))?.state === 'withdrawn')
			await groups.leave(tx, { meeting: by.meeting, place });
	return done;
}

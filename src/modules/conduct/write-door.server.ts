import type { DoorKeeper } from '#modules/registration/access.ts';
import { placeById } from '#modules/registration/read.server.ts';
import type { Scan, Scanned } from '#modules/registration/rules-door.ts';
import { hold } from '#modules/registration/write-counter.server.ts';
import * as doors from '#modules/registration/write-door.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { withdraw } from './write.server.ts';

/**
 * Does what a device says was done at its door. Whoever was only written down there by mistake withdraws: nothing of them stays, and
 * the place that was one more for them is none any more.
 */
export async function noteScans(
	tx: Tx,
	by: DoorKeeper,
	scans: readonly Scan[],
	at: Parameters<typeof doors.noteScans>[3],
): Promise<Scanned[]> {
	const done = await doors.noteScans(tx, by, scans, at);
	for (const { outcome, place } of done) {
		const person = outcome === 'undone' && place ? await placeById(tx, place) : undefined;
		if (person?.email !== '' || person.state !== 'confirmed' || person.arrivedAt) continue;
		await hold(tx, by.meeting);
		await withdraw(tx, { region: by.region, meeting: by.meeting, place: person.id }, at.now, { kind: 'participant' }, () =>
			doors.oneLess(tx, by.meeting, person.id),
		);
	}
	return done;
}

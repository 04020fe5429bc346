import type { Organiser } from '#modules/events/access.ts';
import { movedAlong } from '#modules/events/rules.ts';
import { lockedMeeting, note as noteMeeting } from '#modules/events/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import * as mail from '#platform/mail/mail.ts';
import { concerned, digestOf, lastRelease, programmeNow } from './read-release.server.ts';
import { changesBetween, type Programme } from './rules-release.ts';
import { reject } from './write.server.ts';

/**
 * Releases the programme as it is now: everybody sees it, and those whom a change concerns get one mail with the note.
 * Shape:  seen = the digest of the changes that were looked at; the answer says how many were told: for the first version, and
 *         when all is over, nobody
 * Errors: Rejected when nothing is different, something else is than was looked at, or the meeting is a draft or was called off
 */
export async function release(tx: Tx, by: Organiser, { note, seen, now }: { note: string; seen?: string; now: Date }): Promise<number> {
	const meeting = await lockedMeeting(tx, by);
	if (meeting.state !== 'published') throw reject('releaseDraft');
	const last = await lastRelease(tx, by.meeting);
	const programme = await programmeNow(tx, by.meeting);
	const changes = last ? changesBetween(last.programme, programme) : [];
	if (last && changes.length === 0) throw reject('nothingToRelease');
	if (seen !== undefined && seen !== digestOf(changes)) throw reject('releaseChanged');
	const number = (last?.number ?? 0) + 1;
	const people = last && meeting.endsAt > now ? await concerned(tx, by, changes) : [];
	await tx
		.insertInto('workshops.release')
		.values({
			region_id: by.region,
			meeting_id: by.meeting,
			number,
			note,
			programme: JSON.stringify(programme),
			changes: JSON.stringify(changes),
			told: people.length,
			released_by: by.person,
		})
		.execute();
	await noteMeeting(tx, by, 'programmeReleased', null, { number });
	await mail.enqueue(
		tx,
		by.region,
		'workshops.programme',
		...people.map(({ place, workshops }) => ({ place, number: String(number), workshops: workshops.join(',') })),
	);
	return people.length;
}

/**
 * Makes sure that people wish only what everybody sees.
 * Errors: Rejected for a workshop that is not released
 */
export async function requireReleased(tx: Tx, meeting: string, wishes: readonly string[]): Promise<void> {
	const last = wishes.length > 0 ? await lastRelease(tx, meeting) : undefined;
	const released = new Set(last?.programme.workshops.map(({ id }) => id));
	const stranger = last ? wishes.findIndex((wish) => !released.has(wish)) : -1;
	if (stranger >= 0) throw reject('unknownWorkshop', `wish${stranger + 1}`);
}

/** Moves the released programme along with its meeting: that the day or hour moved is told by itself. */
export async function moveProgramme(tx: Tx, by: Organiser, before: Date, after: Date): Promise<void> {
	const last = await lastRelease(tx, by.meeting);
	if (!last || before.getTime() === after.getTime()) return;
	const moved = movedAlong(before, after);
	const programme: Programme = {
		...last.programme,
		items: last.programme.items.map((item) => ({
			...item,
			startsAt: moved(new Date(item.startsAt)).toISOString(),
			endsAt: moved(new Date(item.endsAt)).toISOString(),
		})),
	};
	await tx
		.updateTable('workshops.release')
		.set({ programme: JSON.stringify(programme) })
		.where('meeting_id', '=', by.meeting)
		.where('number', '=', last.number)
		.execute();
}

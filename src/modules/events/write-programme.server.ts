import type { Tx } from '#platform/db/database.ts';
import { Rejected } from '#platform/rejected.ts';
import { fromParts, parts } from '#platform/time/time.ts';
import type { Organiser } from './access.ts';
import { speakers } from './read.server.ts';
import { differing } from './rules.ts';
import type { ContributionInput, ShiftInput } from './schema.ts';
import { words } from './words.ts';
import { lockedMeeting, note } from './write.server.ts';

const reject = (key: 'itemGone' | 'timeWrong' | 'shiftTooLate' | 'unknownChoice' | 'contributionKnown', field?: string) =>
	new Rejected((language) => words(language)(key), field);

/**
 * Moves a part of the programme to another time of its day or another track; it stays as long as it is.
 * Errors: Rejected when it is gone, or would run past midnight
 */
export async function shiftItem(tx: Tx, by: Organiser, item: string, { start, track }: ShiftInput): Promise<void> {
	const meeting = await lockedMeeting(tx, by);
	const before = await tx
		.selectFrom('events.agenda_item')
		.select(['title', 'starts_at', 'ends_at', 'track'])
		.where('id', '=', item)
		.where('meeting_id', '=', by.meeting)
		.executeTakeFirst();
	if (!before) throw reject('itemGone');
	const { day, month, year } = parts(meeting.startsAt);
	const starts_at = fromParts(day, month, year, start);
	if (!starts_at) throw reject('timeWrong', 'start');
	const ends_at = new Date(starts_at.getTime() + before.ends_at.getTime() - before.starts_at.getTime());
	if (parts(ends_at).day !== parts(starts_at).day) throw reject('shiftTooLate', 'start');
	const values = { starts_at, ends_at, track };
	await tx.updateTable('events.agenda_item').set(values).where('id', '=', item).execute();
	const told = (one: typeof values) => ({ name: before.title, startsAt: one.starts_at, endsAt: one.ends_at, track: one.track });
	await note(tx, by, 'agendaChanged', ...differing(told(before), told(values), ['name']));
}

/**
 * Notes who moderates or initiated a meeting, in which function; the name is public only with consent.
 * Errors: Rejected for somebody who is not among those who contribute, or is noted already
 */
export async function addContribution(tx: Tx, by: Organiser, input: ContributionInput): Promise<void> {
	await lockedMeeting(tx, by);
	const known = (await speakers(tx, by)).find(({ id }) => id === input.contributor);
	if (!known) throw reject('unknownChoice', 'contributor');
	const done = await tx
		.insertInto('events.contribution')
		.values({ region_id: by.region, meeting_id: by.meeting, role: input.role, speaker_id: known.id, function: input.function })
		.onConflict((conflict) => conflict.columns(['region_id', 'meeting_id', 'role', 'speaker_id']).doNothing())
		.returning('id')
		.executeTakeFirst();
	if (!done) throw reject('contributionKnown', 'contributor');
	await note(tx, by, 'contributionAdded', null, { name: input.function });
}

/** Takes somebody off who moderates or initiated a meeting. */
export async function removeContribution(tx: Tx, by: Organiser, id: string): Promise<void> {
	const done = await tx
		.deleteFrom('events.contribution')
		.where('id', '=', id)
		.where('meeting_id', '=', by.meeting)
		.returning('function')
		.executeTakeFirst();
	if (done) await note(tx, by, 'contributionRemoved', { name: done.function });
}

// Minutes: worded by several at once, released, and sent to whoever is on the list.
import { randomUUID } from 'node:crypto';
import type { Organiser } from '#modules/events/access.ts';
import { note } from '#modules/events/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { isId } from '#platform/form.ts';
import * as mail from '#platform/mail/mail.ts';
import { lackMinutes, type Minutes, minutesFor, minutesOf, recipientsOf, writingOf } from './read-minutes.server.ts';
import { type Conflict, isSameWriting, type MinutesSection, merged } from './rules-minutes.ts';
import { type BegunMinutes, type MinutesText, MOST_SECTIONS } from './schema-minutes.ts';
import { reject } from './write.server.ts';

/** Minutes of the organiser's meeting, kept from being saved or released by others until the transaction ends. */
async function held(tx: Tx, by: Organiser, id: string): Promise<Minutes> {
	await tx.selectFrom('thread.minutes').select('id').where('id', '=', id).where('meeting_id', '=', by.meeting).forUpdate().execute();
	const found = await minutesFor(tx, by, id);
	if (!found) throw reject('minutesGone');
	return found;
}

async function write(
	tx: Tx,
	by: Organiser,
	minutes: string,
	number: number,
	sections: readonly MinutesSection[],
	now: Date,
): Promise<void> {
	await tx
		.insertInto('thread.minutes_writing')
		.values({ region_id: by.region, minutes_id: minutes, number, sections: JSON.stringify(sections), at: now, actor_id: by.person })
		.execute();
}

/**
 * Begins minutes of a meeting or one of its groups with a draft; the same again changes nothing.
 * Errors: Rejected where there are minutes of this group already
 */
export async function beginMinutes(
	tx: Tx,
	by: Organiser,
	{ key, name }: Pick<BegunMinutes, 'key' | 'name'>,
	draft: readonly Omit<MinutesSection, 'id'>[],
	now: Date,
): Promise<string> {
	const added = await tx
		.insertInto('thread.minutes')
		.values({ region_id: by.region, id: key, meeting_id: by.meeting, name })
		.onConflict((conflict) => conflict.doNothing())
		.returning('id')
		.executeTakeFirst();
	if (!added && (await minutesFor(tx, by, key))) return key;
	// Two who begin the minutes of the whole meeting at once mean the same.
	const there = added ? undefined : (await minutesOf(tx, by)).find((one) => one.name === name);
	if (there && name === '') return there.id;
	if (!added) throw reject('minutesThere', 'name');
	const sections = draft.slice(0, MOST_SECTIONS).map((one) => ({ id: randomUUID(), ...one }));
	await write(tx, by, key, 1, sections, now);
	return key;
}

/** What came of a saving: it stands, together with what others saved; or sections in which two went different ways, and nothing was saved. */
export type Saving = { isSaved: true } | { isSaved: false; number: number; sections: MinutesSection[]; conflicts: Conflict[] };

/**
 * Words minutes anew. What others saved since the page was opened is kept beside it; where both changed the same section, nothing is saved and both are told.
 * Errors: Rejected for foreign minutes, and for more sections than minutes have
 */
export async function saveMinutes(tx: Tx, by: Organiser, id: string, { seen, sections: sent }: MinutesText, now: Date): Promise<Saving> {
	const { last } = await held(tx, by, id);
	const base = await writingOf(tx, id, seen);
	if (!base) throw reject('unreadable');
	// A form that is sent twice brings the same new sections.
	const mine = sent.map((one) => (isId(one.id) ? one : { ...one, id: randomUUID() }));
	const { sections, conflicts } = merged(base, mine, last.sections);
	if (sections.length > MOST_SECTIONS) throw reject('sectionsTooMany');
	if (conflicts.length > 0) return { isSaved: false, number: last.number, sections, conflicts };
	if (!isSameWriting(sections, last.sections)) await write(tx, by, id, last.number + 1, sections, now);
	return { isSaved: true };
}

/**
 * Releases minutes as the page showed them; whoever is on the list is told. The same writing is released once.
 * Errors: Rejected for foreign minutes, when somebody changed them meanwhile, and when there is nothing in them
 */
export async function release(tx: Tx, by: Organiser, id: string, seen: number, now: Date): Promise<void> {
	const { last, releases, name } = await held(tx, by, id);
	if (last.number !== seen) throw reject('minutesChanged');
	if (last.sections.every(({ text }) => text === '')) throw reject('minutesEmpty');
	if (releases.at(-1)?.writing === last.number) return;
	await tx
		.insertInto('thread.minutes_release')
		.values({ region_id: by.region, minutes_id: id, number: releases.length + 1, writing: last.number, at: now, actor_id: by.person })
		.execute();
	const to = await recipientsOf(tx, id);
	if (to.length > 0) await mail.enqueue(tx, by.region, 'thread.minutes', ...to.map(({ id: recipient }) => ({ recipient })));
	await note(tx, by, 'minutesReleased', null, { title: name });
}

const MOST_RECIPIENTS = 300;

/** Somebody who gets minutes. */
export interface Recipient {
	name: string;
	email: string;
}

/**
 * Puts people on the list; whoever comes after a release gets it at once. An address that is on it gets another name only where somebody typed it.
 * Errors: Rejected for foreign minutes, and for more than a list holds
 */
export async function addRecipients(
	tx: Tx,
	by: Organiser,
	id: string,
	people: readonly Recipient[],
	{ isTyped = false } = {},
): Promise<void> {
	const { releases } = await held(tx, by, id);
	const there = new Map((await recipientsOf(tx, id)).map((one) => [one.email, one]));
	const added = [...new Map(people.map((one) => [one.email, one])).values()].filter(({ email }) => !there.has(email));
	if (there.size + added.length > MOST_RECIPIENTS) throw reject('recipientsTooMany');
	for (const { name, email } of people)
		if (isTyped && there.has(email) && there.get(email)?.name !== name)
			await tx.updateTable('thread.minutes_recipient').set({ name }).where('minutes_id', '=', id).where('email', '=', email).execute();
	if (added.length === 0) return;
	const rows = await tx
		.insertInto('thread.minutes_recipient')
		.values(added.map(({ name, email }) => ({ region_id: by.region, minutes_id: id, name, email })))
		.returning('id')
		.execute();
	if (releases.length > 0) await mail.enqueue(tx, by.region, 'thread.minutes', ...rows.map(({ id: recipient }) => ({ recipient })));
}

/** Takes somebody off the list: their link ends. Errors: Rejected for foreign minutes, and for somebody who is not on it */
export async function removeRecipient(tx: Tx, by: Organiser, id: string, recipient: string): Promise<void> {
	await held(tx, by, id);
	const gone = await tx
		.deleteFrom('thread.minutes_recipient')
		.where('id', '=', recipient)
		.where('minutes_id', '=', id)
		.returning('id')
		.executeTakeFirst();
	if (!gone) throw reject('recipientGone');
}

/**
 * Sees that a meeting whose kind asks for minutes has some before it is closed.
 * Errors: Rejected while none of the whole meeting are released
 */
export async function requireMinutes(tx: Tx, by: Organiser): Promise<void> {
	if (await lackMinutes(tx, by)) throw reject('minutesMissing');
}

/** Forgets who got minutes of meetings that ended before a moment. */
export async function eraseRecipients(tx: Tx, before: Date): Promise<void> {
	await tx
		.deleteFrom('thread.minutes_recipient')
		.where('minutes_id', 'in', (eb) =>
			eb
				.selectFrom('thread.minutes as minutes')
				.innerJoin('events.meeting as meeting', (join) =>
					join.onRef('meeting.region_id', '=', 'minutes.region_id').onRef('meeting.id', '=', 'minutes.meeting_id'),
				)
				.select('minutes.id')
				.where('meeting.ends_at', '<', before),
		)
		.execute();
}

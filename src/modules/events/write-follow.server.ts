import { sql } from 'kysely';
import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';
import * as mail from '#platform/mail/mail.ts';
import { Rejected } from '#platform/rejected.ts';
import type { Follower } from './access.ts';
import { followables } from './read-follow.server.ts';
import type { FollowInput } from './schema-follow.ts';
import { words } from './words.ts';

/** Minutes in which one address is asked to confirm the same thing only once, however often it is typed. */
const PAUSE_MIN = 20;

/**
 * Notes that an address wants to hear of meetings; nothing is sent before its owner confirms by the link in a mail. A known one
 * is answered alike.
 * Errors: Rejected when what is to be followed is none of the region's
 */
export async function ask(tx: Tx, region: number, { email, subject }: FollowInput, language: Language): Promise<void> {
	if (subject && !(await followables(tx)).some(({ kind, id }) => kind === subject.kind && id === subject.id))
		throw new Rejected((l) => words(l)('unknownChoice'), 'subject');
	const { id } = await tx
		.insertInto('events.follower')
		.values({
			region_id: region,
			email,
			language,
			format_id: subject?.kind === 'format' ? subject.id : null,
			area_id: subject?.kind === 'area' ? subject.id : null,
			topic_id: subject?.kind === 'topic' ? subject.id : null,
		})
		.onConflict((conflict) =>
			conflict.columns(['region_id', 'email', 'format_id', 'area_id', 'topic_id']).doUpdateSet({ asked_at: sql`now()` }),
		)
		.returning('id')
		.executeTakeFirstOrThrow();
	if (!(await mail.wasAsked(tx, 'events.follow', { follower: id }, PAUSE_MIN)))
		await mail.enqueue(tx, region, 'events.follow', { follower: id });
}

/** Notes that the owner of an address wants what was asked for it. */
export async function confirm(tx: Tx, by: Follower, now: Date): Promise<void> {
	await tx.updateTable('events.follower').set({ confirmed_at: now }).where('id', '=', by.follower).execute();
}

/** Forgets that an address follows something. */
export async function stop(tx: Tx, by: Follower): Promise<void> {
	await tx.deleteFrom('events.follower').where('id', '=', by.follower).execute();
}

/** Deletes what was asked for and never confirmed before a moment. */
export async function eraseUnconfirmed(tx: Tx, before: Date): Promise<void> {
	await tx.deleteFrom('events.follower').where('confirmed_at', 'is', null).where('asked_at', '<', before).execute();
}

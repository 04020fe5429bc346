import { sql } from 'kysely';
import type { Tx } from '#platform/db/database.ts';
import { isSigned, keyFor, linkParts, sign } from '#platform/session/secret.ts';
import { type Follower, follower } from './access.ts';
import type { Followable } from './schema-follow.ts';

const PURPOSE = 'follow link';

/** Something that can be followed, by name. */
export interface Choice {
	kind: Followable;
	id: string;
	name: string;
}

/** What can be followed: formats, planning areas and topics of the region, in three queries. */
export async function followables(tx: Tx): Promise<Choice[]> {
	const formats = await tx.selectFrom('events.format').select(['id', 'name']).orderBy(sql`name collate "de-x-icu"`).execute();
	const areas = await tx
		.selectFrom('places.area')
		.select(['id', 'name'])
		.where('kind', '=', 'planningArea')
		.orderBy(sql`name collate "de-x-icu"`)
		.execute();
	const topics = await tx.selectFrom('events.topic').select(['id', 'name']).orderBy(sql`name collate "de-x-icu"`).execute();
	return [
		...formats.map((one) => ({ ...one, kind: 'format' as const })),
		...areas.map((one) => ({ ...one, kind: 'area' as const })),
		...topics.map((one) => ({ ...one, kind: 'topic' as const })),
	];
}

/** Somebody who asked to hear of meetings, with the name of what they follow; undefined where there is none. */
export async function followerById(tx: Tx, id: string) {
	const row = await tx
		.selectFrom('events.follower as one')
		.leftJoin('events.format as format', (join) =>
			join.onRef('format.region_id', '=', 'one.region_id').onRef('format.id', '=', 'one.format_id'),
		)
		.leftJoin('places.area as area', (join) => join.onRef('area.region_id', '=', 'one.region_id').onRef('area.id', '=', 'one.area_id'))
		.leftJoin('events.topic as topic', (join) => join.onRef('topic.region_id', '=', 'one.region_id').onRef('topic.id', '=', 'one.topic_id'))
		.select((eb) => [
			'one.id',
			'one.email',
			'one.language',
			'one.confirmed_at as confirmedAt',
			eb.fn.coalesce('format.name', 'area.name', 'topic.name').as('subject'),
			eb
				.exists(
					eb
						.selectFrom('people.unsubscription as gone')
						.select('gone.since')
						.whereRef('gone.region_id', '=', 'one.region_id')
						.whereRef('gone.email', '=', 'one.email'),
				)
				.as('isUnsubscribed'),
		])
		.where('one.id', '=', id)
		.executeTakeFirst();
	return row && { ...row, language: row.language as 'de' | 'en', isUnsubscribed: Boolean(row.isUnsubscribed) };
}

/** The proof that somebody came by the link in a mail to a follower; undefined for a foreign or forgotten one. */
export async function followerBy(tx: Tx, region: number, token: string): Promise<Follower | undefined> {
	const [id, signature] = linkParts(token);
	const key = await keyFor(tx, region, PURPOSE);
	if (!id || !isSigned(key, `follow ${id}`, signature)) return undefined;
	const known = await tx.selectFrom('events.follower').select('id').where('id', '=', id).executeTakeFirst();
	return known && follower(region, id);
}

/** The token of a follower's link; never stored. */
export const followerToken = async (tx: Tx, region: number, id: string): Promise<string> =>
	`${id}.${sign(await keyFor(tx, region, PURPOSE), `follow ${id}`)}`;

/**
 * Those who want to hear of a meeting, each address once: of every meeting, of its format, its planning area or one of its topics.
 * Shape:  the answer lists one of their subscriptions each
 */
export async function followersOf(
	tx: Tx,
	about: { format: string | null; area: string | null; topics: readonly string[] },
): Promise<string[]> {
	const rows = await tx
		.selectFrom('events.follower as one')
		.distinctOn('one.email')
		.select('one.id')
		.where('one.confirmed_at', 'is not', null)
		.where((eb) =>
			eb.or([
				eb.and([eb('one.format_id', 'is', null), eb('one.area_id', 'is', null), eb('one.topic_id', 'is', null)]),
				...(about.format ? [eb('one.format_id', '=', about.format)] : []),
				...(about.area ? [eb('one.area_id', '=', about.area)] : []),
				...(about.topics.length > 0 ? [eb('one.topic_id', 'in', [...about.topics])] : []),
			]),
		)
		.orderBy('one.email')
		.orderBy('one.id')
		.execute();
	return rows.map(({ id }) => id);
}

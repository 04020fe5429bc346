// Minutes of meetings: their writings, releases, and who gets them.
import type { Organiser } from '#modules/events/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { isId } from '#platform/form.ts';
import { isSigned, keyFor, linkParts, sign } from '#platform/session/secret.ts';
import { type MinutesSection, withText } from './rules-minutes.ts';

/** A writing of minutes. */
export interface Writing {
	number: number;
	at: Date;
	by: string;
	sections: MinutesSection[];
}

/** A release: the writing that everybody on the list has got. */
export interface Release {
	number: number;
	writing: number;
	at: Date;
	by: string;
}

/** Minutes of a meeting, or of one of its groups. */
export interface Minutes {
	id: string;
	/** Of which group; '' = of the whole meeting. */
	name: string;
	meeting: { id: string; title: string; startsAt: Date };
	last: Writing;
	releases: Release[];
}

const all = (tx: Tx) =>
	tx
		.selectFrom('thread.minutes as minutes')
		.innerJoin('events.meeting as meeting', (join) =>
			join.onRef('meeting.region_id', '=', 'minutes.region_id').onRef('meeting.id', '=', 'minutes.meeting_id'),
		)
		.innerJoinLateral(
			(eb) =>
				eb
					.selectFrom('thread.minutes_writing as writing')
					.innerJoin('people.person as person', (join) =>
						join.onRef('person.region_id', '=', 'writing.region_id').onRef('person.id', '=', 'writing.actor_id'),
					)
					.select(['writing.number', 'writing.at', 'writing.sections', 'person.name as by'])
					.whereRef('writing.region_id', '=', 'minutes.region_id')
					.whereRef('writing.minutes_id', '=', 'minutes.id')
					.orderBy('writing.number', 'desc')
					.limit(1)
					.as('last'),
			(join) => join.onTrue(),
		)
		.select([
			'minutes.id',
			'minutes.name',
			'meeting.id as meeting',
			'meeting.title',
			'meeting.starts_at as startsAt',
			'last.number',
			'last.at',
			'last.by',
			'last.sections',
		])
		.orderBy('minutes.name');

async function whole(tx: Tx, rows: Awaited<ReturnType<ReturnType<typeof all>['execute']>>): Promise<Minutes[]> {
	if (rows.length === 0) return [];
	const releases = await tx
		.selectFrom('thread.minutes_release as release')
		.innerJoin('people.person as person', (join) =>
			join.onRef('person.region_id', '=', 'release.region_id').onRef('person.id', '=', 'release.actor_id'),
		)
		.select(['release.minutes_id as minutes', 'release.number', 'release.writing', 'release.at', 'person.name as by'])
		.where(
			'release.minutes_id',
			'in',
			rows.map(({ id }) => id),
		)
		.orderBy('release.number')
		.execute();
	return rows.map(({ id, name, meeting, title, startsAt, number, at, by, sections }) => ({
		id,
		name,
		meeting: { id: meeting, title, startsAt },
		last: { number, at, by, sections: sections as unknown as MinutesSection[] },
		releases: releases.filter(({ minutes }) => minutes === id).map(({ minutes: _, ...release }) => release),
	}));
}

/** The minutes of the organiser's meeting: the whole meeting's first. Two queries. */
export const minutesOf = async (tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<Minutes[]> =>
	whole(tx, await all(tx).where('minutes.meeting_id', '=', by.meeting).execute());

/** Minutes of the organiser's meeting; undefined for any other. */
export async function minutesFor(tx: Tx, by: Pick<Organiser, 'meeting'>, id: string): Promise<Minutes | undefined> {
	if (!isId(id)) return undefined;
	return (await whole(tx, await all(tx).where('minutes.id', '=', id).where('minutes.meeting_id', '=', by.meeting).execute()))[0];
}

/** Whether the kind of a meeting asks for minutes, and none of the whole meeting are released. */
export async function lackMinutes(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<boolean> {
	const asks = await tx
		.selectFrom('events.edition as edition')
		.innerJoin('events.format as format', (join) =>
			join.onRef('format.region_id', '=', 'edition.region_id').onRef('format.id', '=', 'edition.format_id'),
		)
		.select('format.id')
		.where('edition.meeting_id', '=', by.meeting)
		.where('format.needs_minutes', '=', true)
		.executeTakeFirst();
	if (!asks) return false;
	const there = await tx
		.selectFrom('thread.minutes_release as release')
		.innerJoin('thread.minutes as minutes', (join) =>
			join.onRef('minutes.region_id', '=', 'release.region_id').onRef('minutes.id', '=', 'release.minutes_id'),
		)
		.select('release.number')
		.where('minutes.meeting_id', '=', by.meeting)
		.where('minutes.name', '=', '')
		.executeTakeFirst();
	return !there;
}

/** One writing of minutes; undefined where there is none of this number. */
export async function writingOf(tx: Tx, minutes: string, number: number): Promise<MinutesSection[] | undefined> {
	const row = await tx
		.selectFrom('thread.minutes_writing')
		.select('sections')
		.where('minutes_id', '=', minutes)
		.where('number', '=', number)
		.executeTakeFirst();
	return row && (row.sections as unknown as MinutesSection[]);
}

/** Who gets minutes, by name. For whoever words them only. */
export const recipientsOf = (tx: Tx, minutes: string): Promise<{ id: string; name: string; email: string }[]> =>
	tx
		.selectFrom('thread.minutes_recipient')
		.select(['id', 'name', 'email'])
		.where('minutes_id', '=', minutes)
		.orderBy('name')
		.orderBy('id')
		.execute();

const PURPOSE = 'minutes link';

/** The token of somebody who gets minutes; never stored, and good as long as they are on the list. */
export const recipientToken = async (tx: Tx, region: number, id: string): Promise<string> =>
	`${id}.${sign(await keyFor(tx, region, PURPOSE), `recipient ${id}`)}`;

interface Released {
	minutes: Minutes;
	release: Release;
	sections: MinutesSection[];
}

/** What was released last of the minutes to which a link of their list leads; undefined for anything else. */
export async function releasedFor(tx: Tx, region: number, token: string): Promise<Released | undefined> {
	const [id, signature] = linkParts(token);
	if (!id || !isSigned(await keyFor(tx, region, PURPOSE), `recipient ${id}`, signature)) return undefined;
	return releasedTo(tx, id);
}

/** What was released last of the minutes that somebody on a list gets; undefined before, and for whoever is on none. */
export async function releasedTo(tx: Tx, id: string): Promise<Released | undefined> {
	const row = await tx.selectFrom('thread.minutes_recipient').select('minutes_id as minutes').where('id', '=', id).executeTakeFirst();
	const [minutes] = row ? await whole(tx, await all(tx).where('minutes.id', '=', row.minutes).execute()) : [];
	const release = minutes?.releases.at(-1);
	const sections = minutes && release && (await writingOf(tx, minutes.id, release.writing));
	return minutes && release && sections ? { minutes, release, sections: withText(sections) } : undefined;
}

import type { Tx } from '#platform/db/database.ts';
import { decode, type PartialDate } from '#platform/time/partial.ts';
import { dayOf } from '#platform/time/time.ts';
import { type Edition, inOrder } from './rules-format.ts';

/** An edition of a format: planned, prepared, held, or dropped. */
export interface KnownEdition extends Edition {
	id: string;
	areaId: string | null;
	area: string | null;
	meeting: { slug: string; title: string } | null;
}

/** A format that comes again, with all its editions. */
export interface Format {
	id: string;
	name: string;
	cadenceMonths: number | null;
	needsMinutes: boolean;
	editions: KnownEdition[];
}

/** The formats of the region with their editions, in two queries however many there are. */
export async function formats(tx: Tx): Promise<Format[]> {
	const all = await tx
		.selectFrom('events.format')
		.select(['id', 'name', 'cadence_months as cadenceMonths', 'needs_minutes as needsMinutes'])
		.orderBy('name')
		.execute();
	const rows = await tx
		.selectFrom('events.edition as edition')
		.leftJoin('places.area as area', (join) =>
			join.onRef('area.region_id', '=', 'edition.region_id').onRef('area.id', '=', 'edition.area_id'),
		)
		.leftJoin('events.meeting as meeting', (join) =>
			join.onRef('meeting.region_id', '=', 'edition.region_id').onRef('meeting.id', '=', 'edition.meeting_id'),
		)
		.leftJoin('events.edition_drop as dropped', (join) =>
			join.onRef('dropped.region_id', '=', 'edition.region_id').onRef('dropped.edition_id', '=', 'edition.id'),
		)
		.select((eb) => [
			'edition.id',
			'edition.format_id as format',
			'edition.area_id as areaId',
			'area.name as area',
			'edition.number',
			'edition.planned',
			'meeting.slug',
			'meeting.title',
			'meeting.starts_at as startsAt',
			eb('dropped.edition_id', 'is not', null).as('isDropped'),
		])
		.execute();
	const editions = rows.map(({ slug, title, startsAt, planned, isDropped, ...row }) => ({
		...row,
		date: startsAt ? dateOf(startsAt) : decode(planned ?? ''),
		isMeeting: startsAt !== null,
		isDropped: Boolean(isDropped),
		meeting: slug === null || title === null ? null : { slug, title },
	}));
	const byFormat = Map.groupBy(editions, ({ format }) => format);
	return all.map((format) => ({ ...format, editions: inOrder((byFormat.get(format.id) ?? []).map(({ format: _, ...one }) => one)) }));
}

/** The day of a meeting as a date that is known. */
export const dateOf = (at: Date): PartialDate => decode(dayOf(at));

/** The edition of its kind and area that comes after a meeting, planned or prepared already; undefined where none is known. */
export async function editionAfter(tx: Tx, slug: string): Promise<{ format: Format; edition: KnownEdition } | undefined> {
	const cancelled = await tx
		.selectFrom('events.cancellation as off')
		.innerJoin('events.meeting as meeting', (join) =>
			join.onRef('meeting.region_id', '=', 'off.region_id').onRef('meeting.id', '=', 'off.meeting_id'),
		)
		.select('meeting.slug')
		.execute();
	const off = new Set(cancelled.map((one) => one.slug));
	for (const format of await formats(tx)) {
		const at = format.editions.findIndex(({ meeting }) => meeting?.slug === slug);
		const edition =
			at < 0
				? undefined
				: format.editions
						.slice(at + 1)
						.find((one) => one.areaId === format.editions[at]?.areaId && !one.isDropped && !off.has(one.meeting?.slug ?? ''));
		if (edition) return { format, edition };
	}
	return undefined;
}

/** One edition with its format; undefined where there is none. */
export async function editionById(tx: Tx, id: string): Promise<{ format: Format; edition: KnownEdition } | undefined> {
	for (const format of await formats(tx)) {
		const edition = format.editions.find((one) => one.id === id);
		if (edition) return { format, edition };
	}
	return undefined;
}

/** The format and planning area of a meeting that is an edition; undefined where it is none. */
export async function editionOf(tx: Tx, meeting: string): Promise<{ format: string; area: string | null } | undefined> {
	return tx
		.selectFrom('events.edition')
		.select(['format_id as format', 'area_id as area'])
		.where('meeting_id', '=', meeting)
		.executeTakeFirst();
}

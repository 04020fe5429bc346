// Everything that hangs on the thread, for those who keep it, or as far as everybody may read it.
import { shownLists } from '#modules/boards/read-list.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { dayOf } from '#platform/time/time.ts';
import { mandatesAt } from './read.server.ts';
import { agreementsOf } from './read-agreement.server.ts';
import { statementsOf } from './read-statement.server.ts';
import { agreementStanding, present } from './rules-agreement.ts';
import type { StatementVersion } from './rules-statement.ts';
import type { ThreadMeeting, ThreadObject } from './rules-thread.ts';

/** Priorities of a list that are told though nothing has become of them. */
const FIRST_RANKS = 5;

/** After all that have a rank. */
const UNRANKED = 1_000;

/**
 * Meetings, priorities, mandates and agreements. A fixed number of queries.
 * Shape:  meetings = of which it is, null = all; isPublic = only what was made public, object by object; nobody is named by either
 */
export async function threadOf(
	tx: Tx,
	{ meetings: ids, isPublic, now }: { meetings: readonly string[] | null; isPublic: boolean; now: Date },
): Promise<{ meetings: ThreadMeeting[]; objects: ThreadObject[] }> {
	const meetings = await threadMeetings(tx, ids, isPublic);
	const known = new Set(meetings.map(({ id }) => id));
	const mandates = (await mandatesAt(tx, [...known])).filter((one) => one.isPublic || !isPublic);
	const today = dayOf(now);
	const agreements = (await agreementsOf(tx, ids))
		.map((one) => ({ ...one, standing: agreementStanding(one, today) }))
		.filter((one) => !isPublic || (one.isPublic && one.standing.isSigned));
	const statements = (await statementsOf(tx, ids)).filter(
		// Nobody has agreed to a draft.
		({ isPublic: isShown, versions }) => versions.at(-1)?.status !== 'draft' && (isShown || !isPublic),
	);
	const taken = new Set(mandates.map(({ bundle }) => bundle));
	const priorities = (await shownLists(tx, [...known], isPublic)).flatMap(({ meeting, ranked }) =>
		ranked
			.filter(({ bundle, rank, voters }) => taken.has(bundle) || (rank <= FIRST_RANKS && voters > 0))
			.map((one) => ({ ...one, meeting })),
	);
	const rankOf = new Map(priorities.map(({ bundle, rank }) => [bundle, rank]));
	const dayAt = new Map(meetings.map(({ id, day }) => [id, day]));
	const later = (day: string, since: string) => (day < since ? since : day);
	const objects: ThreadObject[] = [
		...priorities.map(
			({ bundle, title, meeting, rank, dots }): ThreadObject => ({
				id: bundle,
				kind: 'priority',
				title,
				meeting,
				from: null,
				about: [rank, dots ?? ''].join('/'),
				state: '',
				isOver: true,
				rank,
				points: [{ what: 'begun', day: dayAt.get(meeting) ?? '', note: '' }],
			}),
		),
		...mandates.map(({ id, title, bundle, meeting, entries, standing }): ThreadObject => {
			const ending = standing.state === 'open' ? undefined : entries.findLast(({ kind }) => kind === 'done' || kind === 'dropped');
			return {
				id,
				kind: 'mandate',
				title,
				meeting: meeting.id,
				from: bundle,
				about: standing.asked,
				state: standing.state,
				isOver: standing.state !== 'open',
				rank: rankOf.get(bundle ?? '') ?? UNRANKED,
				points: [
					{ what: 'begun', day: later(dayOf(entries[0]?.at ?? now), dayAt.get(meeting.id) ?? ''), note: '' },
					...(ending
						? [{ what: 'ended' as const, day: later(dayOf(ending.at), dayAt.get(meeting.id) ?? ''), note: standing.outcome }]
						: []),
				],
			};
		}),
		...statements.flatMap(({ id, kind, meeting, versions }): ThreadObject[] => {
			const [first, last] = [versions[0] as StatementVersion, versions.at(-1) as StatementVersion];
			if (meeting && !known.has(meeting.id)) return [];
			const since = meeting ? (dayAt.get(meeting.id) ?? '') : '';
			const retired = last.status === 'retired' ? [{ what: 'ended' as const, day: later(dayOf(last.at), since), note: '' }] : [];
			return [
				{
					id,
					kind: 'statement',
					title: last.title,
					meeting: meeting?.id ?? null,
					from: null,
					about: kind,
					state: last.status,
					isOver: true,
					rank: UNRANKED,
					points: [{ what: 'begun', day: later(last.on || dayOf(first.at), since), note: '' }, ...retired],
				},
			];
		}),
		...agreements.flatMap(({ id, versions, meeting, mandate, entries, standing }): ThreadObject[] => {
			// One of a meeting that is not told is not told either.
			if (meeting && !known.has(meeting.id)) return [];
			const since = meeting ? (dayAt.get(meeting.id) ?? '') : '';
			const { content } = present(versions);
			return [
				{
					id,
					kind: 'agreement',
					title: content.title,
					meeting: meeting?.id ?? null,
					from: mandate?.id ?? null,
					about: content.parties.map(({ name }) => name).join(', '),
					state: standing.state,
					isOver: standing.state === 'ended',
					rank: UNRANKED,
					points: [
						{ what: 'begun', day: later(dayOf(entries[0]?.at ?? versions[0]?.at ?? now), since), note: '' },
						...entries
							.filter(({ kind }) => kind !== 'offered')
							.map(({ kind, at, note }) => ({ what: kind as 'renewed' | 'ended', day: later(dayOf(at), since), note })),
					],
				},
			];
		}),
	];
	const there = new Set(objects.map(({ id }) => id));
	// Where something comes from is told only of what is there to be read.
	return { meetings, objects: objects.map((one) => ({ ...one, from: one.from !== null && there.has(one.from) ? one.from : null })) };
}

/** The meetings of the thread: all of the region that were not called off, or some; as far as everybody may read of them. */
export async function threadMeetings(tx: Tx, ids: readonly string[] | null, isPublic: boolean): Promise<ThreadMeeting[]> {
	if (ids?.length === 0) return [];
	const rows = await tx
		.selectFrom('events.meeting as meeting')
		.leftJoin('events.publication as publication', (join) =>
			join.onRef('publication.region_id', '=', 'meeting.region_id').onRef('publication.meeting_id', '=', 'meeting.id'),
		)
		.leftJoin('events.cancellation as off', (join) =>
			join.onRef('off.region_id', '=', 'meeting.region_id').onRef('off.meeting_id', '=', 'meeting.id'),
		)
		.leftJoin('events.edition as edition', (join) =>
			join.onRef('edition.region_id', '=', 'meeting.region_id').onRef('edition.meeting_id', '=', 'meeting.id'),
		)
		.leftJoin('events.format as format', (join) =>
			join.onRef('format.region_id', '=', 'edition.region_id').onRef('format.id', '=', 'edition.format_id'),
		)
		.leftJoin('places.area as area', (join) =>
			join.onRef('area.region_id', '=', 'edition.region_id').onRef('area.id', '=', 'edition.area_id'),
		)
		.select([
			'meeting.id',
			'meeting.slug',
			'meeting.title',
			'meeting.starts_at as startsAt',
			'format.id as format',
			'format.name as formatName',
			'area.id as area',
			'area.name as areaName',
		])
		.where('off.meeting_id', 'is', null)
		.$if(isPublic, (query) => query.where('publication.meeting_id', 'is not', null))
		.$if(ids !== null, (query) => query.where('meeting.id', 'in', ids ?? []))
		.execute();
	return rows.map(({ id, slug, title, startsAt, format, formatName, area, areaName }) => ({
		id,
		slug,
		title,
		day: dayOf(startsAt),
		series: format ? `${format}.${area ?? ''}` : id,
		seriesTitle: format ? [formatName, areaName].filter(Boolean).join(' · ') : title,
		area,
	}));
}

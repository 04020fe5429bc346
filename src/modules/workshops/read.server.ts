import { sql } from 'kysely';
import type { Organiser } from '#modules/events/access.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Run } from './rules-round.ts';

/** A workshop as the programme shows it; the leader's name is there only with consent. */
export interface Workshop {
	id: string;
	title: string;
	description: string;
	topic: string | null;
	leaderId: string | null;
	leader: { name: string | null; affiliation: string } | null;
	room: string;
	/** Seats in each of its runs. */
	capacity: number;
	/** Fewer people than this, and a run does not take place; 0 = it always does. */
	minimum: number;
	/** In the order of the programme, at least one. */
	runs: Run[];
}

/** The workshops of a meeting with their runs, in the order its organisers gave them. Two queries. */
export async function workshops(tx: Tx, meeting: string): Promise<Workshop[]> {
	const rows = await tx
		.selectFrom('workshops.workshop as workshop')
		.leftJoin('events.topic as topic', (join) =>
			join.onRef('topic.region_id', '=', 'workshop.region_id').onRef('topic.id', '=', 'workshop.topic_id'),
		)
		.leftJoin('events.speaker as leader', (join) =>
			join.onRef('leader.region_id', '=', 'workshop.region_id').onRef('leader.id', '=', 'workshop.leader_id'),
		)
		.select([
			'workshop.id',
			'workshop.title',
			'workshop.description',
			'topic.name as topic',
			'workshop.leader_id as leaderId',
			'leader.name as leaderName',
			'leader.affiliation',
			'leader.name_consent_at',
			'workshop.room',
			'workshop.capacity',
			'workshop.minimum',
		])
		.where('workshop.meeting_id', '=', meeting)
		.orderBy('workshop.position')
		.orderBy('workshop.id')
		.execute();
	const runs = await runsOf(tx, meeting);
	return rows.map(({ leaderName, affiliation, name_consent_at, ...row }) => ({
		...row,
		leader: row.leaderId ? { name: name_consent_at ? leaderName : null, affiliation: affiliation ?? '' } : null,
		runs: runs.flatMap(({ workshop, ...run }) => (workshop === row.id ? [run] : [])),
	}));
}

async function runsOf(tx: Tx, meeting: string): Promise<(Run & { workshop: string })[]> {
	const rows = await tx
		.selectFrom('workshops.run as run')
		.innerJoin('workshops.workshop as workshop', (join) =>
			join.onRef('workshop.region_id', '=', 'run.region_id').onRef('workshop.id', '=', 'run.workshop_id'),
		)
		.leftJoin('events.agenda_item as phase', (join) =>
			join.onRef('phase.region_id', '=', 'run.region_id').onRef('phase.id', '=', 'run.agenda_item_id'),
		)
		.leftJoin('workshops.cancellation as cancellation', (join) =>
			join.onRef('cancellation.region_id', '=', 'run.region_id').onRef('cancellation.run_id', '=', 'run.id'),
		)
		.select((eb) => [
			'run.id',
			'run.workshop_id as workshop',
			'run.agenda_item_id as phase',
			'phase.title as phaseTitle',
			'phase.starts_at as startsAt',
			'phase.ends_at as endsAt',
			'run.taken',
			eb('cancellation.run_id', 'is not', null).as('isCancelled'),
		])
		.where('workshop.meeting_id', '=', meeting)
		.orderBy('phase.starts_at')
		.orderBy('phase.id')
		.execute();
	return rows.map(({ phaseTitle, isCancelled, ...run }) => ({ ...run, phaseTitle: phaseTitle ?? '', isCancelled: Boolean(isCancelled) }));
}

/** The ids somebody wished for, best first. */
export async function wishesOf(tx: Tx, place: string): Promise<string[]> {
	const rows = await tx.selectFrom('workshops.wish').select('workshop_id').where('place_id', '=', place).orderBy('rank').execute();
	return rows.map((row) => row.workshop_id);
}

/** All wishes of a meeting by registration, best first. One query. */
export async function wishesByPlace(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<Map<string, string[]>> {
	const rows = await tx
		.selectFrom('workshops.wish as wish')
		.innerJoin('workshops.workshop as workshop', (join) =>
			join.onRef('workshop.region_id', '=', 'wish.region_id').onRef('workshop.id', '=', 'wish.workshop_id'),
		)
		.select(['wish.place_id', 'wish.workshop_id'])
		.where('workshop.meeting_id', '=', by.meeting)
		.orderBy('wish.rank')
		.execute();
	const wishes = new Map<string, string[]>();
	for (const row of rows) wishes.set(row.place_id, [...(wishes.get(row.place_id) ?? []), row.workshop_id]);
	return wishes;
}

/** Who must or must not be where, by registration. */
export async function rulesByPlace(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<Map<string, { fixed: string[]; forbidden: string[] }>> {
	const rows = await tx
		.selectFrom('workshops.rule as rule')
		.innerJoin('workshops.workshop as workshop', (join) =>
			join.onRef('workshop.region_id', '=', 'rule.region_id').onRef('workshop.id', '=', 'rule.workshop_id'),
		)
		.select(['rule.place_id', 'rule.workshop_id', 'rule.kind'])
		.where('workshop.meeting_id', '=', by.meeting)
		.execute();
	const rules = new Map<string, { fixed: string[]; forbidden: string[] }>();
	for (const row of rows) {
		const known = rules.get(row.place_id) ?? { fixed: [], forbidden: [] };
		known[row.kind as 'fixed' | 'forbidden'].push(row.workshop_id);
		rules.set(row.place_id, known);
	}
	return rules;
}

/** When and from which draft the places were made known last; undefined before. */
export async function publicationOf(tx: Tx, meeting: string): Promise<{ draft: string; at: Date } | undefined> {
	const row = await tx
		.selectFrom('workshops.publication')
		.select(['allocation_id', 'published_at'])
		.where('meeting_id', '=', meeting)
		.orderBy('published_at', 'desc')
		.limit(1)
		.executeTakeFirst();
	return row && { draft: row.allocation_id, at: row.published_at };
}

/** A seat in one round that was made known. */
export interface Seat {
	id: string;
	place: string;
	/** The phase of the programme that the round is. */
	phase: string | null;
	/** Null = taken out by hand. */
	workshop: string | null;
	rank: number;
	origin: 'allocation' | 'hand' | 'movedUp';
}

/** Who sits where at a meeting, as it was made known; of one person only, if named. */
export async function seats(tx: Tx, meeting: string, place?: string): Promise<Seat[]> {
	let query = tx
		.selectFrom('workshops.seat as seat')
		.innerJoin('registration.place as person', (join) =>
			join.onRef('person.region_id', '=', 'seat.region_id').onRef('person.id', '=', 'seat.place_id'),
		)
		.leftJoin('workshops.run as run', (join) => join.onRef('run.region_id', '=', 'seat.region_id').onRef('run.id', '=', 'seat.run_id'))
		.select([
			'seat.id',
			'seat.place_id as place',
			'seat.agenda_item_id as phase',
			'run.workshop_id as workshop',
			'seat.rank',
			'seat.origin',
		])
		.where('person.meeting_id', '=', meeting);
	if (place) query = query.where('seat.place_id', '=', place);
	return (await query.orderBy('seat.place_id').orderBy('seat.agenda_item_id').orderBy('seat.id').execute()) as Seat[];
}

/** What happened to seats after they were made known, in order: moves by hand, moving up, and giving out anew. */
export async function seatChanges(
	tx: Tx,
	by: Organiser,
): Promise<{ place: string; what: string; at: Date; before: unknown; after: unknown }[]> {
	return tx
		.selectFrom('workshops.change as change')
		.innerJoin('registration.place as place', (join) =>
			join.onRef('place.region_id', '=', 'change.region_id').onRef('place.id', '=', 'change.place_id'),
		)
		.select(['change.place_id as place', 'change.what', 'change.changed_at as at', 'change.before', 'change.after'])
		.where('place.meeting_id', '=', by.meeting)
		.where('change.what', 'in', ['byHand', 'movedUp', 'givenAnew'])
		.orderBy('change.id')
		.execute();
}

/** How far giving out places is, by meeting; meetings without workshops are absent. One query. */
export async function stages(tx: Tx, meetings: readonly string[]): Promise<Map<string, 'waiting' | 'worked out' | 'published'>> {
	if (meetings.length === 0) return new Map();
	const rows = await tx
		.selectFrom('workshops.workshop as workshop')
		.leftJoin('workshops.publication as publication', (join) =>
			join.onRef('publication.region_id', '=', 'workshop.region_id').onRef('publication.meeting_id', '=', 'workshop.meeting_id'),
		)
		.leftJoin('workshops.allocation as allocation', (join) =>
			join.onRef('allocation.region_id', '=', 'workshop.region_id').onRef('allocation.meeting_id', '=', 'workshop.meeting_id'),
		)
		.select((eb) => [
			'workshop.meeting_id as meeting',
			eb.fn.count('publication.meeting_id').as('published'),
			eb.fn.count('allocation.id').as('drafts'),
		])
		.where('workshop.meeting_id', 'in', [...meetings])
		.groupBy('workshop.meeting_id')
		.execute();
	return new Map(
		rows.map((row) => [row.meeting, Number(row.published) > 0 ? 'published' : Number(row.drafts) > 0 ? 'worked out' : 'waiting']),
	);
}

/** The topics that workshops carry, with the meetings that have such workshops, by name. */
export async function topicsAt(tx: Tx): Promise<{ id: string; name: string; meetings: string[] }[]> {
	return tx
		.selectFrom('events.topic as topic')
		.innerJoin('workshops.workshop as workshop', (join) =>
			join.onRef('workshop.region_id', '=', 'topic.region_id').onRef('workshop.topic_id', '=', 'topic.id'),
		)
		.select(['topic.id', 'topic.name', sql<string[]>`array_agg(distinct workshop.meeting_id)`.as('meetings')])
		.groupBy(['topic.id', 'topic.name'])
		.orderBy(sql`topic.name collate "de-x-icu"`)
		.execute();
}

/** The same as everybody may see it: of a meeting whose programme was released, as it was released last. */
export async function shownTopicsAt(tx: Tx): Promise<{ id: string; name: string; meetings: string[] }[]> {
	const { rows } = await sql<{ id: string; name: string; meetings: string[] }>`
		with last as (select distinct on (meeting_id) meeting_id, programme from workshops.release order by meeting_id, number desc),
		shown as (
			select last.meeting_id, one ->> 'topic' as name from last, jsonb_array_elements(last.programme -> 'workshops') as one
			union
			select workshop.meeting_id, topic.name from workshops.workshop as workshop
			join events.topic as topic on topic.region_id = workshop.region_id and topic.id = workshop.topic_id
			where workshop.meeting_id not in (select meeting_id from last)
		)
		select topic.id, topic.name, array_agg(shown.meeting_id) as meetings from events.topic as topic join shown on shown.name = topic.name
		group by topic.id, topic.name order by topic.name collate "de-x-icu"`.execute(tx);
	return rows;
}

/** The topics that a meeting's workshops carry, by id. */
export async function topicsOf(tx: Tx, meeting: string): Promise<string[]> {
	const rows = await tx.selectFrom('workshops.workshop').select('topic_id').distinct().where('meeting_id', '=', meeting).execute();
	return rows.flatMap(({ topic_id }) => topic_id ?? []);
}

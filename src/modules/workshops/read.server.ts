import type { Allocation, Certificate } from '#algorithms/allocation/allocate.ts';
import { explain } from '#algorithms/allocation/explain.ts';
import type { Objective, Problem } from '#algorithms/allocation/problem.ts';
import type { Organiser } from '#modules/events/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { type Reason, reasonFor, type Seeker } from './rules.ts';

/** A workshop as the programme shows it; the leader's name is there only with consent. */
export interface Workshop {
	id: string;
	title: string;
	description: string;
	topic: string | null;
	leaderId: string | null;
	leader: { name: string | null; affiliation: string } | null;
	room: string;
	capacity: number;
	taken: number;
	agendaItemId: string | null;
}

/** The workshops of a meeting, in the order its organisers gave them. */
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
			'workshop.taken',
			'workshop.agenda_item_id as agendaItemId',
		])
		.where('workshop.meeting_id', '=', meeting)
		.orderBy('workshop.position')
		.orderBy('workshop.id')
		.execute();
	return rows.map(({ leaderName, affiliation, name_consent_at, ...row }) => ({
		...row,
		leader: row.leaderId ? { name: name_consent_at ? leaderName : null, affiliation: affiliation ?? '' } : null,
	}));
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

/** The people with a place at the meeting, their wishes and rules, as the algorithm takes them. */
export async function problemOf(tx: Tx, by: Pick<Organiser, 'meeting'>, objective: Objective, seed: number): Promise<Required<Problem>> {
	const all = await workshops(tx, by.meeting);
	const people = await tx
		.selectFrom('registration.place')
		.select('id')
		.where('meeting_id', '=', by.meeting)
		.where('state', '=', 'confirmed')
		.orderBy('id')
		.execute();
	const wishes = await wishesByPlace(tx, by);
	const rules = await rulesByPlace(tx, by);
	return {
		workshops: all.map(({ id, capacity }) => ({ id, capacity })),
		participants: people.map(({ id }) => ({
			id,
			wishes: wishes.get(id) ?? [],
			fixed: rules.get(id)?.fixed ?? [],
			forbidden: rules.get(id)?.forbidden ?? [],
		})),
		objective,
		seed,
	};
}

/** A way of giving out the places that was worked out, with what was changed by hand since. */
export interface Draft {
	id: string;
	madeAt: Date;
	madeBy: string | null;
	problem: Required<Problem>;
	allocation: Allocation;
	certificate: Certificate;
	moves: { place: string; workshop: string | null; at: Date; by: string | null }[];
}

/** The latest draft of a meeting, or a given one; undefined where none was worked out. */
export async function draftOf(tx: Tx, by: Pick<Organiser, 'meeting'>, id?: string): Promise<Draft | undefined> {
	let query = tx
		.selectFrom('workshops.allocation as allocation')
		.leftJoin('people.person as person', (join) =>
			join.onRef('person.region_id', '=', 'allocation.region_id').onRef('person.id', '=', 'allocation.made_by'),
		)
		.select(['allocation.id', 'allocation.made_at', 'person.name', 'allocation.input', 'allocation.outcome'])
		.where('allocation.meeting_id', '=', by.meeting);
	if (id) query = query.where('allocation.id', '=', id);
	const row = await query.orderBy('allocation.made_at', 'desc').limit(1).executeTakeFirst();
	if (!row) return undefined;
	const moves = await tx
		.selectFrom('workshops.move as move')
		.leftJoin('people.person as person', (join) =>
			join.onRef('person.region_id', '=', 'move.region_id').onRef('person.id', '=', 'move.moved_by'),
		)
		.select(['move.place_id as place', 'move.workshop_id as workshop', 'move.moved_at as at', 'person.name as by'])
		.where('move.allocation_id', '=', row.id)
		.orderBy('move.id')
		.execute();
	const outcome = row.outcome as unknown as { allocation: Allocation; certificate: Certificate };
	return {
		id: row.id,
		madeAt: row.made_at,
		madeBy: row.name,
		problem: row.input as unknown as Required<Problem>,
		...outcome,
		moves,
	};
}

/** What happened to seats after they were made known, in order: moves by hand and moving up. */
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
		.where('change.what', 'in', ['byHand', 'movedUp'])
		.orderBy('change.id')
		.execute();
}

/** A seat in a draft; workshop null = taken out by hand. */
export interface DraftedSeat {
	workshop: string | null;
	rank: number;
	origin: 'allocation' | 'hand';
}

/** Who would sit where by a draft, hand moves included; null = no seat was left. */
export function seatsOfDraft(draft: Draft): Map<string, DraftedSeat | null> {
	const seats = new Map<string, DraftedSeat | null>();
	for (const { participant } of draft.allocation.unplaced) seats.set(participant, null);
	for (const { participant, workshop, rank } of draft.allocation.placements)
		seats.set(participant, { workshop, rank, origin: 'allocation' });
	const wishes = new Map(draft.problem.participants.map((person) => [person.id, person.wishes.flat()]));
	const proven = new Map(seats);
	for (const { place, workshop } of draft.moves) {
		if (!seats.has(place)) continue;
		// Whoever was moved back has their seat from the allocation again, not by hand.
		if ((proven.get(place)?.workshop ?? null) === workshop) seats.set(place, proven.get(place) ?? null);
		else seats.set(place, { workshop, rank: workshop === null ? 0 : (wishes.get(place) ?? []).indexOf(workshop) + 1, origin: 'hand' });
	}
	return seats;
}

/** When and from which draft the places were made known; undefined before. */
export async function publicationOf(tx: Tx, meeting: string): Promise<{ draft: string; at: Date } | undefined> {
	const row = await tx
		.selectFrom('workshops.publication')
		.select(['allocation_id', 'published_at'])
		.where('meeting_id', '=', meeting)
		.executeTakeFirst();
	return row && { draft: row.allocation_id, at: row.published_at };
}

/** A seat that was made known. */
export interface Seat {
	place: string;
	/** Null = taken out by hand. */
	workshop: string | null;
	rank: number;
	origin: 'allocation' | 'hand' | 'movedUp';
}

/** Who sits where at a meeting, as it was made known. */
export async function seats(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<Seat[]> {
	const rows = await tx
		.selectFrom('workshops.seat as seat')
		.innerJoin('registration.place as person', (join) =>
			join.onRef('person.region_id', '=', 'seat.region_id').onRef('person.id', '=', 'seat.place_id'),
		)
		.select(['seat.place_id as place', 'seat.workshop_id as workshop', 'seat.rank', 'seat.origin'])
		.where('person.meeting_id', '=', by.meeting)
		.execute();
	return rows as Seat[];
}

const seatIn = (seat: Seat | undefined) => (seat?.workshop ? { workshop: seat.workshop, rank: seat.rank } : null);

/** The people of a meeting with their seats and wishes, for moving up. */
export async function seekers(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<Seeker[]> {
	const known = new Map((await seats(tx, by)).map((seat) => [seat.place, seat]));
	const problem = await problemOf(tx, by, 'generous', 0);
	return problem.participants.map((person) => ({
		place: person.id,
		seat: seatIn(known.get(person.id)),
		wishes: person.wishes.flat().flatMap((workshop, at) => (person.forbidden?.includes(workshop) ? [] : [{ workshop, rank: at + 1 }])),
		// What organisers decided by hand is not undone by a list.
		isFixed: (person.fixed?.length ?? 0) > 0 || known.get(person.id)?.origin === 'hand',
	}));
}

/** What somebody is told: their workshop and why; null before places are made known. */
export async function seatAndReason(tx: Tx, place: { id: string; meeting: string }): Promise<{ seat: Seat | null; reason: Reason } | null> {
	const publication = await publicationOf(tx, place.meeting);
	if (!publication) return null;
	const draft = await draftOf(tx, { meeting: place.meeting }, publication.draft);
	if (!draft) return null;
	const seat = (await seats(tx, { meeting: place.meeting })).find((known) => known.place === place.id) ?? null;
	const person = draft.problem.participants.find(({ id }) => id === place.id);
	const missed = person ? explain(draft.problem, draft.allocation, place.id) : [];
	return { seat: seat?.workshop ? seat : null, reason: reasonFor(seat, (await wishesOf(tx, place.id)).length > 0, missed) };
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

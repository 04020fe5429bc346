import { sql } from 'kysely';
import type { Allocation, Certificate } from '#algorithms/allocation/allocate.ts';
import { explain, type Missed } from '#algorithms/allocation/explain.ts';
import type { Objective, Problem } from '#algorithms/allocation/problem.ts';
import type { Organiser } from '#modules/events/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { publicationOf, type Seat, seats, wishesOf, workshops } from './read.server.ts';
import { BRIEFLY, type Reason, reasonFor, stillMissed } from './rules.ts';
import type { Findings } from './rules-findings.ts';
import { type Phases, type Round, roundsIn } from './rules-round.ts';

/** A way of giving out the places that was worked out, with what was changed by hand since. */
export interface Draft {
	id: string;
	madeAt: Date;
	madeBy: string | null;
	problem: Problem;
	allocation: Allocation;
	certificate: Certificate;
	/** What is told about it; null for those that were worked out before this was kept. */
	findings: Omit<Findings, 'allocation' | 'certificate'> | null;
	/** The phases of the programme that each round is. */
	phases: Phases;
	moves: { place: string; phase: string | null; workshop: string | null; at: Date; by: string | null }[];
}

/** The latest draft of a meeting, or a given one; undefined where none was worked out. */
export async function draftOf(tx: Tx, by: Pick<Organiser, 'meeting'>, id?: string): Promise<Draft | undefined> {
	let query = tx
		.selectFrom('workshops.allocation as allocation')
		.leftJoin('people.person as person', (join) =>
			join.onRef('person.region_id', '=', 'allocation.region_id').onRef('person.id', '=', 'allocation.made_by'),
		)
		.select([
			'allocation.id',
			'allocation.made_at',
			'person.name',
			'allocation.input',
			'allocation.outcome',
			'allocation.findings',
			'allocation.rounds',
		])
		.where('allocation.meeting_id', '=', by.meeting);
	if (id) query = query.where('allocation.id', '=', id);
	const row = await query.orderBy('allocation.made_at', 'desc').limit(1).executeTakeFirst();
	if (!row) return undefined;
	const moves = await tx
		.selectFrom('workshops.move as move')
		.leftJoin('people.person as person', (join) =>
			join.onRef('person.region_id', '=', 'move.region_id').onRef('person.id', '=', 'move.moved_by'),
		)
		.select([
			'move.place_id as place',
			'move.agenda_item_id as phase',
			'move.workshop_id as workshop',
			'move.moved_at as at',
			'person.name as by',
		])
		.where('move.allocation_id', '=', row.id)
		.orderBy('move.id')
		.execute();
	const outcome = row.outcome as unknown as { allocation: Allocation; certificate: Certificate };
	return {
		id: row.id,
		madeAt: row.made_at,
		madeBy: row.name,
		problem: row.input as unknown as Problem,
		phases: row.rounds as unknown as Phases,
		findings: row.findings as unknown as Draft['findings'],
		...outcome,
		moves,
	};
}

/** What of a draft decides who moves up and what it was measured by, without reading all of it. */
export interface DraftHead {
	id: string;
	phases: Phases;
	objective: Objective;
	seed: number;
}

/** The head of the latest draft of a meeting, or of a given one; undefined where none was worked out. */
export async function draftHead(tx: Tx, by: Pick<Organiser, 'meeting'>, id?: string): Promise<DraftHead | undefined> {
	let query = tx
		.selectFrom('workshops.allocation')
		.select([
			'id',
			'rounds as phases',
			sql<Objective | null>`input->>'objective'`.as('objective'),
			sql<number>`(input->>'seed')::bigint`.as('seed'),
		])
		.where('meeting_id', '=', by.meeting);
	if (id) query = query.where('id', '=', id);
	const row = await query.orderBy('made_at', 'desc').limit(1).executeTakeFirst();
	return row && { id: row.id, phases: row.phases as unknown as Phases, objective: row.objective ?? 'generous', seed: row.seed ?? 0 };
}

/** The wishes that somebody did not get by a draft, best first; empty for who was not there. */
export function missedIn({ problem, allocation, findings }: Pick<Draft, 'problem' | 'allocation' | 'findings'>, place: string): Missed[] {
	return findings ? (findings.explained[place] ?? []) : explain(problem, allocation, place, BRIEFLY);
}

/** A seat in one round of a draft; workshop null = taken out by hand. */
export interface DraftedSeat {
	workshop: string | null;
	rank: number;
	origin: 'allocation' | 'hand';
}

/**
 * Who would sit where by a draft, hand moves included.
 * Shape:  by person one entry a round; null = no seat was left
 */
export function seatsOfDraft(draft: Draft): Map<string, (DraftedSeat | null)[]> {
	const none = () => draft.phases.map((): DraftedSeat | null => null);
	const seated = new Map(draft.problem.participants.map(({ id }) => [id, none()]));
	for (const { participant, workshop, round, rank } of draft.allocation.placements) {
		const mine = seated.get(participant);
		if (mine) mine[round - 1] = { workshop, rank, origin: 'allocation' };
	}
	const proven = new Map([...seated].map(([place, mine]) => [place, [...mine]]));
	const wishes = new Map(draft.problem.participants.map((person) => [person.id, person.wishes.flat()]));
	for (const { place, phase, workshop } of draft.moves) {
		const mine = seated.get(place);
		const round = draft.phases.findIndex((phases) => phases.includes(phase));
		if (!mine || round < 0) continue;
		const before = proven.get(place)?.[round] ?? null;
		// Whoever was moved back has their seat from the allocation again, not by hand.
		if ((before?.workshop ?? null) === workshop) mine[round] = before;
		else mine[round] = { workshop, rank: workshop === null ? 0 : (wishes.get(place) ?? []).indexOf(workshop) + 1, origin: 'hand' };
	}
	return seated;
}

/** What somebody is told of one round: their workshop, null for none, and why. */
export interface Told {
	round: Round;
	/** When they are to be there: the time of their own workshop, or of the round. */
	at: Pick<Round, 'phaseTitle' | 'startsAt' | 'endsAt'>;
	workshop: string | null;
	reason: Reason;
}

/** What a draft says of one person, without reading all of it. */
async function partIn(
	tx: Tx,
	by: { meeting: string },
	draft: string,
	place: string,
): Promise<{ phases: Phases; isDrafted: boolean; missed: Missed[] }> {
	const row = await tx
		.selectFrom('workshops.allocation')
		.select([
			'rounds',
			sql<boolean>`findings is not null`.as('isFound'),
			sql<Missed[] | null>`findings #> array['explained', ${place}]`.as('missed'),
			sql<boolean>`input @> jsonb_build_object('participants', jsonb_build_array(jsonb_build_object('id', ${place}::text)))`.as(
				'isDrafted',
			),
		])
		.where('id', '=', draft)
		.executeTakeFirstOrThrow();
	const phases = row.rounds as unknown as Phases;
	if (row.isFound || !row.isDrafted) return { phases, isDrafted: row.isDrafted, missed: row.missed ?? [] };
	const whole = await draftOf(tx, by, draft);
	return { phases, isDrafted: true, missed: whole ? missedIn(whole, place) : [] };
}

/** What somebody is told, round by round; null before places are made known. */
export async function seatsAndReasons(tx: Tx, place: { id: string; meeting: string }): Promise<Told[] | null> {
	const publication = await publicationOf(tx, place.meeting);
	if (!publication) return null;
	const { phases, isDrafted, missed } = await partIn(tx, place, publication.draft, place.id);
	const mine = await seats(tx, place.meeting, place.id);
	const hasWishes = (await wishesOf(tx, place.id)).length > 0;
	const all = await workshops(tx, place.meeting);
	const still = stillMissed(missed, mine);
	return roundsIn(all, phases).map((round) => {
		const seat: Seat | null = mine.find(({ phase }) => round.phases.includes(phase)) ?? null;
		const run = all.find(({ id }) => id === seat?.workshop)?.runs.find(({ phase }) => phase === seat?.phase);
		return { round, at: run ?? round, workshop: seat?.workshop ?? null, reason: reasonFor(seat, { hasWishes, isDrafted }, still) };
	});
}

/** A wish that somebody did not get, with how scarce it was; numbers only, nobody else is named. */
export interface Unmet {
	workshop: string;
	rank: number;
	because: Missed['because'];
	seats: number;
	wishing: number;
	/** The ranks of everybody: as they are, and as they would have been. */
	without: { profile: number[]; unplaced: number };
	instead: { profile: number[]; unplaced: number };
}

/** How the places of a meeting were given out, as one person may know it. */
export interface Why {
	objective: Objective;
	seed: number;
	isProven: boolean;
	people: number;
	profile: number[];
	unplaced: number;
	unmet: Unmet[];
}

/** Why somebody has what they have; null before places are made known, or for who came later. */
export async function whyFor(tx: Tx, place: { id: string; meeting: string }): Promise<Why | null> {
	const publication = await publicationOf(tx, place.meeting);
	const draft = publication && (await draftOf(tx, { meeting: place.meeting }, publication.draft));
	if (!draft?.problem.participants.some(({ id }) => id === place.id)) return null;
	const { problem, allocation } = draft;
	const outcome = { profile: allocation.profile, unplaced: allocation.unplaced.length };
	return {
		objective: problem.objective ?? 'generous',
		seed: allocation.seed,
		isProven: allocation.proof.optimal,
		people: problem.participants.length,
		...outcome,
		unmet: stillMissed(missedIn(draft, place.id), await seats(tx, place.meeting, place.id)).map(
			({ workshop, rank, because, profile, unplaced }) => {
				const known = problem.workshops.find(({ id }) => id === workshop);
				return {
					workshop,
					rank,
					because,
					seats: (known?.capacity ?? 0) * (known?.rounds?.length ?? problem.rounds ?? 1),
					wishing: problem.participants.filter(({ wishes }) => wishes.flat().includes(workshop)).length,
					without: outcome,
					instead: { profile, unplaced },
				};
			},
		),
	};
}

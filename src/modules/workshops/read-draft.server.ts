import { type Allocation, allocating, type Certificate } from '#algorithms/allocation/allocate.ts';
import { explain, type Missed } from '#algorithms/allocation/explain.ts';
import { InvalidProblem, type Objective, type Participant, type Problem, readProblem } from '#algorithms/allocation/problem.ts';
import type { Organiser } from '#modules/events/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { inTurns } from '#platform/jobs/turns.ts';
import { Rejected } from '#platform/rejected.ts';
import { publicationOf, rulesByPlace, type Seat, seats, wishesByPlace, wishesOf, workshops } from './read.server.ts';
import { HASTE, PATIENCE, type Reason, type Round, reasonFor, roundsOf, type Seeker, stays } from './rules.ts';
import { words } from './words.ts';

/** The people with a place at the meeting, their wishes and rules, as the algorithm takes them. */
export async function problemOf(tx: Tx, by: Pick<Organiser, 'meeting'>, objective: Objective, seed: number): Promise<Problem> {
	const all = await workshops(tx, by.meeting);
	const rounds = roundsOf(all);
	const people = await tx
		.selectFrom('registration.place')
		.select(['id', 'profession'])
		.where('meeting_id', '=', by.meeting)
		.where('state', '=', 'confirmed')
		.orderBy('id')
		.execute();
	const wishes = await wishesByPlace(tx, by);
	const rules = await rulesByPlace(tx, by);
	return {
		workshops: all.map(({ id, capacity, minimum, runs }) => {
			const live = runs
				.filter(({ isCancelled }) => !isCancelled)
				.map(({ phase }) => rounds.findIndex((round) => round.phase === phase) + 1);
			// A workshop that does not take place at all has no seats; a wish for it stays a wish.
			return live.length > 0
				? { id, capacity, minimum, ...(live.length < rounds.length ? { rounds: live.sort((a, b) => a - b) } : {}) }
				: { id, capacity: 0, minimum: 0 };
		}),
		participants: people.map(({ id, profession }) => ({
			id,
			wishes: wishes.get(id) ?? [],
			group: profession,
			fixed: rules.get(id)?.fixed ?? [],
			forbidden: rules.get(id)?.forbidden ?? [],
		})),
		rounds: Math.max(1, rounds.length),
		quotas: await quotasOf(tx, by),
		...(await bondsOf(tx, by)),
		objective,
		seed,
	};
}

/**
 * What is to be worked out now: everybody's wishes, and what those were told who know their place already.
 * Errors: Rejected when there is no workshop, or more people are fixed than fit
 */
export async function problemToSolve(tx: Tx, by: Organiser, choice: { objective: Objective; seed: number }): Promise<Problem> {
	const open = await problemOf(tx, by, choice.objective, choice.seed);
	if (open.workshops.length === 0) throw new Rejected((language) => words(language)('noWorkshops'));
	const problem = (await publicationOf(tx, by.meeting)) ? keeping(open, await seats(tx, by.meeting)) : open;
	try {
		return readProblem(problem);
	} catch (error) {
		if (error instanceof InvalidProblem) throw new Rejected((language) => words(language)('tooManyFixed'));
		throw error;
	}
}

function keeping(problem: Problem, told: readonly Seat[]): Problem {
	const byPlace = Map.groupBy(told, ({ place }) => place);
	const participants = problem.participants.map(
		(person): Participant => ({ ...person, ...stays(person, byPlace.get(person.id) ?? [], problem) }),
	);
	// Who was told a place keeps it, also in a run that has fewer people than it should by now.
	const inUse = new Set(told.map(({ workshop }) => workshop));
	const workshops = problem.workshops.map((one) => (inUse.has(one.id) ? { ...one, minimum: 0 } : one));
	return { ...problem, workshops, participants };
}

async function quotasOf(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<NonNullable<Problem['quotas']>> {
	const rows = await tx
		.selectFrom('workshops.quota')
		.select(['workshop_id', 'profession', 'maximum'])
		.where('meeting_id', '=', by.meeting)
		.orderBy('workshop_id')
		.orderBy('profession')
		.execute();
	return rows.map(({ workshop_id, profession, maximum }) => ({ workshop: workshop_id ?? '*', group: profession, maximum }));
}

async function bondsOf(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<Pick<Problem, 'together' | 'apart'>> {
	const rows = await tx
		.selectFrom('workshops.bond as bond')
		.innerJoin('registration.place as one', (join) =>
			join.onRef('one.region_id', '=', 'bond.region_id').onRef('one.id', '=', 'bond.place_id').on('one.state', '=', 'confirmed'),
		)
		.innerJoin('registration.place as other', (join) =>
			join.onRef('other.region_id', '=', 'bond.region_id').onRef('other.id', '=', 'bond.other_id').on('other.state', '=', 'confirmed'),
		)
		.select(['bond.place_id', 'bond.other_id', 'bond.kind'])
		.where('one.meeting_id', '=', by.meeting)
		.orderBy('bond.place_id')
		.orderBy('bond.other_id')
		.execute();
	const of = (kind: string): [string, string][] => rows.flatMap((row) => (row.kind === kind ? [[row.place_id, row.other_id]] : []));
	return { together: of('together'), apart: of('apart') };
}

/** A way of giving out the places that was worked out, with what was changed by hand since. */
export interface Draft {
	id: string;
	madeAt: Date;
	madeBy: string | null;
	problem: Problem;
	allocation: Allocation;
	certificate: Certificate;
	/** The phase of the programme that each round is. */
	phases: (string | null)[];
	moves: { place: string; phase: string | null; workshop: string | null; at: Date; by: string | null }[];
}

/** The latest draft of a meeting, or a given one; undefined where none was worked out. */
export async function draftOf(tx: Tx, by: Pick<Organiser, 'meeting'>, id?: string): Promise<Draft | undefined> {
	let query = tx
		.selectFrom('workshops.allocation as allocation')
		.leftJoin('people.person as person', (join) =>
			join.onRef('person.region_id', '=', 'allocation.region_id').onRef('person.id', '=', 'allocation.made_by'),
		)
		.select(['allocation.id', 'allocation.made_at', 'person.name', 'allocation.input', 'allocation.outcome', 'allocation.rounds'])
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
		phases: row.rounds as unknown as (string | null)[],
		...outcome,
		moves,
	};
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
		const round = Math.max(0, draft.phases.indexOf(phase));
		if (!mine) continue;
		const before = proven.get(place)?.[round] ?? null;
		// Whoever was moved back has their seat from the allocation again, not by hand.
		if ((before?.workshop ?? null) === workshop) mine[round] = before;
		else mine[round] = { workshop, rank: workshop === null ? 0 : (wishes.get(place) ?? []).indexOf(workshop) + 1, origin: 'hand' };
	}
	return seated;
}

/** The people of a meeting with their seats and wishes, for moving up. */
export async function seekers(tx: Tx, by: Pick<Organiser, 'meeting'>, rounds: readonly Round[]): Promise<Seeker[]> {
	const known = await seats(tx, by.meeting);
	const problem = await problemOf(tx, by, 'generous', 0);
	return problem.participants.map((person) => {
		const mine = known.filter(({ place }) => place === person.id);
		return {
			place: person.id,
			seats: rounds.map(({ phase }) => {
				const seat = mine.find((one) => one.phase === phase);
				return seat ? { workshop: seat.workshop, rank: seat.rank, isFirm: seat.origin === 'hand' || seat.rank === 0 } : null;
			}),
			wishes: person.wishes.flat().flatMap((workshop, at) => (person.forbidden?.includes(workshop) ? [] : [{ workshop, rank: at + 1 }])),
			isFixed: (person.fixed?.length ?? 0) > 0,
		};
	});
}

/** What somebody is told of one round: their workshop, null for none, and why. */
export interface Told {
	phase: string | null;
	workshop: string | null;
	reason: Reason;
}

/** What somebody is told, round by round; null before places are made known. */
export async function seatsAndReasons(tx: Tx, place: { id: string; meeting: string }): Promise<Told[] | null> {
	const publication = await publicationOf(tx, place.meeting);
	if (!publication) return null;
	const draft = await draftOf(tx, { meeting: place.meeting }, publication.draft);
	if (!draft) return null;
	const mine = await seats(tx, place.meeting, place.id);
	const isDrafted = draft.problem.participants.some(({ id }) => id === place.id);
	const missed = isDrafted ? explain(draft.problem, draft.allocation, place.id, HASTE) : [];
	const hasWishes = (await wishesOf(tx, place.id)).length > 0;
	const rounds = roundsOf(await workshops(tx, place.meeting));
	return rounds.map(({ phase }) => {
		const seat: Seat | null = mine.find((one) => one.phase === phase) ?? null;
		return { phase, workshop: seat?.workshop ?? null, reason: reasonFor(seat, hasWishes, missed) };
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
		unmet: explain(problem, allocation, place.id, HASTE).map(({ workshop, rank, because, profile, unplaced }) => {
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
		}),
	};
}

/** A workshop that would not reach its minimum by the wishes of today. */
export interface TooFew {
	workshop: string;
	minimum: number;
	/** How many would come, were places given out now. */
	coming: number;
}

/** Workshops that will hardly reach their minimum, as the wishes are today; nobody need have given out places yet. */
export async function tooFew(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<TooFew[]> {
	const problem = await problemOf(tx, by, 'generous', 0);
	const atRisk = problem.workshops.filter(({ minimum, capacity }) => (minimum ?? 0) > 0 && capacity > 0);
	const isWished = problem.participants.some(({ wishes }) => wishes.length > 0);
	if (atRisk.length === 0 || !isWished) return [];
	const open = { ...problem, workshops: problem.workshops.map((one) => ({ ...one, minimum: 0 })) };
	const { allocation } = await inTurns(allocating(open, PATIENCE));
	return atRisk.flatMap(({ id, minimum = 0 }) => {
		const coming = allocation.placements.filter(({ workshop }) => workshop === id).length;
		return coming < minimum ? [{ workshop: id, minimum, coming }] : [];
	});
}

import { InvalidProblem, type Objective, type Participant, type Problem, readProblem } from '#algorithms/allocation/problem.ts';
import type { Organiser } from '#modules/events/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { inTurns } from '#platform/jobs/turns.ts';
import { Rejected } from '#platform/rejected.ts';
import { publicationOf, rulesByPlace, type Seat, seats, type Workshop, wishesByPlace, workshops } from './read.server.ts';
import { HASTE, stays } from './rules.ts';
import { type Round, roundAt, roundsOf } from './rules-round.ts';
import { attempting } from './rules-solve.ts';
import { words } from './words.ts';

/** What is to be given out: the problem, and the rounds of the programme that it counts. */
export interface Task {
	problem: Problem;
	rounds: Round[];
	workshops: Workshop[];
}

/** The people with a place at the meeting, their wishes and rules, as the algorithm takes them. */
export async function taskOf(tx: Tx, by: Pick<Organiser, 'meeting'>, objective: Objective, seed: number): Promise<Task> {
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
	const problem = {
		workshops: all.map((one) => offered(one, rounds)),
		participants: people.map(({ id, profession }) => ({
			id,
			wishes: wishes.get(id) ?? [],
			group: profession,
			fixed: rules.get(id)?.fixed ?? [],
			forbidden: rules.get(id)?.forbidden ?? [],
		})),
		rounds: Math.max(1, rounds.length),
		quotas: (await quotasOf(tx, by)).map(({ workshop, profession, maximum }) => ({
			workshop: workshop ?? '*',
			group: profession,
			maximum,
		})),
		...(await pairsFor(tx, by, rounds.length)),
		objective,
		seed,
	};
	return { problem, rounds, workshops: all };
}

function offered({ id, capacity, minimum, runs }: Workshop, rounds: readonly Round[]): Problem['workshops'][number] {
	const live = new Set(runs.filter(({ isCancelled }) => !isCancelled).map(({ phase }) => roundAt(rounds, phase) + 1));
	// A workshop that does not take place at all has no seats; a wish for it stays a wish.
	if (live.size === 0) return { id, capacity: 0, minimum: 0 };
	return { id, capacity, minimum, ...(live.size < rounds.length ? { rounds: [...live].sort((a, b) => a - b) } : {}) };
}

/**
 * What is to be worked out now: everybody's wishes, and what those were told who know their place already.
 * Errors: Rejected when there is no workshop, or more people are fixed than fit
 */
export async function taskToSolve(tx: Tx, by: Organiser, choice: { objective: Objective; seed: number }): Promise<Task> {
	const task = await taskOf(tx, by, choice.objective, choice.seed);
	if (task.workshops.length === 0) throw new Rejected((language) => words(language)('noWorkshops'));
	const problem = (await publicationOf(tx, by.meeting)) ? keeping(task, await seats(tx, by.meeting)) : task.problem;
	try {
		return { ...task, problem: readProblem(problem) };
	} catch (error) {
		if (error instanceof InvalidProblem) throw new Rejected((language) => words(language)('tooManyFixed'));
		throw error;
	}
}

function keeping({ problem, rounds }: Task, told: readonly Seat[]): Problem {
	const byPlace = Map.groupBy(
		told.map((seat) => ({ ...seat, round: roundAt(rounds, seat.phase) + 1 })),
		({ place }) => place,
	);
	const participants = problem.participants.map(
		(person): Participant => ({ ...person, ...stays(person, byPlace.get(person.id) ?? [], problem) }),
	);
	// Who was told a place keeps it, also in a run that has fewer people than it should by now.
	const inUse = new Set(told.map(({ workshop }) => workshop));
	const workshops = problem.workshops.map((one) => (inUse.has(one.id) ? { ...one, minimum: 0 } : one));
	return { ...problem, workshops, participants };
}

/** At most so many of a field of work in a workshop; workshop null = in each of them. */
export interface Quota {
	id: string;
	workshop: string | null;
	profession: string;
	maximum: number;
}

/** The quotas of a meeting. */
export async function quotasOf(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<Quota[]> {
	return tx
		.selectFrom('workshops.quota')
		.select(['id', 'workshop_id as workshop', 'profession', 'maximum'])
		.where('meeting_id', '=', by.meeting)
		.orderBy('workshop_id')
		.orderBy('profession')
		.execute();
}

/** Two people who are to be in one workshop, or are not. */
export interface Bond {
	one: string;
	other: string;
	kind: 'together' | 'apart';
}

/** The pairs of a meeting whose two people both have a place. */
export async function bondsOf(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<Bond[]> {
	const rows = await tx
		.selectFrom('workshops.bond as bond')
		.innerJoin('registration.place as one', (join) =>
			join.onRef('one.region_id', '=', 'bond.region_id').onRef('one.id', '=', 'bond.place_id').on('one.state', '=', 'confirmed'),
		)
		.innerJoin('registration.place as other', (join) =>
			join.onRef('other.region_id', '=', 'bond.region_id').onRef('other.id', '=', 'bond.other_id').on('other.state', '=', 'confirmed'),
		)
		.select(['bond.place_id as one', 'bond.other_id as other', 'bond.kind'])
		.where('one.meeting_id', '=', by.meeting)
		.orderBy('bond.place_id')
		.orderBy('bond.other_id')
		.execute();
	return rows as Bond[];
}

/** Pairs are for one round: in several there is no way to keep them that could be proven in time. */
async function pairsFor(tx: Tx, by: Pick<Organiser, 'meeting'>, rounds: number): Promise<Pick<Problem, 'together' | 'apart'>> {
	const bonds = rounds > 1 ? [] : await bondsOf(tx, by);
	const of = (kind: Bond['kind']) => bonds.flatMap((one): [string, string][] => (one.kind === kind ? [[one.one, one.other]] : []));
	return { together: of('together'), apart: of('apart') };
}

/** A workshop that would not reach its minimum by the wishes of today. */
export interface TooFew {
	workshop: string;
	minimum: number;
	/** How many would come by their wishes, if no workshop needed a minimum. */
	coming: number;
}

/** Workshops that will hardly reach their minimum, as the wishes are today; nobody need have given out places yet. */
export async function tooFew(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<TooFew[]> {
	const { problem } = await taskOf(tx, by, 'generous', 0);
	const atRisk = problem.workshops.filter(({ minimum, capacity }) => (minimum ?? 0) > 0 && capacity > 0);
	const isWished = problem.participants.some(({ wishes }) => wishes.length > 0);
	if (atRisk.length === 0 || !isWished) return [];
	const likely = await inTurns(attempting(problem, HASTE));
	if (typeof likely === 'string' || likely.cancelled.length === 0) return [];
	// How many would come if none of them had to be enough.
	const open = { ...problem, workshops: problem.workshops.map((one) => ({ ...one, minimum: 0 })) };
	const free = await inTurns(attempting(open, HASTE));
	return atRisk
		.filter(({ id }) => likely.cancelled.includes(id))
		.map(({ id, minimum = 0 }) => ({
			workshop: id,
			minimum,
			coming: typeof free === 'string' ? 0 : free.placements.filter(({ workshop }) => workshop === id).length,
		}));
}

import type { Tx } from '#platform/db/database.ts';
import { publicationOf, type Seat, seats, workshops } from './read.server.ts';
import { draftHead } from './read-draft.server.ts';
import { bondsOf, type Task, taskOf } from './read-problem.server.ts';
import { allMoves, type House, type Seeker } from './rules-fill.ts';
import { type Round, roundsIn, runIn } from './rules-round.ts';
import { noteSeat, reject } from './write.server.ts';

/** A change of somebody's seat in one round; before = what they leave, now null = they get none. */
export interface Reseating {
	place: string;
	round: Round;
	before: readonly Seat[];
	now: { workshop: string | null; rank: number; origin: Seat['origin'] } | null;
}

/** Frees seats, and counts them free. */
export async function free(tx: Tx, ids: readonly string[]): Promise<void> {
	if (ids.length === 0) return;
	const gone = await tx
		.deleteFrom('workshops.seat')
		.where('id', 'in', [...ids])
		.returning('run_id')
		.execute();
	for (const [run, left] of Map.groupBy(gone, ({ run_id }) => run_id))
		if (run !== null)
			await tx
				.updateTable('workshops.run')
				.set((eb) => ({ taken: eb('taken', '-', left.length) }))
				.where('id', '=', run)
				.execute();
}

/**
 * Changes seats, all or none: first everybody leaves, then everybody sits down.
 * Shape:  the caller holds the meeting
 * Errors: Rejected when a workshop has fewer seats than it would need, or does not run then
 */
export async function reseat(tx: Tx, by: { region: number; meeting: string }, changes: readonly Reseating[]): Promise<void> {
	await free(
		tx,
		changes.flatMap(({ before }) => before.map(({ id }) => id)),
	);
	const all = new Map((await workshops(tx, by.meeting)).map((one) => [one.id, one]));
	const rows = changes.flatMap(({ place, round, now }) => {
		if (!now) return [];
		const known = now.workshop === null ? undefined : all.get(now.workshop);
		const run = known && runIn(known, round);
		if (now.workshop !== null && !run) throw reject('runGone');
		const agenda_item_id = run ? run.phase : round.phase;
		return [{ region_id: by.region, place_id: place, agenda_item_id, run_id: run?.id ?? null, rank: now.rank, origin: now.origin }];
	});
	for (const [run, coming] of Map.groupBy(rows, ({ run_id }) => run_id)) {
		if (run === null) continue;
		const taken = await tx
			.updateTable('workshops.run')
			.set((eb) => ({ taken: eb('taken', '+', coming.length) }))
			.where('id', '=', run)
			.where((eb) => eb(eb('taken', '+', coming.length), '<=', eb.ref('capacity')))
			.where('id', 'not in', (eb) => eb.selectFrom('workshops.cancellation').select('run_id'))
			.returning('id')
			.executeTakeFirst();
		if (!taken) throw reject('capacityChanged');
	}
	if (rows.length > 0) await tx.insertInto('workshops.seat').values(rows).execute();
}

/** The people of a meeting with their seats and wishes, and what there is to sit in, for moving up. */
async function houseOf(
	tx: Tx,
	by: { meeting: string },
	rounds: readonly Round[],
	{ problem, workshops: all }: Task,
	known: readonly Seat[],
): Promise<{ house: House; seekers: Seeker[] }> {
	const bonds = rounds.length > 1 ? [] : await bondsOf(tx, by);
	const bound = (place: string, kind: 'together' | 'apart') =>
		bonds.flatMap((one) => (one.kind !== kind ? [] : one.one === place ? [one.other] : one.other === place ? [one.one] : []));
	const mine = Map.groupBy(known, ({ place }) => place);
	const house: House = {
		runs: rounds.map(
			(round) => new Map(all.flatMap((one) => (runIn(one, round) ? [[one.id, { capacity: one.capacity, minimum: one.minimum }]] : []))),
		),
		quotas: problem.quotas ?? [],
	};
	const seekers = problem.participants.map((person): Seeker => {
		const own = mine.get(person.id) ?? [];
		return {
			place: person.id,
			group: person.group ?? '',
			seats: rounds.map(({ phases }) => {
				const seat = own.find(({ phase }) => phases.includes(phase));
				return seat ? { workshop: seat.workshop, rank: seat.rank, isFirm: seat.origin === 'hand' || seat.rank === 0 } : null;
			}),
			wishes: person.wishes.flat().flatMap((workshop, at) => (person.forbidden?.includes(workshop) ? [] : [{ workshop, rank: at + 1 }])),
			isFixed: (person.fixed?.length ?? 0) > 0,
			together: bound(person.id, 'together'),
			apart: bound(person.id, 'apart'),
		};
	});
	return { house, seekers };
}

/**
 * Gives free seats to whoever is next, until nobody gains any more.
 * Shape:  may = whom it is about; the answer lists who moved; the caller holds the meeting
 */
export async function fill(
	tx: Tx,
	by: { region: number; meeting: string },
	may: (place: string) => boolean = () => true,
): Promise<string[]> {
	const publication = await publicationOf(tx, by.meeting);
	const draft = publication && (await draftHead(tx, by, publication.draft));
	if (!draft) return [];
	const task = await taskOf(tx, by, 'generous', 0);
	const rounds = roundsIn(task.workshops, draft.phases);
	const known = await seats(tx, by.meeting);
	const { house, seekers } = await houseOf(tx, by, rounds, task, known);
	const moves = allMoves(
		house,
		seekers.map((one) => (may(one.place) ? one : { ...one, isFixed: true })),
		draft.seed,
	);
	// Somebody may move on several times; only where they end is told.
	const last = new Map(moves.map((move) => [`${move.place} ${move.round}`, move]));
	const changes = [...last.values()].map(({ place, round: at, workshop, rank }): Reseating => {
		const round = rounds[at] as Round;
		const before = known.filter((seat) => seat.place === place && round.phases.includes(seat.phase));
		return { place, round, before, now: { workshop, rank, origin: 'movedUp' } };
	});
	await reseat(tx, by, changes);
	await noteSeat(
		tx,
		{ region: by.region, person: null },
		...changes.map(({ place, before, now }) => ({
			place,
			what: 'movedUp',
			before: { workshop: before[0]?.workshop ?? null },
			after: { workshop: now?.workshop ?? null },
		})),
	);
	return [...new Set(changes.map(({ place }) => place))];
}

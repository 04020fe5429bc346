import { sql } from 'kysely';
import type { Rounds } from '#algorithms/mixing/problem.ts';
import type { Organiser } from '#modules/events/access.ts';
import { goingOn, lockedMeeting, note } from '#modules/events/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { Rejected } from '#platform/rejected.ts';
import { chairs, type Group, groups, rounds } from './read.server.ts';
import { guests, pairsToRemember, planOf, type Seating, seatingOf } from './read-plan.server.ts';
import { evenSizes } from './rules.ts';
import type { GroupInput, MoveInput, PlanInput } from './schema.ts';
import { words } from './words.ts';

type Key =
	| 'roundsBegun'
	| 'tableUsed'
	| 'unknownChoice'
	| 'changedMeanwhile'
	| 'roundOrder'
	| 'noPlan'
	| 'tableFull'
	| 'moderatorStays'
	| 'moderatorTwice'
	| 'roundOver';
const reject = (key: Key, field?: string) => new Rejected((language) => words(language)(key), field);

/**
 * Says how people are mixed. Tables keep their topics, rooms and moderators by number.
 * Errors: Rejected when fewer rounds are left than have begun, or a table goes at which people have sat
 */
export async function savePlan(tx: Tx, by: Organiser, input: PlanInput, seed: number): Promise<void> {
	await goingOn(tx, by);
	const begun = (await rounds(tx, by)).at(-1)?.number ?? 0;
	if (input.rounds < begun) throw reject('roundsBegun', 'rounds');
	const values = { rounds: input.rounds, round_min: input.minutes, people: input.people, weights: JSON.stringify(input.weights) };
	await tx
		.insertInto('groups.plan')
		.values({ region_id: by.region, meeting_id: by.meeting, seed, ...values })
		.onConflict((conflict) => conflict.columns(['region_id', 'meeting_id']).doUpdateSet(values))
		.execute();
	const taking = (await guests(tx, by)).filter(({ isHere }) => isHere || input.people === 'registered').length;
	await saveTables(tx, by, 'sizes' in input.tables ? input.tables.sizes : evenSizes(taking, input.tables.count), begun);
	await tx.deleteFrom('groups.seat').where('meeting_id', '=', by.meeting).where('round', '>', input.rounds).execute();
	await note(tx, by, 'groupsPlanned');
}

async function saveTables(tx: Tx, by: Organiser, sizes: readonly number[], begun: number): Promise<void> {
	const known = await groups(tx, by);
	const used = new Set((await chairs(tx, by)).flatMap(({ round, group }) => (round <= begun ? [group] : [])));
	const gone = known.filter(({ number }) => number > sizes.length);
	if (gone.some(({ id }) => used.has(id))) throw reject('tableUsed', 'tables');
	if (gone.length > 0) {
		const ids = gone.map(({ id }) => id);
		await tx.deleteFrom('groups.breakout_group').where('id', 'in', ids).execute();
	}
	await tx
		.insertInto('groups.breakout_group')
		.values(sizes.map((seats, at) => ({ region_id: by.region, meeting_id: by.meeting, number: at + 1, seats })))
		.onConflict((conflict) =>
			conflict.columns(['region_id', 'meeting_id', 'number']).doUpdateSet((eb) => ({ seats: eb.ref('excluded.seats') })),
		)
		.execute();
}

/**
 * Says what a table is about, where it stands and who stays there.
 * Errors: Rejected for a table or a person of another meeting, and for somebody who stays elsewhere already
 */
export async function saveGroup(tx: Tx, by: Organiser, input: GroupInput): Promise<void> {
	await lockedMeeting(tx, by);
	const all = await groups(tx, by);
	if (!all.some(({ id }) => id === input.group)) throw reject('unknownChoice', 'group');
	if (input.moderator) {
		if (!(await guests(tx, by)).some(({ place }) => place === input.moderator)) throw reject('unknownChoice', 'moderator');
		if (all.some(({ id, moderator }) => id !== input.group && moderator === input.moderator)) throw reject('moderatorTwice', 'moderator');
	}
	await tx
		.updateTable('groups.breakout_group')
		.set({ topic: input.topic, room: input.room, moderator_id: input.moderator })
		.where('id', '=', input.group)
		.where('meeting_id', '=', by.meeting)
		.execute();
}

/**
 * Keeps a seating that was worked out, for the rounds that have not begun.
 * Shape:  seated[round][table] = registrations, from the first of these rounds on; basis = what it was worked out from
 * Errors: Rejected when people, tables or rounds have changed meanwhile
 */
export async function saveSeating(tx: Tx, by: Organiser, basis: Seating, seated: Rounds, now: Date): Promise<void> {
	await goingOn(tx, by);
	const current = await seatingOf(tx, by);
	const stamp = ({ begun, groups: tables, circumstances, chairs: all }: Seating) => JSON.stringify([begun, tables, circumstances, all]);
	if (!current || stamp(current) !== stamp(basis)) throw reject('changedMeanwhile');
	await tx.deleteFrom('groups.seat').where('meeting_id', '=', by.meeting).where('round', '>', current.begun).execute();
	const rows = seated.flatMap((tables, at) =>
		tables.flatMap((people, table) =>
			people.map((place) => ({
				region_id: by.region,
				meeting_id: by.meeting,
				round: current.begun + 1 + at,
				place_id: place,
				group_id: (current.groups[table] as Group).id,
			})),
		),
	);
	if (rows.length > 0) await tx.insertInto('groups.seat').values(rows).execute();
	await tx.updateTable('groups.plan').set({ made_at: now, made_by: by.person }).where('meeting_id', '=', by.meeting).execute();
	await note(tx, by, 'groupsSeated', null, { people: new Set(seated.flat(2)).size });
}

/**
 * Seats somebody elsewhere in a round that has not ended: at a free chair, or in exchange with somebody.
 * Errors: Rejected when there is no such chair, or one of them stays where they are
 */
export async function moveTo(tx: Tx, by: Organiser, { round, place, target }: MoveInput): Promise<void> {
	await goingOn(tx, by);
	const tables = await groups(tx, by);
	const all = (await chairs(tx, by)).filter((chair) => chair.round === round);
	const isOver = (await rounds(tx, by)).some(({ number, endedAt }) => number === round && endedAt !== null);
	if (isOver || round > ((await planOf(tx, by))?.rounds ?? 0)) throw reject('roundOver');
	const [kind, id] = target.split(':') as ['group' | 'swap', string];
	const mine = all.find((chair) => chair.place === place);
	const theirs = kind === 'swap' ? all.find((chair) => chair.place === id) : undefined;
	const goal = kind === 'group' ? id : theirs?.group;
	const table = tables.find((one) => one.id === goal);
	const isGuest = (await guests(tx, by)).some((guest) => guest.place === place);
	if (!table || !isGuest || (kind === 'swap' && !mine)) throw reject('unknownChoice', 'target');
	for (const who of [place, ...(theirs ? [theirs.place] : [])])
		if (tables.some(({ moderator }) => moderator === who)) throw reject('moderatorStays', 'target');
	if (kind === 'group' && table.id !== mine?.group && all.filter(({ group }) => group === table.id).length >= table.seats)
		throw reject('tableFull', 'target');
	await sit(tx, by, round, place, table.id);
	if (theirs && mine) await sit(tx, by, round, theirs.place, mine.group);
}

async function sit(tx: Tx, by: Organiser, round: number, place: string, group: string): Promise<void> {
	await tx
		.insertInto('groups.seat')
		.values({ region_id: by.region, meeting_id: by.meeting, round, place_id: place, group_id: group })
		.onConflict((conflict) => conflict.columns(['region_id', 'meeting_id', 'round', 'place_id']).doUpdateSet({ group_id: group }))
		.execute();
}

/**
 * Begins a round and its clock; the one before ends.
 * Errors: Rejected when it is not the next
 */
export async function beginRound(tx: Tx, by: Organiser, round: number, minutes: number, now: Date): Promise<void> {
	await goingOn(tx, by);
	const plan = await planOf(tx, by);
	const begun = (await rounds(tx, by)).at(-1)?.number ?? 0;
	if (!plan) throw reject('noPlan');
	if (round !== begun + 1 || round > plan.rounds) throw reject('roundOrder');
	await endRound(tx, by, begun, now);
	await tx
		.insertInto('groups.round')
		.values({
			region_id: by.region,
			meeting_id: by.meeting,
			number: round,
			began_at: now,
			ends_at: new Date(now.getTime() + minutes * 60_000),
		})
		.execute();
	await note(tx, by, 'roundBegun', null, { round });
}

/** Gives a round that is on so many minutes more, from now or from its end, whichever is later. */
export async function extendRound(tx: Tx, by: Organiser, round: number, minutes: number, now: Date): Promise<void> {
	await goingOn(tx, by);
	const current = (await rounds(tx, by)).find(({ number, endedAt }) => number === round && endedAt === null);
	if (!current) throw reject('roundOrder');
	const from = Math.max(current.endsAt.getTime(), now.getTime());
	await tx
		.updateTable('groups.round')
		.set({ ends_at: new Date(from + minutes * 60_000) })
		.where('meeting_id', '=', by.meeting)
		.where('number', '=', round)
		.execute();
}

/** Ends a round; who sat where in it stays known. */
export async function endRound(tx: Tx, by: Organiser, round: number, now: Date): Promise<void> {
	await lockedMeeting(tx, by);
	const done = await tx
		.updateTable('groups.round')
		.set({ ended_at: now })
		.where('meeting_id', '=', by.meeting)
		.where('number', '=', round)
		.where('ended_at', 'is', null)
		.returning('number')
		.executeTakeFirst();
	if (done) await note(tx, by, 'roundEnded', null, { round });
}

/** Gives up the chairs of somebody who does not come, in rounds that have not begun; and a table they were to stay at. */
export async function leave(tx: Tx, by: { meeting: string; place: string }): Promise<void> {
	await lockedMeeting(tx, by);
	const begun = (await rounds(tx, by)).at(-1)?.number ?? 0;
	await tx.deleteFrom('groups.seat').where('place_id', '=', by.place).where('round', '>', begun).execute();
	await tx.updateTable('groups.breakout_group').set({ moderator_id: null }).where('moderator_id', '=', by.place).execute();
}

/**
 * Remembers who met whom, of those who agreed to it; an earlier time is replaced.
 * Unit:   day = calendar day, "2027-03-16"
 */
export async function rememberMet(tx: Tx, by: Organiser, day: string): Promise<void> {
	const pairs = await pairsToRemember(tx, by);
	if (pairs.length === 0) return;
	const [ones, others] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)];
	// Two lists, however many pairs there are: a statement takes 65,535 values at the most.
	await sql`insert into groups.met (region_id, one, other, met_on)
		select ${by.region}, one, other, ${day}::date from unnest(${ones}::text[], ${others}::text[]) as pairs (one, other)
		on conflict (region_id, one, other) do update set met_on = excluded.met_on`.execute(tx);
}

/** Forgets whom somebody has met, for good. */
export async function forgetMet(tx: Tx, digest: string): Promise<void> {
	await tx
		.deleteFrom('groups.met')
		.where((eb) => eb.or([eb('one', '=', digest), eb('other', '=', digest)]))
		.execute();
}

/**
 * Forgets who met before a day.
 * Unit:   day = calendar day, "2027-03-16"
 */
export async function eraseMet(tx: Tx, day: string): Promise<void> {
	await tx.deleteFrom('groups.met').where('met_on', '<', day).execute();
}

import type { Organiser } from '#modules/events/access.ts';
import { speakers } from '#modules/events/read.server.ts';
import { differing } from '#modules/events/rules.ts';
import { addTopic, note } from '#modules/events/write.server.ts';
import type { Participant } from '#modules/registration/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { Rejected } from '#platform/rejected.ts';
import { publicationOf, wishesOf, workshops } from './read.server.ts';
import { wishCount } from './rules.ts';
import { roundsOf } from './rules-round.ts';
import type { WorkshopInput } from './schema.ts';
import { words } from './words.ts';

/** A rejection in this room's words. */
export const reject = (key: Parameters<ReturnType<typeof words>>[0], field?: string, values?: Record<string, string | number>) =>
	new Rejected((language) => words(language)(key, values), field);

async function columns(tx: Tx, by: Organiser, input: WorkshopInput) {
	const topic_id = input.topic ? await addTopic(tx, by, input.topic) : null;
	if (input.leader) {
		const known = await speakers(tx, by);
		if (!known.some(({ id }) => id === input.leader)) throw reject('unknownChoice', 'leader');
	}
	const { title, description, room, capacity, minimum, leader } = input;
	return { title, description, room, capacity, minimum, topic_id, leader_id: leader };
}

/** Makes sure that phases belong to the organiser's meeting; a workshop without one is not planned yet. */
async function requirePhases(tx: Tx, by: Organiser, phases: readonly string[]): Promise<(string | null)[]> {
	if (phases.length === 0) return [null];
	const known = await tx
		.selectFrom('events.agenda_item')
		.select('id')
		.where('id', 'in', [...phases])
		.where('meeting_id', '=', by.meeting)
		.execute();
	if (known.length < phases.length) throw reject('unknownChoice', 'phase1');
	return [...phases];
}

/** Adds runs of a workshop in phases of the programme. */
export const addRuns = (tx: Tx, region_id: number, workshop_id: string, capacity: number, phases: readonly (string | null)[]) =>
	tx
		.insertInto('workshops.run')
		.values(phases.map((agenda_item_id) => ({ region_id, workshop_id, agenda_item_id, capacity })))
		.execute();

/**
 * Adds a workshop to the organiser's meeting, after the others.
 * Errors: Rejected when a phase or the leader is none of the meeting's
 */
export async function addWorkshop(tx: Tx, by: Organiser, input: WorkshopInput): Promise<string> {
	const known = await tx.selectFrom('workshops.workshop').select('position').where('meeting_id', '=', by.meeting).execute();
	const position = Math.max(0, ...known.map((row) => row.position)) + 1;
	const phases = await requirePhases(tx, by, input.phases);
	const { id } = await tx
		.insertInto('workshops.workshop')
		.values({ region_id: by.region, meeting_id: by.meeting, position, ...(await columns(tx, by, input)) })
		.returning('id')
		.executeTakeFirstOrThrow();
	await addRuns(tx, by.region, id, input.capacity, phases);
	await note(tx, by, 'workshopAdded', null, { title: input.title });
	return id;
}

/**
 * Changes a workshop.
 * Errors: Rejected when more people sit in it than it would have seats, its times change though seats are given, or it is gone
 */
export async function changeWorkshop(tx: Tx, by: Organiser, id: string, input: WorkshopInput): Promise<void> {
	const known = await tx
		.selectFrom('workshops.workshop')
		.select(['title', 'description', 'room', 'capacity', 'minimum'])
		.where('id', '=', id)
		.where('meeting_id', '=', by.meeting)
		// Not a full lock: wishes that refer to this workshop are being entered at the same time.
		.forNoKeyUpdate()
		.executeTakeFirst();
	if (!known) throw reject('workshopGone');
	const phases = await requirePhases(tx, by, input.phases);
	const runs = await tx.selectFrom('workshops.run').select(['id', 'agenda_item_id', 'taken']).where('workshop_id', '=', id).execute();
	const taken = Math.max(0, ...runs.map((run) => run.taken));
	if (taken > input.capacity) throw reject('capacityBelowTaken', 'capacity', { taken });
	const leaving = runs.filter(({ agenda_item_id }) => !phases.includes(agenda_item_id)).map((run) => run.id);
	if (leaving.length > 0) {
		if (await tx.selectFrom('workshops.seat').select('id').where('run_id', 'in', leaving).limit(1).executeTakeFirst())
			throw reject('phaseTaken', 'phase1');
		await tx.deleteFrom('workshops.run').where('id', 'in', leaving).execute();
	}
	await tx
		.updateTable('workshops.workshop')
		.set(await columns(tx, by, input))
		.where('id', '=', id)
		.execute();
	const coming = phases.filter((phase) => !runs.some(({ agenda_item_id }) => agenda_item_id === phase));
	if (coming.length > 0) await addRuns(tx, by.region, id, input.capacity, coming);
	const { title, description, room, capacity, minimum } = input;
	await note(
		tx,
		by,
		'workshopChanged',
		...differing({ name: known.title, ...known }, { name: title, title, description, room, capacity, minimum }, ['name']),
	);
}

/**
 * Says that one run of a workshop does not take place, or does after all; nobody may sit in it.
 * Errors: Rejected when people sit in it, or there is no such run
 */
export async function setCancelled(tx: Tx, by: Organiser, run: string, isCancelled: boolean): Promise<void> {
	const known = await tx
		.selectFrom('workshops.run as run')
		.innerJoin('workshops.workshop as workshop', (join) =>
			join.onRef('workshop.region_id', '=', 'run.region_id').onRef('workshop.id', '=', 'run.workshop_id'),
		)
		.select(['workshop.title', 'run.taken'])
		.where('run.id', '=', run)
		.where('workshop.meeting_id', '=', by.meeting)
		.executeTakeFirst();
	if (!known) throw reject('workshopGone');
	if (isCancelled && known.taken > 0) throw reject('runTaken', undefined, { taken: known.taken });
	await tx.deleteFrom('workshops.cancellation').where('run_id', '=', run).execute();
	if (isCancelled) await cancelRun(tx, by, run);
	await note(tx, by, isCancelled ? 'runCancelled' : 'runReopened', null, { name: known.title });
}

/** Notes that a run does not take place. */
export async function cancelRun(tx: Tx, by: Organiser, run: string): Promise<void> {
	await tx
		.insertInto('workshops.cancellation')
		.values({ region_id: by.region, run_id: run, cancelled_by: by.person })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

/**
 * Takes a workshop out of the programme, as long as it means nothing to anybody.
 * Errors: Rejected when somebody wished for it, is fixed in it or sits in it
 */
export async function removeWorkshop(tx: Tx, by: Organiser, id: string): Promise<void> {
	await requireWorkshop(tx, by, id);
	for (const table of ['workshops.wish', 'workshops.rule', 'workshops.move'] as const)
		if (await tx.selectFrom(table).select('place_id').where('workshop_id', '=', id).limit(1).executeTakeFirst())
			throw reject('workshopWished');
	if ((await tx.selectFrom('workshops.run').select('taken').where('workshop_id', '=', id).execute()).some(({ taken }) => taken > 0))
		throw reject('workshopWished');
	const { title } = await tx.deleteFrom('workshops.workshop').where('id', '=', id).returning('title').executeTakeFirstOrThrow();
	await note(tx, by, 'workshopRemoved', { title });
}

/**
 * Makes sure that wishes are wishes for this meeting; said before anything is known of who wishes.
 * Errors: Rejected for a workshop of another meeting or too many wishes
 */
export async function requireWishes(tx: Tx, meeting: string, wishes: readonly string[]): Promise<void> {
	if (wishes.length === 0) return;
	const all = await workshops(tx, meeting);
	const known = new Set(all.map(({ id }) => id));
	const stranger = wishes.findIndex((id) => !known.has(id));
	if (stranger >= 0) throw reject('unknownWorkshop', `wish${stranger + 1}`);
	if (wishes.length > wishCount(known.size, roundsOf(all).length)) throw reject('tooManyWishes', 'wish1');
}

/** Saves somebody's ranked wishes, which requireWishes has seen; earlier ones are forgotten if there are any. */
export async function saveWishes(
	tx: Tx,
	by: { region: number; place: string },
	wishes: readonly string[],
	hasEarlier: boolean,
): Promise<void> {
	if (hasEarlier) await tx.deleteFrom('workshops.wish').where('place_id', '=', by.place).execute();
	if (wishes.length > 0)
		await tx
			.insertInto('workshops.wish')
			.values(wishes.map((workshop_id, at) => ({ region_id: by.region, place_id: by.place, workshop_id, rank: at + 1 })))
			.execute();
}

/** Replaces somebody's wishes on behalf of the organisers, as a list from elsewhere says. */
export async function replaceWishes(tx: Tx, by: Organiser, place: string, wishes: readonly string[]): Promise<void> {
	await requirePerson(tx, by, place);
	const before = await wishesOf(tx, place);
	await saveWishes(tx, { region: by.region, place }, wishes, true);
	await noteSeat(tx, by, { place, what: 'wishesChanged', before: { wishes: before }, after: { wishes } });
}

/**
 * Changes somebody's wishes by their own hand.
 * Errors: as requireWishes, and Rejected once places were made known
 */
export async function changeWishes(tx: Tx, by: Participant, wishes: readonly string[]): Promise<void> {
	if (await publicationOf(tx, by.meeting)) throw reject('wishesClosed', 'wish1');
	await requireWishes(tx, by.meeting, wishes);
	const before = await wishesOf(tx, by.place);
	await saveWishes(tx, by, wishes, true);
	if (before.join() !== wishes.join())
		await noteSeat(
			tx,
			{ region: by.region, person: null },
			{ place: by.place, what: 'wishesChanged', before: { wishes: before }, after: { wishes } },
		);
}

/** Makes sure that somebody is registered for the organiser's meeting. */
export async function requirePerson(tx: Tx, by: Organiser, place: string, state?: 'confirmed'): Promise<void> {
	const person = await tx
		.selectFrom('registration.place')
		.select('state')
		.where('id', '=', place)
		.where('meeting_id', '=', by.meeting)
		.where('state', '<>', 'withdrawn')
		.executeTakeFirst();
	if (!person || (state && person.state !== state)) throw reject('personGone');
}

/** Makes sure that a workshop is one of the organiser's meeting. */
export async function requireWorkshop(tx: Tx, by: Organiser, id: string): Promise<{ capacity: number; title: string }> {
	const workshop = await tx
		.selectFrom('workshops.workshop')
		.select(['capacity', 'title'])
		.where('id', '=', id)
		.where('meeting_id', '=', by.meeting)
		.executeTakeFirst();
	if (!workshop) throw reject('unknownWorkshop', 'workshop');
	return workshop;
}

/** Says that somebody must or must not be in a workshop; 'none' takes it back. */
export async function setRule(tx: Tx, by: Organiser, place: string, workshop: string, kind: 'fixed' | 'forbidden' | 'none'): Promise<void> {
	await requirePerson(tx, by, place);
	await requireWorkshop(tx, by, workshop);
	await tx
		.deleteFrom('workshops.rule')
		.where('place_id', '=', place)
		.where((eb) => eb.or([eb('workshop_id', '=', workshop), ...(kind === 'fixed' ? [eb('kind', '=', 'fixed')] : [])]))
		.execute();
	if (kind !== 'none')
		await tx.insertInto('workshops.rule').values({ region_id: by.region, place_id: place, workshop_id: workshop, kind }).execute();
	await noteSeat(tx, by, { place, what: `rule.${kind}`, before: null, after: { workshop } });
}

/** What happened to somebody's wishes, rules or seats. */
export interface Change {
	place: string;
	what: string;
	before: unknown;
	after: unknown;
}

/** Appends lines to the history of people's wishes, rules and seats. */
export async function noteSeat(tx: Tx, by: { region: number; person: string | null }, ...changes: Change[]): Promise<void> {
	if (changes.length === 0) return;
	await tx
		.insertInto('workshops.change')
		.values(
			changes.map(({ place, what, before, after }) => ({
				region_id: by.region,
				place_id: place,
				actor_id: by.person,
				what,
				before: before === null ? null : JSON.stringify(before),
				after: after === null ? null : JSON.stringify(after),
			})),
		)
		.execute();
}

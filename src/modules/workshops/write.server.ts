import type { Organiser } from '#modules/events/access.ts';
import { speakers } from '#modules/events/read.server.ts';
import { differing } from '#modules/events/rules.ts';
import { addTopic, note } from '#modules/events/write.server.ts';
import type { Participant } from '#modules/registration/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { Rejected } from '#platform/rejected.ts';
import { publicationOf, wishesOf, workshops } from './read.server.ts';
import { wishCount } from './rules.ts';
import type { WorkshopInput } from './schema.ts';
import { words } from './words.ts';

/** A rejection in this room's words. */
export const reject = (key: Parameters<ReturnType<typeof words>>[0], field?: string, values?: Record<string, string | number>) =>
	new Rejected((language) => words(language)(key, values), field);

async function columns(tx: Tx, by: Organiser, input: WorkshopInput) {
	const topic_id = input.topic ? await addTopic(tx, by, input.topic) : null;
	if (input.agendaItem) {
		const item = await tx
			.selectFrom('events.agenda_item')
			.select('id')
			.where('id', '=', input.agendaItem)
			.where('meeting_id', '=', by.meeting)
			.executeTakeFirst();
		if (!item) throw reject('unknownChoice', 'agendaItem');
	}
	if (input.leader) {
		const known = await speakers(tx, by);
		if (!known.some(({ id }) => id === input.leader)) throw reject('unknownChoice', 'leader');
	}
	const { title, description, room, capacity, agendaItem, leader } = input;
	return { title, description, room, capacity, topic_id, agenda_item_id: agendaItem, leader_id: leader };
}

/**
 * Adds a workshop to the organiser's meeting, after the others.
 * Errors: Rejected when its phase or leader is none of the region's
 */
export async function addWorkshop(tx: Tx, by: Organiser, input: WorkshopInput): Promise<string> {
	const known = await tx.selectFrom('workshops.workshop').select('position').where('meeting_id', '=', by.meeting).execute();
	const position = Math.max(0, ...known.map((row) => row.position)) + 1;
	const { id } = await tx
		.insertInto('workshops.workshop')
		.values({ region_id: by.region, meeting_id: by.meeting, position, ...(await columns(tx, by, input)) })
		.returning('id')
		.executeTakeFirstOrThrow();
	await note(tx, by, 'workshopAdded', null, { title: input.title });
	return id;
}

/**
 * Changes a workshop.
 * Errors: Rejected when more people sit in it than it would have seats, or it is gone
 */
export async function changeWorkshop(tx: Tx, by: Organiser, id: string, input: WorkshopInput): Promise<void> {
	const known = await tx
		.selectFrom('workshops.workshop')
		.select(['taken', 'title', 'description', 'room', 'capacity'])
		.where('id', '=', id)
		.where('meeting_id', '=', by.meeting)
		// Not a full lock: wishes that refer to this workshop are being entered at the same time.
		.forNoKeyUpdate()
		.executeTakeFirst();
	if (!known) throw reject('workshopGone');
	if (known.taken > input.capacity) throw reject('capacityBelowTaken', 'capacity', { taken: known.taken });
	await tx
		.updateTable('workshops.workshop')
		.set(await columns(tx, by, input))
		.where('id', '=', id)
		.execute();
	const { taken: _, ...before } = known;
	const { title, description, room, capacity } = input;
	await note(
		tx,
		by,
		'workshopChanged',
		...differing({ name: known.title, ...before }, { name: title, title, description, room, capacity }, ['name']),
	);
}

/**
 * Takes a workshop out of the programme, as long as it means nothing to anybody.
 * Errors: Rejected when somebody wished for it, is fixed in it or sits in it
 */
export async function removeWorkshop(tx: Tx, by: Organiser, id: string): Promise<void> {
	await requireWorkshop(tx, by, id);
	for (const table of ['workshops.wish', 'workshops.rule', 'workshops.move', 'workshops.seat'] as const)
		if (await tx.selectFrom(table).select('place_id').where('workshop_id', '=', id).limit(1).executeTakeFirst())
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
	const known = new Set((await workshops(tx, meeting)).map(({ id }) => id));
	const stranger = wishes.findIndex((id) => !known.has(id));
	if (stranger >= 0) throw reject('unknownWorkshop', `wish${stranger + 1}`);
	if (wishes.length > wishCount(known.size)) throw reject('tooManyWishes', 'wish1');
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
		await noteSeat(tx, { region: by.region, person: null }, by.place, 'wishesChanged', { wishes: before }, { wishes });
}

/** Makes sure that somebody is registered for the organiser's meeting. */
export async function requirePerson(tx: Tx, by: Organiser, place: string, ...states: ('confirmed' | 'waiting')[]): Promise<void> {
	const person = await tx
		.selectFrom('registration.place')
		.select('id')
		.where('id', '=', place)
		.where('meeting_id', '=', by.meeting)
		.where('state', 'in', states.length > 0 ? states : ['confirmed', 'waiting'])
		.executeTakeFirst();
	if (!person) throw reject('personGone');
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
	await noteSeat(tx, by, place, `rule.${kind}`, null, { workshop });
}

/** Appends a line to the history of somebody's wishes, rules and seats. */
export async function noteSeat(
	tx: Tx,
	by: { region: number; person: string | null },
	place: string,
	what: string,
	before: unknown,
	after: unknown,
): Promise<void> {
	await tx
		.insertInto('workshops.change')
		.values({
			region_id: by.region,
			place_id: place,
			actor_id: by.person,
			what,
			before: before === null ? null : JSON.stringify(before),
			after: after === null ? null : JSON.stringify(after),
		})
		.execute();
}

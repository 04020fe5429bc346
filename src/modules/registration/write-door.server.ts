import type { Organiser } from '#modules/events/access.ts';
import { goingOn, note as noteMeeting } from '#modules/events/write.server.ts';
import { organisationByName } from '#modules/organisations/read.server.ts';
import { readCode } from '#platform/code.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';
import type { DoorKeeper } from './access.ts';
import { badgeCodes } from './read-door.server.ts';
import type { Scan, Scanned, ScanOutcome } from './rules-door.ts';
import { hold, note } from './write-counter.server.ts';

/**
 * Opens a door with a link of its own, good until some hours after the meeting; the answer names it.
 * Errors: Rejected once the meeting is closed or called off
 */
export async function openDoor(tx: Tx, by: Organiser, label: string, now: Date): Promise<string> {
	await goingOn(tx, by);

	const { id } = await tx
		.insertInto('registration.door')
		.values({ region_id: by.region, meeting_id: by.meeting, label, made_at: now, made_by: by.person })
		.returning('id')
		.executeTakeFirstOrThrow();
	await noteMeeting(tx, by, 'doorOpened', null, { title: label });
	return id;
}

/** Ends the link of a door, or of all doors of a meeting; whoever was let in there stays in. */
export async function closeDoors(tx: Tx, by: Organiser, now: Date, door?: string): Promise<void> {
	let query = tx.updateTable('registration.door').set({ ended_at: now }).where('meeting_id', '=', by.meeting).where('ended_at', 'is', null);
	if (door) query = query.where('id', '=', door);
	const ended = await query.returning('label').execute();
	for (const { label } of ended) await noteMeeting(tx, by, 'doorClosed', { title: label });
}

interface At {
	now: Date;
	language: Language;
}

/**
 * Does what a device says was done at its door, in its order; what was done already is answered as the first time.
 * Shape:  an answer for each act, in their order
 */
export async function noteScans(tx: Tx, by: DoorKeeper, scans: readonly Scan[], at: At): Promise<Scanned[]> {
	const answers: Scanned[] = [];
	const codes = memoised(() => codesOf(tx, by));
	for (const scan of scans) answers.push(await noteScan(tx, by, scan, at, codes));
	return answers;
}

async function noteScan(tx: Tx, by: DoorKeeper, scan: Scan, at: At, codes: () => Promise<Map<string, string>>): Promise<Scanned> {
	const known = await tx
		.selectFrom('registration.scan')
		.select(['outcome', 'place_id as place', 'door_id as door'])
		.where('key', '=', scan.key)
		.executeTakeFirst();
	// A key belongs to the door that used it first; another one that shows it is told nothing.
	if (known && known.door !== by.door) return answerOf(tx, scan.key, 'unknown', null);
	if (known) return answerOf(tx, scan.key, known.outcome as ScanOutcome, known.place);
	const entered = scan.kind === 'walkIn' ? await walkIn(tx, by, scan, at) : { place: await placeOf(tx, by, scan, codes), raised: false };
	const { place } = entered;
	const done = !place
		? { outcome: 'unknown' as const, raised: false }
		: scan.kind === 'undo'
			? { outcome: await undo(tx, by, place), raised: false }
			: await arrive(tx, by, place, scan, at);
	await tx
		.insertInto('registration.scan')
		.values({
			region_id: by.region,
			key: scan.key,
			meeting_id: by.meeting,
			door_id: by.door,
			kind: scan.kind,
			place_id: place,
			outcome: done.outcome,
			raised: entered.raised || done.raised,
			scanned_at: when(scan, at),
		})
		.execute();
	return answerOf(tx, scan.key, done.outcome, place);
}

const when = ({ agoSeconds }: Scan, { now }: At) => new Date(now.getTime() - agoSeconds * 1000);

const memoised = <T>(make: () => Promise<T>): (() => Promise<T>) => {
	let made: Promise<T> | undefined;
	return () => {
		made ??= make();
		return made;
	};
};

/** The people of a meeting by the codes of their badges. */
async function codesOf(tx: Tx, by: DoorKeeper): Promise<Map<string, string>> {
	const rows = await tx.selectFrom('registration.place').select('id').where('meeting_id', '=', by.meeting).execute();
	const places = rows.map(({ id }) => id);
	const codes = await badgeCodes(tx, by.region, places);
	return new Map(codes.map((code, at) => [code, places[at] as string]));
}

/** Whose badge or name it is; null for nobody of this meeting. */
async function placeOf(tx: Tx, by: DoorKeeper, scan: Scan, codes: () => Promise<Map<string, string>>): Promise<string | null> {
	if (!scan.place) return scan.code ? ((await codes()).get(readCode(scan.code)) ?? null) : null;
	const row = await tx
		.selectFrom('registration.place')
		.select('id')
		.where('meeting_id', '=', by.meeting)
		.where('id', '=', scan.place)
		.executeTakeFirst();
	return row?.id ?? null;
}

/** Lets somebody in who has a place; whoever waits or withdrew only when the door says so. */
async function arrive(tx: Tx, by: DoorKeeper, place: string, scan: Scan, at: At): Promise<{ outcome: ScanOutcome; raised: boolean }> {
	const raised = scan.anyway && (await letIn(tx, by, place));
	// Their row is held: whoever withdraws at this moment comes before or after, and never leaves an arrival behind.
	const { state } = await tx
		.selectFrom('registration.place')
		.select('state')
		.where('id', '=', place)
		.forNoKeyUpdate()
		.executeTakeFirstOrThrow();
	if (state !== 'confirmed') return { outcome: state === 'withdrawn' ? 'withdrawn' : 'waiting', raised };
	const arrived = await tx
		.insertInto('registration.arrival')
		.values({
			region_id: by.region,
			place_id: place,
			meeting_id: by.meeting,
			door_id: by.door,
			scan_key: scan.key,
			arrived_at: when(scan, at),
		})
		.onConflict((conflict) => conflict.doNothing())
		.returning('place_id')
		.executeTakeFirst();
	return { outcome: arrived ? 'in' : 'already', raised };
}

/** Gives somebody a place who stands at the door without one; the answer says whether there had to be one more. */
async function letIn(tx: Tx, by: DoorKeeper, place: string): Promise<boolean> {
	await hold(tx, by.meeting);
	const before = await tx
		.selectFrom('registration.place')
		.select('state')
		.where('id', '=', place)
		.where('state', '<>', 'confirmed')
		.forNoKeyUpdate()
		.executeTakeFirst();
	if (!before) return false;
	// What is held for somebody counts as taken already.
	const raised = before.state !== 'offered' && (await oneMore(tx, by.meeting));
	await tx
		.updateTable('registration.place')
		.set({ state: 'confirmed', queue_number: null, offered_until: null })
		.where('id', '=', place)
		.execute();
	await note(tx, by.region, place, { kind: 'system' }, 'letIn', { state: before.state });
	return raised;
}

/** Takes a place at the door: a free one, or one more; the answer says whether it is one more. The caller holds the meeting. */
async function oneMore(tx: Tx, meeting: string): Promise<boolean> {
	const offer = await hold(tx, meeting);
	if (!offer) return false;
	const raised = offer.taken + offer.held >= offer.capacity;
	await tx
		.updateTable('registration.offer')
		.set({ taken: offer.taken + 1, capacity: offer.capacity + (raised ? 1 : 0) })
		.where('meeting_id', '=', meeting)
		.execute();
	return raised;
}

/** Enters somebody who was not registered. */
async function walkIn(tx: Tx, by: DoorKeeper, { name, organisation }: Scan, { language }: At): Promise<{ place: string; raised: boolean }> {
	const raised = await oneMore(tx, by.meeting);
	const { id } = await tx
		.insertInto('registration.place')
		.values({
			region_id: by.region,
			meeting_id: by.meeting,
			email: null,
			name,
			organisation_id: (await organisationByName(tx, organisation)) ?? null,
			organisation_name: organisation,
			profession: 'other',
			language,
			state: 'confirmed',
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	await note(tx, by.region, id, { kind: 'system' }, 'walkedIn');
	return { place: id, raised };
}

/** Takes back that this door let somebody in; what another door did stays. */
async function undo(tx: Tx, by: DoorKeeper, place: string): Promise<ScanOutcome> {
	await tx.deleteFrom('registration.arrival').where('place_id', '=', place).where('door_id', '=', by.door).execute();
	return 'undone';
}

/** Takes the place that was one more for somebody away again; the caller holds the meeting, and they have given it back. */
export async function oneLess(tx: Tx, meeting: string, place: string): Promise<void> {
	const raised = await tx
		.selectFrom('registration.scan')
		.select('key')
		.where('place_id', '=', place)
		.where('raised', '=', true)
		.executeTakeFirst();
	if (!raised) return;
	await tx
		.updateTable('registration.offer')
		.set((eb) => ({ capacity: eb('capacity', '-', 1) }))
		.where('meeting_id', '=', meeting)
		.where((eb) => eb('capacity', '>', eb('taken', '+', eb.ref('held'))))
		.execute();
}

async function answerOf(tx: Tx, key: string, outcome: ScanOutcome, place: string | null): Promise<Scanned> {
	const row = place
		? await tx
				.selectFrom('registration.place as place')
				.leftJoin('registration.arrival as arrival', (join) =>
					join.onRef('arrival.region_id', '=', 'place.region_id').onRef('arrival.place_id', '=', 'place.id'),
				)
				.leftJoin('registration.door as door', (join) =>
					join.onRef('door.region_id', '=', 'arrival.region_id').onRef('door.id', '=', 'arrival.door_id'),
				)
				.select(['place.name', 'arrival.arrived_at as at', 'door.label'])
				.where('place.id', '=', place)
				.executeTakeFirst()
		: undefined;
	return { key, outcome, place, name: row?.name ?? '', at: row?.at?.toISOString() ?? null, door: row?.label ?? '' };
}

import { sql } from 'kysely';
import type { Organiser } from '#modules/events/access.ts';
import { note as noteMeeting } from '#modules/events/write.server.ts';
import { organisationByName } from '#modules/organisations/read.server.ts';
import { readCode } from '#platform/code.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';
import type { DoorKeeper } from './access.ts';
import { badgeCodes } from './read-door.server.ts';
import { DOOR_HOURS, type Scan, type Scanned, type ScanOutcome } from './rules-door.ts';
import { giveSeatBack, hold, note } from './write-counter.server.ts';

/** Opens a door with a link of its own, good until some hours after the meeting; the answer names it. */
export async function openDoor(tx: Tx, by: Organiser, meeting: { endsAt: Date }, label: string, now: Date): Promise<string> {
	const ends = Math.max(meeting.endsAt.getTime(), now.getTime()) + DOOR_HOURS * 3600_000;
	const { id } = await tx
		.insertInto('registration.door')
		.values({ region_id: by.region, meeting_id: by.meeting, label, expires_at: new Date(ends), made_by: by.person })
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
	const place = scan.kind === 'walkIn' ? await walkIn(tx, by, scan, at) : await placeOf(tx, by, scan, codes);
	const outcome = !place ? 'unknown' : scan.kind === 'undo' ? await undo(tx, by, place) : await arrive(tx, by, place, scan, at);
	await tx
		.insertInto('registration.scan')
		.values({
			region_id: by.region,
			key: scan.key,
			meeting_id: by.meeting,
			door_id: by.door,
			kind: scan.kind,
			place_id: place,
			outcome,
			scanned_at: when(scan, at),
		})
		.execute();
	return answerOf(tx, scan.key, outcome, place);
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
async function arrive(tx: Tx, by: DoorKeeper, place: string, scan: Scan, at: At): Promise<ScanOutcome> {
	if (scan.anyway) await letIn(tx, by, place);
	const arrived = await tx
		.insertInto('registration.arrival')
		.columns(['region_id', 'place_id', 'meeting_id', 'door_id', 'scan_key', 'arrived_at'])
		.expression(
			tx
				.selectFrom('registration.place')
				.select([
					'region_id',
					'id',
					'meeting_id',
					sql<string>`${by.door}::uuid`.as('door_id'),
					sql<string>`${scan.key}::uuid`.as('scan_key'),
					sql<Date>`${when(scan, at)}::timestamptz`.as('arrived_at'),
				])
				.where('id', '=', place)
				.where('state', '=', 'confirmed'),
		)
		.onConflict((conflict) => conflict.doNothing())
		.returning('place_id')
		.executeTakeFirst();
	if (arrived) return 'in';
	const { state } = await tx.selectFrom('registration.place').select('state').where('id', '=', place).executeTakeFirstOrThrow();
	if (state === 'withdrawn') return 'withdrawn';
	return state === 'confirmed' ? 'already' : 'waiting';
}

/** Gives somebody a place who stands at the door without one; where all are taken there is one more. */
async function letIn(tx: Tx, by: DoorKeeper, place: string): Promise<void> {
	await hold(tx, by.meeting);
	const before = await tx
		.selectFrom('registration.place')
		.select('state')
		.where('id', '=', place)
		.where('state', '<>', 'confirmed')
		.forNoKeyUpdate()
		.executeTakeFirst();
	if (!before) return;
	// What is held for somebody counts as taken already.
	if (before.state !== 'offered') await oneMore(tx, by.meeting);
	await tx
		.updateTable('registration.place')
		.set({ state: 'confirmed', queue_number: null, offered_until: null })
		.where('id', '=', place)
		.execute();
	await note(tx, by.region, place, { kind: 'system' }, 'letIn', { state: before.state });
}

async function oneMore(tx: Tx, meeting: string): Promise<void> {
	await tx
		.updateTable('registration.offer')
		.set({ taken: sql`taken + 1`, capacity: sql`greatest(capacity, taken + held + 1)` })
		.where('meeting_id', '=', meeting)
		.execute();
}

/** Enters somebody who was not registered; the answer names their registration. */
async function walkIn(tx: Tx, by: DoorKeeper, { name, organisation }: Scan, { language }: At): Promise<string> {
	await hold(tx, by.meeting);
	await oneMore(tx, by.meeting);
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
	return id;
}

/** Takes back that somebody is in; whoever was only written down at the door has no place any more. */
async function undo(tx: Tx, by: DoorKeeper, place: string): Promise<ScanOutcome> {
	await hold(tx, by.meeting);
	await tx.deleteFrom('registration.arrival').where('place_id', '=', place).where('meeting_id', '=', by.meeting).execute();
	const gone = await tx
		.updateTable('registration.place')
		.set({ state: 'withdrawn' })
		.where('id', '=', place)
		.where('email', 'is', null)
		.where('state', '=', 'confirmed')
		.returning('id')
		.executeTakeFirst();
	if (gone) await giveSeatBack(tx, by.meeting, null);
	return 'undone';
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

import { sql } from 'kysely';
import type { Organiser } from '#modules/events/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { isSigned, keyFor, linkParts, sign, signCode } from '#platform/session/secret.ts';
import { type DoorKeeper, doorKeeper } from './access.ts';
import type { PlaceState } from './rules.ts';
import { DOOR_HOURS, type Expected } from './rules-door.ts';

/** A door with its link, as long as that is good. */
export interface Door {
	id: string;
	label: string;
	expiresAt: Date;
	/** Of its link; never stored. */
	token: string;
}

// A meeting that moves takes its doors along; one that is called off has none.
const ends = sql<Date>`greatest(door.made_at, meeting.ends_at) + make_interval(hours => ${sql.lit(DOOR_HOURS)})`;
const good = (tx: Tx, now: Date) =>
	tx
		.selectFrom('registration.door as door')
		.innerJoin('events.meeting as meeting', (join) =>
			join.onRef('meeting.region_id', '=', 'door.region_id').onRef('meeting.id', '=', 'door.meeting_id'),
		)
		.where(sql<boolean>`${ends} > ${now}`)
		.where('door.ended_at', 'is', null)
		.where((eb) =>
			eb.not(
				eb.exists(eb.selectFrom('events.cancellation as off').select('off.meeting_id').whereRef('off.meeting_id', '=', 'door.meeting_id')),
			),
		);

const PURPOSE = 'door link';
const tokenOf = (key: Buffer, id: string) => `${id}.${sign(key, `door ${id}`)}`;

/** The doors of the organiser's meeting at which people are let in now. */
export async function doors(tx: Tx, by: Organiser, now: Date): Promise<Door[]> {
	const rows = await good(tx, now)
		.select(['door.id', 'door.label', ends.as('expiresAt')])
		.where('door.meeting_id', '=', by.meeting)
		.orderBy('door.label')
		.orderBy('door.id')
		.execute();
	const key = await keyFor(tx, by.region, PURPOSE);
	return rows.map((row) => ({ ...row, token: tokenOf(key, row.id) }));
}

/** The doors of a meeting whose links are good. */
export async function openDoors(tx: Tx, meeting: string, now: Date): Promise<Set<string>> {
	const rows = await good(tx, now).select('door.id').where('door.meeting_id', '=', meeting).execute();
	return new Set(rows.map(({ id }) => id));
}

/** The token of a door's link; never stored. */
export const doorToken = async (tx: Tx, region: number, id: string): Promise<string> => tokenOf(await keyFor(tx, region, PURPOSE), id);

/** The proof that somebody came by the link of a door that is still good; undefined otherwise. */
export async function doorKeeperBy(tx: Tx, region: number, token: string, now: Date): Promise<DoorKeeper | undefined> {
	const [id, signature] = linkParts(token);
	const key = await keyFor(tx, region, PURPOSE);
	if (!id || !isSigned(key, `door ${id}`, signature)) return undefined;
	const row = await good(tx, now)
		.select(['door.meeting_id as meeting', 'door.label', ends.as('expiresAt')])
		.where('door.id', '=', id)
		.executeTakeFirst();
	return row && doorKeeper(region, { door: id, ...row });
}

// 80 bits: nobody guesses one, and a printed code stays coarse enough for an old camera.
const CODE_LETTERS = 16;
const BADGE = 'check-in';

/** The code in the QR of a badge and a mail: it says who comes to a door, and opens nothing. */
export async function badgeCodes(tx: Tx, region: number, places: readonly string[]): Promise<string[]> {
	const key = await keyFor(tx, region, BADGE);
	return places.map((place) => signCode(key, `badge ${place}`, CODE_LETTERS));
}

/** Everybody a door may see, by name: names and organisations, and nothing else about them. */
export async function expected(tx: Tx, by: Pick<DoorKeeper, 'region' | 'meeting'>): Promise<Expected[]> {
	const rows = await tx
		.selectFrom('registration.place as place')
		.leftJoin('registration.arrival as arrival', (join) =>
			join.onRef('arrival.region_id', '=', 'place.region_id').onRef('arrival.place_id', '=', 'place.id'),
		)
		.leftJoin('registration.door as door', (join) =>
			join.onRef('door.region_id', '=', 'arrival.region_id').onRef('door.id', '=', 'arrival.door_id'),
		)
		.select(['place.id', 'place.name', 'place.organisation_name as organisation', 'place.state', 'arrival.arrived_at as at', 'door.label'])
		.where('place.meeting_id', '=', by.meeting)
		.orderBy(sql`place.name collate "de-x-icu"`)
		.orderBy('place.id')
		.execute();
	const codes = await badgeCodes(
		tx,
		by.region,
		rows.map(({ id }) => id),
	);
	return rows.map(({ at, label, state, ...row }, number) => ({
		...row,
		state: state as PlaceState,
		code: codes[number] ?? '',
		arrived: at?.toISOString() ?? null,
		door: label ?? '',
	}));
}

/** How many are in, of how many, and from what kinds of organisations. */
export interface Headcount {
	here: number;
	/** With a place; those who walked in included. */
	registered: number;
	/** The most first; an empty type is not known. */
	types: { type: string; people: number }[];
}

/** Counts who is in. Two queries. */
export async function headcount(tx: Tx, by: { meeting: string }): Promise<Headcount> {
	const types = await tx
		.selectFrom('registration.arrival as arrival')
		.innerJoin('registration.place as place', (join) =>
			join.onRef('place.region_id', '=', 'arrival.region_id').onRef('place.id', '=', 'arrival.place_id'),
		)
		.leftJoin('organisations.organisation as organisation', (join) =>
			join.onRef('organisation.region_id', '=', 'place.region_id').onRef('organisation.id', '=', 'place.organisation_id'),
		)
		.select([sql<string>`coalesce(organisation.type, '')`.as('type'), sql<number>`count(*)::int`.as('people')])
		.where('arrival.meeting_id', '=', by.meeting)
		.where('place.state', '=', 'confirmed')
		.groupBy('organisation.type')
		.orderBy('people', 'desc')
		.orderBy('type')
		.execute();
	const { registered } = await tx
		.selectFrom('registration.place')
		.select(sql<number>`count(*)::int`.as('registered'))
		.where('meeting_id', '=', by.meeting)
		.where('state', '=', 'confirmed')
		.executeTakeFirstOrThrow();
	return { here: types.reduce((sum, { people }) => sum + people, 0), registered, types };
}

/** What changes whenever a door's list does: acts at doors, and everything that happens to registrations. */
export async function doorCursor(tx: Tx, by: { meeting: string }): Promise<string> {
	const { cursor } = await tx
		.selectNoFrom((eb) => [
			sql<string>`${eb
				.selectFrom('registration.scan')
				.select(sql`count(*)`.as('count'))
				.where('meeting_id', '=', by.meeting)} || '.' || coalesce(${eb
				.selectFrom('registration.change as change')
				.innerJoin('registration.place as changed', (join) =>
					join.onRef('changed.region_id', '=', 'change.region_id').onRef('changed.id', '=', 'change.place_id'),
				)
				.select(sql<number>`max(change.id)`.as('latest'))
				.where('changed.meeting_id', '=', by.meeting)}, 0) || '.' || ${eb
				.selectFrom('registration.place')
				.select(
					sql`count(*) || '.' || count(*) filter (where state = 'confirmed') || '.' || count(*) filter (where state = 'waiting')`.as('c'),
				)
				.where('meeting_id', '=', by.meeting)}`.as('cursor'),
		])
		.executeTakeFirstOrThrow();
	return cursor;
}

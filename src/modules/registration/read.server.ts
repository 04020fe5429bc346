import { sql } from 'kysely';
import type { Organiser } from '#modules/events/access.ts';
import type { Profession } from '#modules/organisations/rules.ts';
import type { Tx } from '#platform/db/database.ts';
import { isSigned, keyFor, sign } from '#platform/session/secret.ts';
import { type Participant, participant } from './access.ts';
import { type ConsentPurpose, type Kept, type NeedKind, type PlaceState, personalToken, readToken, seatFor, signedText } from './rules.ts';
import type { PlaceFilter } from './schema.ts';

const PURPOSE = 'personal link';

/** How many places a meeting has, how many are taken, and when they can be booked. */
export interface Offer {
	capacity: number;
	/** Places taken, those that are held for somebody of the waiting list included. */
	taken: number;
	/** Places kept for groups and not taken yet. */
	held: number;
	waiting: number;
	opensAt: Date;
	closesAt: Date;
}

/** The offers of some meetings, by meeting. One query, however many. */
export async function offers(tx: Tx, meetings: readonly string[]): Promise<Map<string, Offer>> {
	if (meetings.length === 0) return new Map();
	const rows = await tx
		.selectFrom('registration.offer as offer')
		.select((eb) => [
			'offer.meeting_id',
			'capacity',
			'taken',
			'held',
			'opens_at as opensAt',
			'closes_at as closesAt',
			eb
				.selectFrom('registration.place as place')
				.select((e) => e.fn.countAll<number>().as('count'))
				.whereRef('place.region_id', '=', 'offer.region_id')
				.whereRef('place.meeting_id', '=', 'offer.meeting_id')
				.where('place.state', '=', 'waiting')
				.as('waiting'),
		])
		.where('offer.meeting_id', 'in', [...meetings])
		.execute();
	return new Map(rows.map(({ meeting_id, waiting, ...row }) => [meeting_id, { ...row, waiting: Number(waiting) }]));
}

/** The offer of one meeting; undefined when it takes no registrations. */
export async function offerOf(tx: Tx, meeting: string): Promise<Offer | undefined> {
	return (await offers(tx, [meeting])).get(meeting);
}

/** A registration, as its own person and the organisers see it. */
export interface Place {
	id: string;
	meeting: string;
	name: string;
	/** Empty: they walked in and told none. */
	email: string;
	organisationId: string | null;
	organisation: string;
	function: string;
	profession: Profession;
	areaId: string | null;
	area: string | null;
	language: 'de' | 'en';
	state: PlaceState;
	queueNumber: number | null;
	/** Until when a place is held for somebody who waits. */
	offeredUntil: Date | null;
	linkVersion: number;
	/** Who filled the form in for them; empty: they did. */
	registrar: string;
	registeredAt: Date;
	/** Since when they are there; null = not yet. */
	arrivedAt: Date | null;
}

const places = (tx: Tx) =>
	tx
		.selectFrom('registration.place as place')
		.leftJoin('places.area as area', (join) => join.onRef('area.region_id', '=', 'place.region_id').onRef('area.id', '=', 'place.area_id'))
		.leftJoin('registration.arrival as arrival', (join) =>
			join.onRef('arrival.region_id', '=', 'place.region_id').onRef('arrival.place_id', '=', 'place.id'),
		)
		.select([
			'place.id',
			'place.meeting_id as meeting',
			'place.name',
			sql<string>`coalesce(place.email, '')`.as('email'),
			'place.organisation_id as organisationId',
			'place.organisation_name as organisation',
			'place.function',
			'place.profession',
			'place.area_id as areaId',
			'area.name as area',
			'place.language',
			'place.state',
			'place.queue_number as queueNumber',
			'place.offered_until as offeredUntil',
			'place.link_version as linkVersion',
			'place.registered_by_name as registrar',
			'place.registered_at as registeredAt',
			'arrival.arrived_at as arrivedAt',
		]);

/** The registrations of the organiser's meeting: those with a place by name, then the waiting list in its order. */
export async function placesOf(tx: Tx, by: Pick<Organiser, 'meeting'>, filter: PlaceFilter = { search: '' }): Promise<Place[]> {
	let query = places(tx).where('place.meeting_id', '=', by.meeting);
	if (filter.state) query = query.where('place.state', '=', filter.state);
	if (filter.profession) query = query.where('place.profession', '=', filter.profession);
	if (filter.arrived) query = query.where('arrival.arrived_at', filter.arrived === 'yes' ? 'is not' : 'is', null);
	if (filter.search) {
		const like = `%${filter.search.replaceAll(/[\\%_]/g, '\\$&')}%`;
		query = query.where((eb) =>
			eb.or([eb('place.name', 'ilike', like), eb('place.email', 'ilike', like), eb('place.organisation_name', 'ilike', like)]),
		);
	}
	const rows = await query
		.orderBy(sql`array_position(array['confirmed', 'offered', 'waiting', 'withdrawn'], place.state)`)
		.orderBy('place.queue_number')
		.orderBy(sql`place.name collate "de-x-icu"`)
		.orderBy('place.id')
		.execute();
	return rows as Place[];
}

/** One registration; undefined where there is none. */
export async function placeById(tx: Tx, id: string): Promise<Place | undefined> {
	return (await places(tx).where('place.id', '=', id).executeTakeFirst()) as Place | undefined;
}

/** Where somebody stands on the waiting list, 1 = next; 0 when they do not wait. */
export async function waitingPosition(tx: Tx, place: Pick<Place, 'meeting' | 'queueNumber'>): Promise<number> {
	if (place.queueNumber === null) return 0;
	const { count } = await tx
		.selectFrom('registration.place')
		.select((eb) => eb.fn.countAll<number>().as('count'))
		.where('meeting_id', '=', place.meeting)
		.where('state', '=', 'waiting')
		.where('queue_number', '<=', place.queueNumber)
		.executeTakeFirstOrThrow();
	return Number(count);
}

/** Places that are kept for a group of a meeting. */
export interface Reservation {
	id: string;
	profession: Profession | null;
	area: string | null;
	seats: number;
	used: number;
	releaseAt: Date;
	releasedAt: Date | null;
}

/** What is kept for groups of a meeting, in the order it was kept. */
export async function reservations(tx: Tx, meeting: string): Promise<Reservation[]> {
	const rows = await tx
		.selectFrom('registration.reservation as kept')
		.leftJoin('places.area as area', (join) => join.onRef('area.region_id', '=', 'kept.region_id').onRef('area.id', '=', 'kept.area_id'))
		.select([
			'kept.id',
			'kept.profession',
			'area.name as area',
			'kept.seats',
			'kept.used',
			'kept.release_at as releaseAt',
			'kept.released_at as releasedAt',
		])
		.where('kept.meeting_id', '=', meeting)
		.orderBy('kept.release_at')
		.orderBy('kept.id')
		.execute();
	return rows as Reservation[];
}

/**
 * What is kept and free of a meeting at this moment; no query where nothing is kept.
 * Shape:  offer = the meeting's
 */
export async function keptOf(tx: Tx, meeting: string, offer: { held: number }): Promise<Kept[]> {
	if (offer.held === 0) return [];
	return tx
		.selectFrom('registration.reservation')
		.select(['id', 'profession', 'area_id', sql<number>`seats - used`.as('free')])
		.where('meeting_id', '=', meeting)
		.where('released_at', 'is', null)
		.execute();
}

/** Whether somebody who waits may take a place now, by themselves. */
export async function mayTake(tx: Tx, place: Pick<Place, 'meeting' | 'state' | 'profession' | 'areaId'>): Promise<boolean> {
	const offer = place.state === 'waiting' ? await offerOf(tx, place.meeting) : undefined;
	if (!offer) return false;
	return seatFor(offer, await keptOf(tx, place.meeting, offer), { profession: place.profession, area_id: place.areaId }) !== null;
}

/** A registration with what its person told for this meeting only. */
export interface PersonalDetails {
	needs: Partial<Record<NeedKind, { note: string; deleteOn: string }>>;
	consents: ConsentPurpose[];
}

/** Needs and consents of a registration. */
export async function detailsOf(tx: Tx, by: Pick<Participant, 'place'>): Promise<PersonalDetails> {
	const needs = await tx.selectFrom('registration.need').select(['kind', 'note', 'delete_on']).where('place_id', '=', by.place).execute();
	const consents = await tx.selectFrom('registration.consent').select('purpose').where('place_id', '=', by.place).execute();
	return {
		needs: Object.fromEntries(needs.map((need) => [need.kind, { note: need.note, deleteOn: String(need.delete_on) }])),
		consents: consents.map(({ purpose }) => purpose as ConsentPurpose),
	};
}

/** Who has a place and agreed to stand on the list of participants, by name. */
export async function listedPlaces(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<{ name: string; organisation: string }[]> {
	return tx
		.selectFrom('registration.place as place')
		.innerJoin('registration.consent as consent', (join) =>
			join.onRef('consent.region_id', '=', 'place.region_id').onRef('consent.place_id', '=', 'place.id').on('consent.purpose', '=', 'list'),
		)
		.select(['place.name', 'place.organisation_name as organisation'])
		.where('place.meeting_id', '=', by.meeting)
		.where('place.state', '=', 'confirmed')
		.orderBy(sql`place.name collate "de-x-icu"`)
		.execute();
}

/** Who has a place and has not allowed photos on which they can be recognised, by name. */
export async function withoutPhotoConsent(tx: Tx, by: Organiser): Promise<string[]> {
	const rows = await tx
		.selectFrom('registration.place as place')
		.select('place.name')
		.where('place.meeting_id', '=', by.meeting)
		.where('place.state', '=', 'confirmed')
		.where((eb) =>
			eb.not(
				eb.exists(
					eb
						.selectFrom('registration.consent as consent')
						.select('consent.purpose')
						.whereRef('consent.region_id', '=', 'place.region_id')
						.whereRef('consent.place_id', '=', 'place.id')
						.where('consent.purpose', '=', 'photo'),
				),
			),
		)
		.orderBy(sql`place.name collate "de-x-icu"`)
		.execute();
	return rows.map(({ name }) => name);
}

/** What the people with a place need, for the organisers, until it is deleted. */
export async function needsOf(
	tx: Tx,
	by: Organiser,
): Promise<{ place: string; name: string; kind: NeedKind; note: string; deleteOn: string }[]> {
	const rows = await tx
		.selectFrom('registration.need as need')
		.innerJoin('registration.place as place', (join) =>
			join.onRef('place.region_id', '=', 'need.region_id').onRef('place.id', '=', 'need.place_id'),
		)
		.select(['place.id as place', 'place.name', 'need.kind', 'need.note', 'need.delete_on as deleteOn'])
		.where('place.meeting_id', '=', by.meeting)
		.where('place.state', '=', 'confirmed')
		.orderBy('need.kind')
		.orderBy('place.name')
		.execute();
	return rows.map((row) => ({ ...row, kind: row.kind as NeedKind, deleteOn: String(row.deleteOn) }));
}

/**
 * The participant whom a personal link names; undefined for a foreign, withdrawn or outlived one: they look alike.
 * Shape:  token = registration id and signature
 */
export async function participantBy(tx: Tx, region: number, token: string, now: Date): Promise<Participant | undefined> {
	const claim = readToken(token);
	const key = await keyFor(tx, region, PURPOSE);
	if (!claim) return undefined;
	const place = await tx
		.selectFrom('registration.place as place')
		.innerJoin('events.meeting as meeting', (join) =>
			join.onRef('meeting.region_id', '=', 'place.region_id').onRef('meeting.id', '=', 'place.meeting_id'),
		)
		.select(['place.id', 'place.meeting_id as meeting', 'place.link_version as linkVersion', 'meeting.ends_at as endsAt'])
		.where('place.id', '=', claim.id)
		.executeTakeFirst();
	if (!place) return undefined;
	return participant(region, place, isSigned(key, signedText(place), claim.signature), now);
}

/** The token of a registration's personal link. Made when a mail is sent; never stored. */
export async function personalTokenOf(tx: Tx, region: number, place: { id: string; linkVersion: number }): Promise<string> {
	return personalToken(place.id, sign(await keyFor(tx, region, PURPOSE), signedText(place)));
}

import { sql } from 'kysely';
import { usual } from '#modules/organisations/rules-visibility.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Organiser } from './access.ts';
import { type AgendaKind, type ContributionRole, type MeetingState, stateOf, type VenueKind } from './rules.ts';

/** A meeting as everybody may know it once it is published. The way into an online meeting is not part of it. */
export interface Meeting {
	id: string;
	slug: string;
	title: string;
	motto: string;
	objective: string;
	description: string;
	startsAt: Date;
	endsAt: Date;
	venueKind: VenueKind;
	venueOrganisationId: string | null;
	venueName: string;
	venueAddress: string;
	contact: string;
	sequence: number;
	published: boolean;
	state: MeetingState;
	cancelReason: string;
}

function meetings(tx: Tx) {
	return tx
		.selectFrom('events.meeting as meeting')
		.leftJoin('organisations.organisation as host', (join) =>
			join.onRef('host.region_id', '=', 'meeting.region_id').onRef('host.id', '=', 'meeting.venue_organisation_id'),
		)
		.leftJoin('events.publication as publication', (join) =>
			join.onRef('publication.region_id', '=', 'meeting.region_id').onRef('publication.meeting_id', '=', 'meeting.id'),
		)
		.leftJoin('events.cancellation as cancellation', (join) =>
			join.onRef('cancellation.region_id', '=', 'meeting.region_id').onRef('cancellation.meeting_id', '=', 'meeting.id'),
		)
		.select((eb) => [
			'meeting.id',
			'meeting.slug',
			'meeting.title',
			'meeting.motto',
			'meeting.objective',
			'meeting.description',
			'meeting.starts_at as startsAt',
			'meeting.ends_at as endsAt',
			'meeting.venue_kind as venueKind',
			'meeting.venue_organisation_id as venueOrganisationId',
			eb.fn.coalesce('host.name', 'meeting.venue_name').as('venueName'),
			// An organisation that hides its address is named, and stands where whoever prepares the meeting says.
			sql<string>`case when coalesce(host.visibility ->> 'street', ${usual.street}) = 'public'
				then coalesce(nullif(concat_ws(', ', nullif(host.street, ''), nullif(concat_ws(' ', nullif(host.postcode, ''), nullif(host.town, '')), '')), ''), meeting.venue_address)
				else meeting.venue_address end`.as('venueAddress'),
			'meeting.contact',
			'meeting.sequence',
			eb('publication.meeting_id', 'is not', null).as('published'),
			eb('cancellation.meeting_id', 'is not', null).as('cancelled'),
			eb.fn.coalesce('cancellation.reason', sql<string>`''`).as('cancelReason'),
		]);
}

type Row = Awaited<ReturnType<ReturnType<typeof meetings>['execute']>>[number];

const asMeeting = ({ published, cancelled, venueKind, ...row }: Row): Meeting => ({
	...row,
	venueKind: venueKind as VenueKind,
	published: Boolean(published),
	state: stateOf({ published: Boolean(published), cancelled: Boolean(cancelled) }),
});

/** What a list of meetings shows: words to look for, the year, and whether past ones. */
export interface MeetingFilter {
	search?: string;
	year?: number | undefined;
	when?: 'upcoming' | 'past' | undefined;
	now: Date;
}

/** A query of meetings, narrowed by words and year. */
function narrowed(query: ReturnType<typeof meetings>, { search, year }: HeldFilter): ReturnType<typeof meetings> {
	let fitting = query;
	if (year) fitting = fitting.where(sql<boolean>`extract(year from meeting.starts_at at time zone 'Europe/Berlin') = ${year}`);
	if (search) {
		const like = `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`;
		fitting = fitting.where((eb) =>
			eb.or([
				eb('meeting.title', 'ilike', like),
				eb('meeting.motto', 'ilike', like),
				eb('meeting.description', 'ilike', like),
				eb('meeting.venue_name', 'ilike', like),
				eb('host.name', 'ilike', like),
				eb('host.town', 'ilike', like),
			]),
		);
	}
	return fitting;
}

/** Published meetings, the next one first; past ones the latest first. */
export async function publicMeetings(tx: Tx, filter: MeetingFilter): Promise<Meeting[]> {
	let query = meetings(tx).where('publication.meeting_id', 'is not', null);
	if (filter.when === 'upcoming') query = query.where('meeting.ends_at', '>=', filter.now);
	if (filter.when === 'past') query = query.where('meeting.ends_at', '<', filter.now);
	const rows = await narrowed(query, filter)
		.orderBy('meeting.starts_at', filter.when === 'upcoming' ? 'asc' : 'desc')
		.limit(500)
		.execute();
	return rows.map(asMeeting);
}

const among = (tx: Tx, ids: readonly string[] | null) =>
	ids === null ? meetings(tx) : meetings(tx).where('meeting.id', 'in', ids.length ? ids : [null as never]);

/** The meetings somebody prepares that lie ahead, and drafts, the next one first; null means all of the region. */
export async function meetingsToPrepare(tx: Tx, ids: readonly string[] | null, now: Date): Promise<Meeting[]> {
	const rows = await among(tx, ids)
		.where((eb) => eb.or([eb('meeting.ends_at', '>=', now), eb('publication.meeting_id', 'is', null)]))
		.orderBy('meeting.starts_at')
		.execute();
	return rows.map(asMeeting);
}

/** How the archive is narrowed: words to look for, a year. */
export interface HeldFilter {
	search?: string;
	year?: number | undefined;
}

/** The meetings that took place and somebody prepared, the latest first; null means all of the region. */
export async function heldMeetings(
	tx: Tx,
	ids: readonly string[] | null,
	now: Date,
	most: number,
	filter: HeldFilter = {},
): Promise<Meeting[]> {
	const rows = await narrowed(among(tx, ids), filter)
		.where('meeting.ends_at', '<', now)
		.where('publication.meeting_id', 'is not', null)
		.orderBy('meeting.starts_at', 'desc')
		.limit(most)
		.execute();
	return rows.map(asMeeting);
}

/** The meeting with this word in its address. */
export async function meetingBySlug(tx: Tx, slug: string): Promise<Meeting | undefined> {
	const row = await meetings(tx).where('meeting.slug', '=', slug).executeTakeFirst();
	return row && asMeeting(row);
}

/** The meeting with this id. */
export async function meetingById(tx: Tx, id: string): Promise<Meeting | undefined> {
	const row = await meetings(tx).where('meeting.id', '=', id).executeTakeFirst();
	return row && asMeeting(row);
}

/** Somebody who contributes, without an account. */
export interface Speaker {
	id: string;
	name: string;
	affiliation: string;
	about: string;
	hasConsented: boolean;
}

/** The speakers an organiser may choose from, by name: those entered for the meeting and those named publicly; a coordinator sees all. */
export async function speakers(tx: Tx, by: Organiser): Promise<Speaker[]> {
	const all = tx.selectFrom('events.speaker').selectAll().orderBy('name');
	const seen = by.isCoordinator
		? all
		: all.where((eb) => eb.or([eb('entered_for', '=', by.meeting), eb('name_consent_at', 'is not', null)]));
	const rows = await seen.execute();
	return rows.map((row) => ({
		id: row.id,
		name: row.name,
		affiliation: row.affiliation,
		about: row.about,
		hasConsented: row.name_consent_at !== null,
	}));
}

/** One part of a programme. The speaker's name is there only with consent, or for organisers. */
export interface AgendaItem {
	id: string;
	kind: AgendaKind;
	title: string;
	description: string;
	startsAt: Date;
	endsAt: Date;
	track: string;
	room: string;
	speakerId: string | null;
	speaker: { name: string | null; affiliation: string; about: string } | null;
}

/** A meeting's programme in order; names of speakers who did not consent are null. */
export async function agenda(tx: Tx, meeting: string): Promise<AgendaItem[]> {
	const rows = await tx
		.selectFrom('events.agenda_item as item')
		.leftJoin('events.speaker as speaker', (join) =>
			join.onRef('speaker.region_id', '=', 'item.region_id').onRef('speaker.id', '=', 'item.speaker_id'),
		)
		.select([
			'item.id',
			'item.kind',
			'item.title',
			'item.description',
			'item.starts_at',
			'item.ends_at',
			'item.track',
			'item.room',
			'item.speaker_id',
			'speaker.name',
			'speaker.affiliation',
			'speaker.about',
			'speaker.name_consent_at',
		])
		.where('item.meeting_id', '=', meeting)
		.orderBy('item.starts_at')
		.orderBy('item.track')
		.orderBy('item.title')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		kind: row.kind as AgendaKind,
		title: row.title,
		description: row.description,
		startsAt: row.starts_at,
		endsAt: row.ends_at,
		track: row.track,
		room: row.room,
		speakerId: row.speaker_id,
		speaker: row.speaker_id
			? { name: row.name_consent_at ? row.name : null, affiliation: row.affiliation ?? '', about: row.about ?? '' }
			: null,
	}));
}

/** The questions that guide a meeting's small groups, in their order. */
export async function guidingQuestions(tx: Tx, meeting: string): Promise<string[]> {
	const rows = await tx
		.selectFrom('events.guiding_question')
		.select('text')
		.where('meeting_id', '=', meeting)
		.orderBy('position')
		.execute();
	return rows.map(({ text }) => text);
}

/** Somebody who moderates or initiated a meeting; the name is null without consent. */
export interface Contribution {
	id: string;
	role: ContributionRole;
	function: string;
	name: string | null;
	/** The name as organisers know it. */
	known: string;
}

/** Who moderates and who initiated a meeting. */
export async function contributions(tx: Tx, meeting: string): Promise<Contribution[]> {
	const rows = await tx
		.selectFrom('events.contribution as one')
		.innerJoin('events.speaker as speaker', (join) =>
			join.onRef('speaker.region_id', '=', 'one.region_id').onRef('speaker.id', '=', 'one.speaker_id'),
		)
		.select(['one.id', 'one.role', 'one.function', 'speaker.name', 'speaker.name_consent_at'])
		.where('one.meeting_id', '=', meeting)
		.orderBy('one.role', 'desc')
		.orderBy('speaker.name')
		.execute();
	return rows.map(({ name, name_consent_at, role, ...row }) => ({
		...row,
		role: role as ContributionRole,
		known: name,
		name: name_consent_at ? name : null,
	}));
}

/** Topics that workshops carry, by name. */
export async function topics(tx: Tx): Promise<{ id: string; name: string }[]> {
	return tx.selectFrom('events.topic').select(['id', 'name']).orderBy('name').execute();
}

/** Ids of the meetings whose organising team a person belongs to. */
export async function teamsOf(tx: Tx, person: string): Promise<string[]> {
	const rows = await tx.selectFrom('events.team_member').select('meeting_id').where('person_id', '=', person).execute();
	return rows.map((row) => row.meeting_id);
}

/** The way into an online meeting, for those who may know it. */
export async function joinLink(tx: Tx, meeting: string): Promise<string | null> {
	const row = await tx.selectFrom('events.join_link').select('url').where('meeting_id', '=', meeting).executeTakeFirst();
	return row?.url ?? null;
}

/** One line of a meeting's history. */
export interface Change {
	at: Date;
	actor: string | null;
	what: string;
	before: unknown;
	after: unknown;
}

/** What happened last to the meetings somebody prepares; null means all of the region. */
export async function lastChanges(
	tx: Tx,
	ids: readonly string[] | null,
	most: number,
): Promise<(Pick<Change, 'at' | 'actor' | 'what'> & { slug: string; title: string })[]> {
	let query = tx
		.selectFrom('events.change as change')
		.innerJoin('events.meeting as meeting', (join) =>
			join.onRef('meeting.region_id', '=', 'change.region_id').onRef('meeting.id', '=', 'change.meeting_id'),
		)
		.leftJoin('people.person as person', (join) =>
			join.onRef('person.region_id', '=', 'change.region_id').onRef('person.id', '=', 'change.actor_id'),
		)
		.select(['change.changed_at as at', 'person.name as actor', 'change.what', 'meeting.slug', 'meeting.title']);
	if (ids !== null) query = query.where('change.meeting_id', 'in', ids.length ? ids : [null as never]);
	return query.orderBy('change.id', 'desc').limit(most).execute();
}

/** What happened to a meeting, the latest first. */
export async function history(tx: Tx, organiser: Organiser): Promise<Change[]> {
	const rows = await tx
		.selectFrom('events.change as change')
		.leftJoin('people.person as person', (join) =>
			join.onRef('person.region_id', '=', 'change.region_id').onRef('person.id', '=', 'change.actor_id'),
		)
		.select(['change.changed_at as at', 'person.name as actor', 'change.what', 'change.before', 'change.after'])
		.where('change.meeting_id', '=', organiser.meeting)
		.orderBy('change.id', 'desc')
		.limit(500)
		.execute();
	return rows;
}

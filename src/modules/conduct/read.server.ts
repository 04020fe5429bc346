import type { Organiser } from '#modules/events/access.ts';
import { schemaOrg, timeLine, venueLine } from '#modules/events/output.server.ts';
import { type Meeting, type MeetingFilter, publicMeetings } from '#modules/events/read.server.ts';
import type { Region } from '#modules/places/access.ts';
import { closedBecause } from '#modules/registration/access.ts';
import { type Offer, offers } from '#modules/registration/read.server.ts';
import { bookable } from '#modules/registration/rules.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';

interface Setting {
	region: Region;
	language: Language;
	now: Date;
}

/** A meeting as lists show it: with its lines of text and what can be booked now. */
export interface ListedMeeting {
	slug: string;
	title: string;
	motto: string;
	time: string;
	venue: string;
	state: Meeting['state'];
	capacity: number;
	bookable: number;
	isOpen: boolean;
}

const freePlaces = (meeting: Meeting, offer: Offer | undefined, now: Date) => {
	const isOpen = closedBecause(meeting, offer, now) === null;
	return { isOpen, capacity: offer?.capacity ?? 0, bookable: offer ? bookable(offer, isOpen) : 0 };
};

/** Public meetings for a list, in two queries however many there are. */
export async function listed(tx: Tx, { language }: Setting, filter: MeetingFilter): Promise<ListedMeeting[]> {
	const meetings = await publicMeetings(tx, filter);
	const known = await offers(
		tx,
		meetings.map(({ id }) => id),
	);
	return meetings.map((meeting) => ({
		slug: meeting.slug,
		title: meeting.title,
		motto: meeting.motto,
		time: timeLine(meeting, language),
		venue: venueLine(meeting, language),
		state: meeting.state,
		...freePlaces(meeting, known.get(meeting.id), filter.now),
	}));
}

/** Public meetings as schema.org events. */
export async function structured(tx: Tx, { region, language, now }: Setting): Promise<Record<string, unknown>[]> {
	const meetings = await publicMeetings(tx, { now });
	const known = await offers(
		tx,
		meetings.map(({ id }) => id),
	);
	return meetings.map((meeting) => schemaOrg(meeting, region, language, freePlaces(meeting, known.get(meeting.id), now)));
}

/** One thing that happened to one person of a meeting. */
export interface PersonChange {
	at: Date;
	name: string;
	room: 'registration' | 'workshops';
	what: string;
	before: unknown;
	after: unknown;
	/** Who did it; null for the person themselves or the program. */
	by: string | null;
}

/** What happened to the people of a meeting, to their places and to their workshop seats, the latest first. */
export async function peopleHistory(tx: Tx, by: Organiser): Promise<PersonChange[]> {
	const changes = <Room extends 'registration' | 'workshops'>(room: Room) =>
		tx
			.selectFrom(`${room}.change as change` as 'registration.change as change')
			.innerJoin('registration.place as place', (join) =>
				join.onRef('place.region_id', '=', 'change.region_id').onRef('place.id', '=', 'change.place_id'),
			)
			.leftJoin('people.person as person', (join) =>
				join.onRef('person.region_id', '=', 'change.region_id').onRef('person.id', '=', 'change.actor_id'),
			)
			.select(['change.changed_at as at', 'place.name', 'change.what', 'change.before', 'change.after', 'person.name as by'])
			.where('place.meeting_id', '=', by.meeting)
			.orderBy('change.id', 'desc')
			.limit(300)
			.execute();
	const registration = (await changes('registration')).map((row) => ({ ...row, room: 'registration' as const }));
	const workshops = (await changes('workshops')).map((row) => ({ ...row, room: 'workshops' as const }));
	return [...registration, ...workshops].sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, 300);
}

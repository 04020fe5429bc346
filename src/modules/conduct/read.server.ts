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

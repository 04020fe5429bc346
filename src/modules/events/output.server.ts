import type { Region } from '#modules/places/access.ts';
import { type Appointment, calendar } from '#platform/calendar/calendar.ts';
import type { Language } from '#platform/language/language.ts';
import { to } from '#platform/paths.ts';
import { clock, longDay } from '#platform/time/time.ts';
import type { Meeting } from './read.server.ts';
import { words } from './words.ts';

/** Where a meeting takes place, on one line; never the way into an online meeting. */
export function venueLine(meeting: Pick<Meeting, 'venueKind' | 'venueName' | 'venueAddress'>, language: Language): string {
	if (meeting.venueKind === 'online' || meeting.venueKind === 'open') return words(language)(`venue.${meeting.venueKind}`);
	return [meeting.venueName, meeting.venueAddress].filter(Boolean).join(', ');
}

/** When a meeting takes place, on one line: "Dienstag, 16. März 2027, 09:00 bis 13:00". */
export const timeLine = (meeting: Pick<Meeting, 'startsAt' | 'endsAt'>, language: Language): string =>
	`${longDay(language, meeting.startsAt)}, ${clock(language, meeting.startsAt)} ${words(language)('event.until')} ${clock(language, meeting.endsAt)}`;

type Place = Pick<Region, 'origin' | 'operatorName' | 'operatorEmail'>;

/** A meeting as a calendar entry that everybody may have. */
export function appointment(meeting: Meeting, region: Place, language: Language): Appointment {
	return {
		uid: `${meeting.id}@augenhoehe`,
		sequence: meeting.sequence,
		cancelled: meeting.state === 'cancelled',
		starts: meeting.startsAt,
		ends: meeting.endsAt,
		title: meeting.motto ? `${meeting.title}: ${meeting.motto}` : meeting.title,
		description: meeting.description,
		location: venueLine(meeting, language),
		url: region.origin + to(language, `/events/${meeting.slug}`),
		organizer: { name: region.operatorName, address: region.operatorEmail },
	};
}

/** Meetings as a calendar feed. */
export const feed = (meetings: Meeting[], region: Region, language: Language, now: Date): string =>
	calendar(
		meetings.map((meeting) => appointment(meeting, region, language)),
		'PUBLISH',
		now,
		`${words(language)('events.title')} · ${region.name}`,
	);

/**
 * A meeting as schema.org tells it.
 * Shape:  bookable = places that can be booked now
 */
export function schemaOrg(
	meeting: Meeting,
	region: Region,
	language: Language,
	places: { capacity: number; bookable: number },
): Record<string, unknown> {
	const isOnline = meeting.venueKind === 'online';
	const url = region.origin + to(language, `/events/${meeting.slug}`);
	return {
		'@context': 'https://schema.org',
		'@type': 'Event',
		name: meeting.title,
		...(meeting.motto ? { alternateName: meeting.motto } : {}),
		...(meeting.description ? { description: meeting.description } : {}),
		url,
		startDate: meeting.startsAt.toISOString(),
		endDate: meeting.endsAt.toISOString(),
		eventStatus: `https://schema.org/${meeting.state === 'cancelled' ? 'EventCancelled' : 'EventScheduled'}`,
		eventAttendanceMode: `https://schema.org/${isOnline ? 'OnlineEventAttendanceMode' : 'OfflineEventAttendanceMode'}`,
		location: isOnline
			? { '@type': 'VirtualLocation', url }
			: { '@type': 'Place', name: meeting.venueName || venueLine(meeting, language), address: meeting.venueAddress },
		organizer: { '@type': 'Organization', name: region.operatorName, url: region.origin },
		isAccessibleForFree: true,
		maximumAttendeeCapacity: places.capacity,
		remainingAttendeeCapacity: places.bookable,
	};
}

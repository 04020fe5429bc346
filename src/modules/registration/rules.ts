export const placeStates = ['confirmed', 'offered', 'waiting', 'withdrawn'] as const;
export type PlaceState = (typeof placeStates)[number];

export type NeedKind = 'dietary' | 'access';

export type ConsentPurpose = 'list' | 'contact' | 'photo' | 'met';

/** Days after a meeting for which answers to its own questions may be kept at the most. */
export const LONGEST_DAYS = 365;

/** Days after a meeting at which answers are deleted unless its organisers choose another day. */
export const ANSWER_DAYS = 28;

/** Days after a meeting at which what people need for it is deleted. */
export const NEEDS_DAYS = 7;

/** Places that everybody can book now: none outside the time of registration, and none that is kept for a group. */
export const bookable = (offer: { capacity: number; taken: number; held: number }, isOpen: boolean): number =>
	isOpen ? Math.max(0, offer.capacity - offer.taken - offer.held) : 0;

/** What decides whether a kept place is for somebody. */
export interface Group {
	profession: string;
	area_id: string | null;
}

/** Places kept for a group, as long as they are. */
export interface Kept extends Omit<Group, 'profession'> {
	id: string;
	profession: string | null;
	/** Places of it that nobody has taken. */
	free: number;
}

/** A free place: a kept one of a reservation, or one for everybody. */
export interface Seat {
	reservation: string | null;
}

const narrowness = (kept: Kept) => Number(kept.profession !== null) + Number(kept.area_id !== null);

/**
 * The place that somebody of a group would take now: a kept one first, of what is kept for the fewest, so that others find more.
 * Shape:  null = none is free for them
 */
export function seatFor(offer: { capacity: number; taken: number; held: number }, kept: readonly Kept[], group: Group): Seat | null {
	const theirs = kept
		.filter(
			({ free, profession, area_id }) =>
				free > 0 && (profession === null || profession === group.profession) && (area_id === null || area_id === group.area_id),
		)
		.sort((a, b) => narrowness(b) - narrowness(a) || (a.id < b.id ? -1 : 1));
	if (theirs[0]) return { reservation: theirs[0].id };
	return bookable(offer, true) > 0 ? { reservation: null } : null;
}

const HOUR = 3600_000;

/** Hours for which a place is held for whoever is next on the waiting list. */
export const OFFER_HOURS = 48;

/** Hours before a meeting in which nothing is held any more. */
export const LAST_HOURS = 24;

/** An offer that would end sooner than this is none: nobody reads every mail at once. */
const LEAST_HOURS = 2;

/**
 * Until when a place that becomes free now is held for whoever is next; null when it is too late to hold one.
 * Source: 48 hours, and never later than 24 hours before the meeting
 */
export function offeredUntil(now: Date, starts: Date): Date | null {
	const until = Math.min(now.getTime() + OFFER_HOURS * HOUR, starts.getTime() - LAST_HOURS * HOUR);
	return until - now.getTime() < LEAST_HOURS * HOUR ? null : new Date(until);
}

/** What a personal link signs: the registration and the version of its link. */
export const signedText = (place: { id: string; linkVersion: number }): string => `${place.id} ${place.linkVersion}`;

/** The token of a personal link. */
export const personalToken = (id: string, signature: string): string => `${id.replaceAll('-', '')}.${signature}`;

/** The registration and signature that a token claims; undefined for anything else. */
export function readToken(token: string): { id: string; signature: string } | undefined {
	const [, a, b, c, d, e, signature] =
		/^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})\.([\w-]{22})$/.exec(token) ?? [];
	return signature ? { id: [a, b, c, d, e].join('-'), signature } : undefined;
}

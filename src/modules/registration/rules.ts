export const placeStates = ['confirmed', 'waiting', 'withdrawn'] as const;
export type PlaceState = (typeof placeStates)[number];

export type NeedKind = 'dietary' | 'access';

export type ConsentPurpose = 'list' | 'contact' | 'photo';

/** Days after a meeting at which what people need for it is deleted. */
export const NEEDS_DAYS = 7;

/** Places that can be booked now: none outside the time of registration. */
export const bookable = (offer: { capacity: number; taken: number }, isOpen: boolean): number =>
	isOpen ? Math.max(0, offer.capacity - offer.taken) : 0;

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

import type { MeetingState } from '#modules/events/rules.ts';

declare const proof: unique symbol;

/** Proof: a meeting that takes registrations at this moment. */
export type OpenMeeting = { readonly region: number; readonly meeting: string; readonly endsAt: Date; readonly [proof]: 'OpenMeeting' };

/** Proof: somebody who came by the personal link of a registration. */
export type Participant = {
	readonly region: number;
	readonly meeting: string;
	readonly place: string;
	readonly endsAt: Date;
	readonly [proof]: 'Participant';
};

/** Proof: somebody who came by the link of an invitation. */
export type Invitee = {
	readonly region: number;
	readonly invitation: string;
	readonly meeting: string;
	readonly email: string;
	readonly [proof]: 'Invitee';
};

/** Proof: somebody who came by the link of a door, and lets people in. */
export type DoorKeeper = {
	readonly region: number;
	readonly meeting: string;
	readonly door: string;
	readonly label: string;
	readonly expiresAt: Date;
	readonly [proof]: 'DoorKeeper';
};

/** The proof that a door's link fits and is still good. */
export const doorKeeper = (region: number, door: { door: string; meeting: string; label: string; expiresAt: Date }): DoorKeeper =>
	({ region, ...door }) as DoorKeeper;

/** Why a meeting takes no registrations. */
export type ClosedBecause = 'notYet' | 'closed' | 'past' | 'cancelled' | 'withoutRegistration';

const LINK_DAYS = 30;

/** Until when the personal links of a meeting are good. */
export const linkEnds = ({ endsAt }: { endsAt: Date }): Date => new Date(endsAt.getTime() + LINK_DAYS * 24 * 3600_000);

/** Why registration is closed at this moment; null when it is open. */
export function closedBecause(
	meeting: { state: MeetingState; startsAt: Date },
	offer: { opensAt: Date; closesAt: Date } | undefined,
	now: Date,
): ClosedBecause | null {
	if (meeting.state === 'cancelled') return 'cancelled';
	if (meeting.startsAt <= now) return 'past';
	if (!offer || meeting.state !== 'published') return 'withoutRegistration';
	if (now < offer.opensAt) return 'notYet';
	if (now >= offer.closesAt) return 'closed';
	return null;
}

/** The proof that a meeting takes registrations now, or undefined. */
export function openMeeting(
	region: number,
	meeting: { id: string; state: MeetingState; startsAt: Date; endsAt: Date },
	offer: { opensAt: Date; closesAt: Date } | undefined,
	now: Date,
): OpenMeeting | undefined {
	if (closedBecause(meeting, offer, now)) return undefined;
	return { region, meeting: meeting.id, endsAt: meeting.endsAt } as OpenMeeting;
}

/** The proof that the team may enter people: also before and after the public window, but not for what is over or called off. */
export const openForTeam = (
	region: number,
	meeting: Parameters<typeof openMeeting>[1],
	offer: object | undefined,
	now: Date,
): OpenMeeting | undefined => openMeeting(region, meeting, offer && { opensAt: new Date(0), closesAt: meeting.startsAt }, now);

/** The proof that a personal link fits and is still good, 30 days beyond its meeting; undefined otherwise. */
export function participant(
	region: number,
	place: { id: string; meeting: string; endsAt: Date },
	isSigned: boolean,
	now: Date,
): Participant | undefined {
	if (!isSigned || now > linkEnds(place)) return undefined;
	return { region, meeting: place.meeting, place: place.id, endsAt: place.endsAt } as Participant;
}

/** The proof that an invitation's link fits: whoever reads it was asked by a signed address. */
export const invitee = (region: number, invitation: { id: string; meeting: string; email: string }): Invitee =>
	({ region, invitation: invitation.id, meeting: invitation.meeting, email: invitation.email }) as Invitee;

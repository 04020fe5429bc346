// Who may come in. Every route passes one of these; what they return is the proof that a write asks for.
import { type Cookies, error, redirect } from '@sveltejs/kit';
import { type Follower, type Organiser, organiser as organiserOf, type TeamInvitee } from '#modules/events/access.ts';
import { type Meeting, meetingBySlug } from '#modules/events/read.server.ts';
import { followerBy } from '#modules/events/read-follow.server.ts';
import { teamInviteeBy } from '#modules/events/read-team.server.ts';
import { type Insider, type Reading, readingOf } from '#modules/organisations/access.ts';
import { insiderBy, type Profile } from '#modules/organisations/read-profile.server.ts';
import { type Actor, type Coordinator, coordinator as coordinatorOf } from '#modules/people/access.ts';
import {
	type DoorKeeper,
	type Invitee,
	type OpenMeeting,
	openMeeting as openMeetingOf,
	type Participant,
} from '#modules/registration/access.ts';
import { offerOf, participantBy } from '#modules/registration/read.server.ts';
import { doorKeeperBy } from '#modules/registration/read-door.server.ts';
import { inviteeBy } from '#modules/registration/read-invitation.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { to } from '#platform/paths.ts';

/** The session cookie's name; the __Host- prefix needs TLS. */
export const sessionCookie = (url: URL): string => (url.protocol === 'https:' ? '__Host-session' : 'session');

/** Gives a browser its session. */
export function giveSession(cookies: Cookies, url: URL, session: { token: string; expires: Date }): void {
	cookies.set(sessionCookie(url), session.token, {
		path: '/',
		httpOnly: true,
		sameSite: 'lax',
		secure: url.protocol === 'https:',
		expires: session.expires,
	});
}

/** Nothing is here, for you: what is missing and what is forbidden look alike. */
export function nothingHere(): never {
	error(404, { message: 'Not found', id: '' });
}

const meetingCalled = async (tx: Tx, slug: string): Promise<Meeting | undefined> =>
	/^[a-z0-9-]{1,80}$/.test(slug) ? meetingBySlug(tx, slug) : undefined;

/** A meeting that everybody may see, or a draft for its organisers; 404 otherwise. */
export async function visibleMeeting(tx: Tx, locals: App.Locals, slug: string): Promise<Meeting> {
	const meeting = await meetingCalled(tx, slug);
	if (!meeting || !(meeting.published || organiserOf(locals.actor, meeting))) nothingHere();
	return meeting;
}

/** The proof that a meeting takes registrations now, or undefined; 404 where there is no such meeting. */
export async function openMeeting(tx: Tx, locals: App.Locals, slug: string): Promise<OpenMeeting | undefined> {
	const meeting = await visibleMeeting(tx, locals, slug);
	return openMeetingOf(locals.region.id, meeting, await offerOf(tx, meeting.id), locals.now);
}

/** Whoever came by a personal link; 404 for anything else. */
export async function participant(tx: Tx, locals: App.Locals, token: string): Promise<Participant> {
	return (await participantBy(tx, locals.region.id, token, locals.now)) ?? nothingHere();
}

/** Whoever came by the link of an invitation; 404 for anything else. */
export async function invitee(tx: Tx, locals: App.Locals, token: string): Promise<Invitee> {
	return (await invitation(tx, locals, token)).by;
}

/** The invitation whose link somebody came by, with the proof; 404 for anything else. */
export async function invitation(tx: Tx, locals: App.Locals, token: string) {
	return (await inviteeBy(tx, locals.region.id, token)) ?? nothingHere();
}

/** Whoever came by the link in a mail to a follower; 404 for anything else. */
export async function follower(tx: Tx, locals: App.Locals, token: string): Promise<Follower> {
	return (await followerBy(tx, locals.region.id, token)) ?? nothingHere();
}

/** Whoever came by a link into a team; 404 for anything else. */
export async function teamInvitee(tx: Tx, locals: App.Locals, token: string): Promise<TeamInvitee> {
	return (await teamInviteeBy(tx, locals.region.id, token, locals.now)) ?? nothingHere();
}

/** Whoever came by the link of a door; 404 for anything else. */
export async function doorKeeper(tx: Tx, locals: App.Locals, token: string): Promise<DoorKeeper> {
	return (await doorKeeperBy(tx, locals.region.id, token, locals.now)) ?? nothingHere();
}

/** An organisation's own people, by its link; 404 for anything else, and once the organisation is no more. */
export async function insider(tx: Tx, locals: App.Locals, token: string): Promise<{ by: Insider; profile: Profile }> {
	const found = await insiderBy(tx, locals.region.id, token);
	return found && !found.profile.archivedAt ? found : nothingHere();
}

/** How far somebody who came by the link of an organisation reads the register; 404 for anything else. */
export const networker = async (tx: Tx, locals: App.Locals, token: string): Promise<Reading> =>
	readingOf((await insider(tx, locals, token)).by);

/** Whoever signed in; others are led to the sign-in page. */
export function signedIn(locals: App.Locals): Actor {
	return locals.actor ?? redirect(303, to(locals.language, '/sign-in'));
}

/** A coordinator of this region; 404 for others who signed in. */
export function coordinator(locals: App.Locals): Coordinator {
	return coordinatorOf(signedIn(locals)) ?? nothingHere();
}

/** The meeting and the proof that one prepares it; 404 for others who signed in. */
export async function organiser(tx: Tx, locals: App.Locals, slug: string): Promise<{ meeting: Meeting; organiser: Organiser }> {
	const actor = signedIn(locals);
	const meeting = (await meetingCalled(tx, slug)) ?? nothingHere();
	return { meeting, organiser: organiserOf(actor, meeting) ?? nothingHere() };
}

/** Only in a database that was created as a demonstration; 404 everywhere else. */
export function demonstration(locals: App.Locals): void {
	if (!locals.isDemonstration) nothingHere();
}

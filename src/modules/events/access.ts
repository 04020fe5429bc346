import type { Actor } from '#modules/people/access.ts';
import { coordinator } from '#modules/people/access.ts';

declare const proof: unique symbol;

/** Proof: prepares this one meeting, as its coordinator or in its organising team. */
export type Organiser = {
	readonly region: number;
	readonly person: string;
	readonly meeting: string;
	readonly isCoordinator: boolean;
	readonly [proof]: 'Organiser';
};

/** Proof: somebody who came by the link in a mail to a follower. */
export type Follower = { readonly region: number; readonly follower: string; readonly [proof]: 'Follower' };

/** The proof that a follower's link fits. */
export const follower = (region: number, id: string): Follower => ({ region, follower: id }) as Follower;

/** Proof: somebody who came by a link into a meeting's team. */
export type TeamInvitee = {
	readonly region: number;
	readonly meeting: string;
	readonly link: string;
	readonly function: string;
	readonly [proof]: 'TeamInvitee';
};

/** The proof that a link into a team fits and is still good. */
export const teamInvitee = (region: number, link: { link: string; meeting: string; function: string }): TeamInvitee =>
	({ region, ...link }) as TeamInvitee;

/** The proof that somebody organises a meeting, or undefined. */
export function organiser(actor: Actor | undefined, meeting: { id: string }): Organiser | undefined {
	const isCoordinator = coordinator(actor) !== undefined;
	if (!actor || !(isCoordinator || actor.teams.includes(meeting.id))) return undefined;
	return { region: actor.region, person: actor.person, meeting: meeting.id, isCoordinator } as Organiser;
}

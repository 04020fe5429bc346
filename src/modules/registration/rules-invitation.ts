import type { PlaceState } from './rules.ts';

/** What somebody answered to an invitation; whoever withdrew has answered, too. */
export const answers = ['confirmed', 'offered', 'waiting', 'withdrawn', 'declined', 'silent'] as const;
export type Answer = (typeof answers)[number];

/**
 * What became of an invitation: a registration counts more than a word said before it, and one that holds more than one given back.
 * Shape:  own = with the address that was invited; linked = made by the link, with whatever address
 */
export function answerOf({ own, linked, declined }: { own: PlaceState | null; linked: PlaceState | null; declined: boolean }): Answer {
	const holds = [own, linked].find((state) => state !== null && state !== 'withdrawn');
	return holds ?? linked ?? own ?? (declined ? 'declined' : 'silent');
}

/** What an invitation's link signs. */
export const signedInvitation = (id: string): string => `invitation ${id}`;

/** What of somebody invited decides whether a list shows them and a reminder reaches them. */
interface Reachable {
	name: string;
	email: string;
	organisation: string;
	answer: Answer;
	isRefused: boolean;
	isUnsubscribed: boolean;
	remindedAt: Date | null;
}

/** Those of the invited whom a filter shows. */
export function shown<One extends Reachable>(
	all: readonly One[],
	{ search, answer }: { search: string; answer?: Answer | undefined },
): One[] {
	const wanted = search.toLowerCase();
	return all.filter(
		(one) =>
			(!answer || one.answer === answer) && [one.name, one.email, one.organisation].some((text) => text.toLowerCase().includes(wanted)),
	);
}

/** Those whom a reminder would reach: silent, reachable, still wanting mails, and not reminded since a moment. */
export const silent = <One extends Reachable>(all: readonly One[], since?: Date): One[] =>
	all.filter(
		({ answer, isRefused, isUnsubscribed, remindedAt }) =>
			answer === 'silent' && !isRefused && !isUnsubscribed && !(since && remindedAt && remindedAt >= since),
	);

/** How far a mailing is: mails that left, wait, were refused by the receiver's server, or had nothing to say any more. */
export interface Progress {
	total: number;
	sent: number;
	waiting: number;
	refused: number;
	dropped: number;
}

/** Kinds of mails whose words a region may choose. */
export const mailKinds = [
	'invitation',
	'reminder',
	'confirmed',
	'waiting',
	'offered',
	'offerPassed',
	'movedUp',
	'changed',
	'cancelled',
	'withdrawn',
	'link',
	'thanks',
] as const;
export type MailKind = (typeof mailKinds)[number];

/** A name in braces that a mail may know. */
type Placeholder = 'name' | 'title' | 'closes' | 'until' | 'reason';

const everywhere: Placeholder[] = ['name', 'title'];

/** What a region may let a mail say, by kind: names in braces. */
export const placeholders: Record<MailKind, readonly Placeholder[]> = {
	invitation: [...everywhere, 'closes'],
	reminder: [...everywhere, 'closes'],
	confirmed: everywhere,
	waiting: everywhere,
	offered: [...everywhere, 'until'],
	offerPassed: everywhere,
	movedUp: everywhere,
	changed: everywhere,
	cancelled: [...everywhere, 'reason'],
	withdrawn: everywhere,
	link: everywhere,
	thanks: everywhere,
};

const PLACEHOLDER = /\{([^{}]*)\}/g;

/** Names in braces that a kind of mail does not know. */
export const unknownPlaceholders = (kind: MailKind, text: string): string[] =>
	[...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name).filter((name) => !placeholders[kind].some((known) => known === name));

/** A text with its placeholders filled in, once: what is filled in is never read as a placeholder again. */
export const fillIn = (text: string, values: Record<string, string>): string =>
	text.replaceAll(PLACEHOLDER, (whole, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? '') : whole));

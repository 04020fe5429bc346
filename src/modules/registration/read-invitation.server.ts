import { sql } from 'kysely';
import type { Organiser } from '#modules/events/access.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';
import { isSigned, keyFor, sign } from '#platform/session/secret.ts';
import { invitee } from './access.ts';
import { type PlaceState, personalToken, readToken } from './rules.ts';
import { type Answer, answerOf, type MailKind, type Progress, placeholders, signedInvitation } from './rules-invitation.ts';
import { words } from './words.ts';

const PURPOSE = 'invitation link';

const TODAY = sql<string>`(now() at time zone 'Europe/Berlin')::date`;

/** Somebody who was invited, and what they answered. */
export interface Invited {
	id: string;
	person: string;
	name: string;
	email: string;
	language: Language;
	organisation: string;
	answer: Answer;
	invitedAt: Date;
	remindedAt: Date | null;
	/** The receiver's server knows no such address; as long as the outbox remembers. */
	isRefused: boolean;
	isUnsubscribed: boolean;
}

function invitations(tx: Tx) {
	return (
		tx
			.selectFrom('registration.invitation as invitation')
			.innerJoin('people.person as person', (join) =>
				join.onRef('person.region_id', '=', 'invitation.region_id').onRef('person.id', '=', 'invitation.person_id'),
			)
			.innerJoin('registration.mailing as mailing', (join) =>
				join.onRef('mailing.region_id', '=', 'invitation.region_id').onRef('mailing.id', '=', 'invitation.mailing_id'),
			)
			// Whoever registers by the public page with the address that was invited has answered as well.
			.leftJoin('registration.place as own', (join) =>
				join
					.onRef('own.region_id', '=', 'invitation.region_id')
					.onRef('own.meeting_id', '=', 'invitation.meeting_id')
					.onRef('own.email', '=', 'person.email'),
			)
			.leftJoin('registration.place as linked', (join) =>
				join.onRef('linked.region_id', '=', 'invitation.region_id').onRef('linked.id', '=', 'invitation.place_id'),
			)
			.select((eb) => [
				'invitation.id',
				'invitation.meeting_id as meeting',
				'person.id as person',
				'person.name',
				'person.email',
				'person.language',
				eb
					.selectFrom('organisations.membership as membership')
					.innerJoin('organisations.organisation as organisation', (join) =>
						join.onRef('organisation.region_id', '=', 'membership.region_id').onRef('organisation.id', '=', 'membership.organisation_id'),
					)
					.select(sql<string>`organisation.name`.as('organisation'))
					.whereRef('membership.region_id', '=', 'person.region_id')
					.whereRef('membership.person_id', '=', 'person.id')
					.where((e) => e.or([e('membership.valid_until', 'is', null), e('membership.valid_until', '>', TODAY)]))
					.orderBy('membership.valid_from')
					.orderBy('membership.id')
					.limit(1)
					.as('organisation'),
				'own.state as own',
				'linked.state as linked',
				'invitation.declined_at as declinedAt',
				'invitation.reminded_at as remindedAt',
				'mailing.made_at as invitedAt',
				eb
					.exists(
						eb
							.selectFrom('people.unsubscription as gone')
							.select('gone.since')
							.whereRef('gone.region_id', '=', 'person.region_id')
							.whereRef('gone.email', '=', 'person.email'),
					)
					.as('isUnsubscribed'),
			])
	);
}

type Row = Awaited<ReturnType<ReturnType<typeof invitations>['execute']>>[number];

const asInvited = ({ own, linked, declinedAt, isUnsubscribed, organisation, language, ...row }: Row) => ({
	...row,
	language: language as Language,
	organisation: organisation ?? '',
	answer: answerOf({ own: own as PlaceState | null, linked: linked as PlaceState | null, declined: declinedAt !== null }),
	/** What the invited person may read: of a registration with another address only that there is one. */
	ownAnswer:
		own || !linked ? answerOf({ own: own as PlaceState | null, linked: null, declined: declinedAt !== null }) : ('answered' as const),
	isUnsubscribed: Boolean(isUnsubscribed),
});

/** Everybody who was invited to the organiser's meeting, by name. Two queries, however many they are. */
export async function invited(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<Invited[]> {
	const rows = await invitations(tx)
		.where('invitation.meeting_id', '=', by.meeting)
		.orderBy(sql`person.name collate "de-x-icu"`)
		.orderBy('person.id')
		.execute();
	const refused = await tx
		.selectFrom('platform.mail as mail')
		.innerJoin('registration.mailing as mailing', (join) =>
			join.onRef('mailing.region_id', '=', 'mail.region_id').on(sql<boolean>`mail.about ->> 'mailing' = mailing.id::text`),
		)
		.select(sql<string>`mail.about ->> 'invitation'`.as('invitation'))
		.where(sql<boolean>`mail.about ? 'mailing'`)
		.where('mailing.meeting_id', '=', by.meeting)
		.where('mail.refused_at', 'is not', null)
		.execute();
	const gone = new Set(refused.map(({ invitation }) => invitation));
	return rows.map((row) => ({ ...asInvited(row), isRefused: gone.has(row.id) }));
}

/** How many of those invited to some meetings have not answered, by meeting. One query. */
export async function silentCounts(tx: Tx, meetings: readonly string[]): Promise<Map<string, number>> {
	if (meetings.length === 0) return new Map();
	const rows = await tx
		.selectFrom('registration.invitation as invitation')
		.innerJoin('people.person as person', (join) =>
			join.onRef('person.region_id', '=', 'invitation.region_id').onRef('person.id', '=', 'invitation.person_id'),
		)
		.select((eb) => ['invitation.meeting_id as meeting', eb.fn.countAll<number>().as('count')])
		.where('invitation.meeting_id', 'in', [...meetings])
		.where('invitation.declined_at', 'is', null)
		.where('invitation.place_id', 'is', null)
		.where((eb) =>
			eb.not(
				eb.exists(
					eb
						.selectFrom('registration.place as place')
						.select('place.id')
						.whereRef('place.region_id', '=', 'invitation.region_id')
						.whereRef('place.meeting_id', '=', 'invitation.meeting_id')
						.whereRef('place.email', '=', 'person.email'),
				),
			),
		)
		.where((eb) =>
			eb.not(eb.exists(eb.selectFrom('people.unsubscription as gone').select('gone.since').whereRef('gone.email', '=', 'person.email'))),
		)
		.groupBy('invitation.meeting_id')
		.execute();
	return new Map(rows.map(({ meeting, count }) => [meeting, Number(count)]));
}

/** A mailing with how far it is. */
export interface Mailing extends Progress {
	id: string;
	kind: 'invitation' | 'reminder' | 'thanks';
	madeAt: Date;
}

/** The mailings of a meeting, the latest first, each with how far it is; after a month their mails are forgotten and count as sent. */
export async function mailings(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<Mailing[]> {
	const rows = await tx
		.selectFrom('registration.mailing as mailing')
		.leftJoin('platform.mail as mail', (join) =>
			join
				.onRef('mail.region_id', '=', 'mailing.region_id')
				.on(sql<boolean>`mail.about ? 'mailing'`)
				.on(sql<boolean>`mail.about ->> 'mailing' = mailing.id::text`),
		)
		.select((eb) => [
			'mailing.id',
			'mailing.kind',
			'mailing.made_at as madeAt',
			eb.fn.count<number>('mail.id').as('total'),
			eb.fn.count<number>('mail.sent_at').as('sent'),
			eb.fn.count<number>('mail.refused_at').as('refused'),
			eb.fn.count<number>('mail.dropped_at').as('dropped'),
		])
		.where('mailing.meeting_id', '=', by.meeting)
		.groupBy(['mailing.region_id', 'mailing.id'])
		.orderBy('mailing.made_at', 'desc')
		.execute();
	return rows.map(({ kind, id, madeAt, ...counts }) => {
		const [total, sent, refused, dropped] = [counts.total, counts.sent, counts.refused, counts.dropped].map(Number) as [
			number,
			number,
			number,
			number,
		];
		return { id, kind: kind as Mailing['kind'], madeAt, total, sent, refused, dropped, waiting: total - sent - refused - dropped };
	});
}

/** One invitation, as its own person sees it; undefined where there is none. */
export async function invitationById(tx: Tx, id: string) {
	const row = await invitations(tx).where('invitation.id', '=', id).executeTakeFirst();
	return row && asInvited(row);
}

/** What was added to a mailing's text. */
export async function noteOf(tx: Tx, mailing: string): Promise<string> {
	return (await tx.selectFrom('registration.mailing').select('note').where('id', '=', mailing).executeTakeFirst())?.note ?? '';
}

/** The proof that somebody came by an invitation's link, with the invitation; undefined for a foreign or forgotten one. */
export async function inviteeBy(tx: Tx, region: number, token: string) {
	const claim = readToken(token);
	if (!claim) return undefined;
	const key = await keyFor(tx, region, PURPOSE);
	if (!isSigned(key, signedInvitation(claim.id), claim.signature)) return undefined;
	const invitation = await invitationById(tx, claim.id);
	return invitation && { by: invitee(region, invitation), invitation };
}

/** The token of an invitation's link. Made when a mail is sent; never stored. */
export async function invitationToken(tx: Tx, region: number, id: string): Promise<string> {
	return personalToken(id, sign(await keyFor(tx, region, PURPOSE), signedInvitation(id)));
}

/** A mail's words. */
export interface MailText {
	subject: string;
	body: string;
	isOwn: boolean;
}

/** Which mails have the region's own words, as "kind language". */
export async function ownMailTexts(tx: Tx): Promise<Set<string>> {
	const rows = await tx.selectFrom('registration.mail_text').select(['kind', 'language']).execute();
	return new Set(rows.map(({ kind, language }) => `${kind} ${language}`));
}

/** The words of a kind of mail: the region's own, or the program's. */
export async function mailTextOf(tx: Tx, kind: MailKind, language: 'de' | 'en'): Promise<MailText> {
	const own = await tx
		.selectFrom('registration.mail_text')
		.select(['subject', 'body'])
		.where('kind', '=', kind)
		.where('language', '=', language)
		.executeTakeFirst();
	if (own) return { ...own, isOwn: true };
	// Each name filled in by itself: the sentence as one may change it.
	const names = Object.fromEntries(placeholders[kind].map((name) => [name, `{${name}}`]));
	const t = words(language);
	return { subject: t(`mail.${kind}.subject`, names), body: t(`mail.${kind}.text`, names), isOwn: false };
}

import { timeLine, venueLine } from '#modules/events/output.server.ts';
import { type Meeting, meetingById } from '#modules/events/read.server.ts';
import { regions } from '#modules/places/read.server.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';
import type { Template } from '#platform/mail/mail.ts';
import type { Block, Message } from '#platform/mail/message.ts';
import { to } from '#platform/paths.ts';
import { moment } from '#platform/time/time.ts';
import { closedBecause } from './access.ts';
import { offerOf } from './read.server.ts';
import { invitationById, invitationToken, type MailText, mailTextOf, noteOf } from './read-invitation.server.ts';
import { fillIn } from './rules-invitation.ts';
import { words } from './words.ts';

interface Letter {
	text: MailText;
	meeting: Meeting;
	closes: Date | undefined;
	note: string;
	/** The address of the invitation's own page, or of one below it. */
	page: (below?: string) => string;
}

/** An invitation, or the reminder of one, as its reader gets it; the organisers see the same before they send it. */
export function letter(
	reader: { name: string; email: string },
	{ text, meeting, closes, note, page }: Letter,
	language: Language,
): Message {
	const t = words(language);
	const until = closes ? moment(language, closes) : '';
	const values = { name: reader.name, title: meeting.title, closes: until };
	const blocks: Block[] = [
		{ text: `${t('mail.greeting', values)}\n\n${fillIn(text.body, values)}` },
		...(note ? [{ text: note }] : []),
		{
			facts: [
				[t('mail.what'), [meeting.title, meeting.motto].filter(Boolean).join(': ')],
				[t('mail.when'), timeLine(meeting, language)],
				[t('mail.where'), venueLine(meeting, language)],
				...(until ? ([[t('mail.closes'), until]] as [string, string][]) : []),
			],
		},
		{ button: t('mail.invitation.button'), url: page() },
		{ text: t('mail.invitation.keep') },
	];
	return {
		to: { name: reader.name, address: reader.email },
		subject: fillIn(text.subject, values),
		language,
		blocks,
		unsubscribe: page('/unsubscribe'),
		isOneClick: true,
	};
}

const template =
	(kind: 'invitation' | 'reminder'): Template =>
	async (tx, region, about, now): Promise<Message | null> => {
		const invitation = await invitationById(tx, about['invitation'] as string);
		const home = (await regions(tx)).find(({ id }) => id === region);
		const meeting = invitation && (await meetingById(tx, invitation.meeting));
		const offer = meeting && (await offerOf(tx, meeting.id));
		const closed = meeting && closedBecause(meeting, offer, now);
		if (!invitation || !home || !meeting || (closed && closed !== 'notYet')) return null;
		// Between the click and the mail somebody may have answered, or asked for no more mails.
		if (invitation.isUnsubscribed || invitation.answer !== 'silent') return null;
		const { language } = invitation;
		const token = await invitationToken(tx, region, invitation.id);
		return letter(
			invitation,
			{
				text: await mailTextOf(tx, kind, language),
				meeting,
				closes: offer?.closesAt,
				note: await noteOf(tx, about['mailing'] as string),
				page: (below = '') => home.origin + to(language, `/invitation/${token}${below}`),
			},
			language,
		);
	};

/** The mails to those who were invited, by the name the outbox knows them by. */
export const templates: Record<string, Template> = {
	'registration.invitation': template('invitation'),
	'registration.reminder': template('reminder'),
};

/** What a mailing will say, shown before it is sent, as a reader will get it in their language; what is added stands below the text. */
export async function preview(
	tx: Tx,
	kind: 'invitation' | 'reminder',
	reader: { name: string; email: string; language: Language },
	meeting: Meeting,
	origin: string,
): Promise<Message> {
	const { language } = reader;
	const text = await mailTextOf(tx, kind, language);
	const closes = (await offerOf(tx, meeting.id))?.closesAt;
	return letter(reader, { text, meeting, closes, note: '', page: () => `${origin}${to(language, '/invitation/')}…` }, language);
}

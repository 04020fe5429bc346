import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';
import type { Template } from '#platform/mail/mail.ts';
import type { Block, Message } from '#platform/mail/message.ts';
import { mailFacts } from './output.server.ts';
import { mailTextOf, noteOf } from './read-invitation.server.ts';
import { fillIn } from './rules-invitation.ts';
import { words } from './words.ts';

/** What thanks somebody, as they get it and as the organisers see it before. */
export async function thanksLetter(
	tx: Tx,
	reader: { name: string; title: string; note: string; link: string },
	language: Language,
): Promise<Pick<Message, 'subject' | 'blocks'>> {
	const t = words(language);
	const text = await mailTextOf(tx, 'thanks', language);
	const values = { name: reader.name, title: reader.title };
	const blocks: Block[] = [
		{ text: `${t('mail.greeting', values)}\n\n${fillIn(text.body, values)}` },
		...(reader.note ? [{ text: reader.note }] : []),
		{ button: t('mail.thanks.button'), url: reader.link },
		{ text: t('mail.keep') },
	];
	return { subject: fillIn(text.subject, values), blocks };
}

const thanks: Template = async (tx, region, about): Promise<Message | null> => {
	const facts = await mailFacts(tx, region, about['place'] ?? '');
	if (facts?.place.state !== 'confirmed' || facts.meeting.state === 'cancelled') return null;
	const { place, meeting, link } = facts;
	const note = await noteOf(tx, about['mailing'] ?? '');
	const letter = await thanksLetter(tx, { name: place.name, title: meeting.title, note, link }, place.language);
	return { to: { name: place.name, address: place.email }, language: place.language, ...letter };
};

/** The mails of this room that are sent afterwards, by the name the outbox knows them by. */
export const templates: Record<string, Template> = { 'registration.thanks': thanks };

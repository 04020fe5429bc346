import type { Template } from '#platform/mail/mail.ts';
import { to } from '#platform/paths.ts';
import { issueLink } from '#platform/session/session.ts';
import { words } from './words.ts';

/** The mail with a sign-in link. The link is made here, so that it stands in no job and no table. */
const signIn: Template = async (tx, region, about, now) => {
	const person = await tx
		.selectFrom('people.person')
		.innerJoin('places.region', (join) => join.on('places.region.id', '=', region))
		.select(['people.person.name', 'people.person.email', 'places.region.origin'])
		.where('people.person.id', '=', about['person'] as string)
		.executeTakeFirst();
	if (!person) return null;
	const language = about['language'] === 'en' ? 'en' : 'de';
	const t = words(language);
	const token = await issueLink(tx, region, about['person'] as string, now);
	return {
		to: { name: person.name, address: person.email },
		subject: t('mail.subject'),
		language,
		blocks: [
			{ text: t('mail.text', { name: person.name }) },
			{ button: t('mail.button'), url: person.origin + to(language, `/sign-in/${token}`) },
			{ text: t('mail.ignore') },
		],
	};
};

export const templates = { 'people.signIn': signIn };

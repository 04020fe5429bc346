// What the coordination and an organisation's own people keep alike: whom one turns to, and who sees what.
import { randomUUID } from 'node:crypto';
import type { Contact } from '#modules/organisations/read-contact.server.ts';
import type { Profile } from '#modules/organisations/read-profile.server.ts';
import { disclosedOf } from '#modules/organisations/read-profile.server.ts';
import { isListed, levelOf, shownFields } from '#modules/organisations/rules-visibility.ts';
import { words } from '#modules/organisations/words.ts';
import type { Tx } from '#platform/db/database.ts';
import { type Form, fieldOf, filled } from '#platform/form.ts';
import type { Language } from '#platform/language/language.ts';
import { longDay } from '#platform/time/time.ts';

const contactForm = (one: Contact | undefined): Form =>
	filled(
		one
			? {
					contact: one.id,
					kind: one.kind,
					contactFunction: one.function,
					contactName: one.name,
					deputy: one.isDeputy ? 'yes' : '',
					contactPhone: one.phone,
					contactEmail: one.email,
					hours: one.hours,
					level: one.level,
					agreed: one.agreedOn ? 'yes' : '',
					agreedAs: one.agreedOn ? one.name : '',
					isKnown: 'yes',
				}
			: { contact: randomUUID(), level: 'internal' },
	);

/** The contacts of an organisation and who sees what of it, as forms; the address may name a contact to be changed. One query. */
export async function keptBeside(tx: Tx, language: Language, profile: Profile, contacts: Contact[], url: URL) {
	const t = words(language);
	const chosen = contacts.find(({ id }) => id === url.searchParams.get('contact'));
	const told = await disclosedOf(tx, profile.id);
	const listed = isListed(profile);
	return {
		contacts,
		contact: contactForm(chosen),
		isContactChosen: chosen !== undefined,
		isListed: listed,
		shown: told ? t(told.own ? 'show.said.own' : 'show.said.coordination', { day: longDay(language, told.at) }) : t('show.never'),
		show: filled({
			seen: told?.id ?? '',
			listed: listed ? 'yes' : 'no',
			...Object.fromEntries(shownFields.map((field) => [fieldOf('sees', field), levelOf(profile.visibility, field)])),
		}),
	};
}

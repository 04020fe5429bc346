// Organisations as pages and mails show them.
import { regions } from '#modules/places/read.server.ts';
import type { Card } from '#platform/calendar/card.ts';
import type { Language } from '#platform/language/language.ts';
import type { Template } from '#platform/mail/mail.ts';
import { to } from '#platform/paths.ts';
import type { Sheet } from '#platform/sheet/sheet.ts';
import { longDay, shortDay } from '#platform/time/time.ts';
import type { Contact } from './read-contact.server.ts';
import { organisationToken, type Profile, profileOf } from './read-profile.server.ts';
import { type SchoolField, schoolFields } from './rules-school.ts';
import type { Seen } from './rules-visibility.ts';
import { words } from './words.ts';

/** When an organisation was last confirmed, and by whom, as a sentence. */
export function verifiedLine(language: Language, { verifiedAt, verifiedOwn }: Pick<Profile, 'verifiedAt' | 'verifiedOwn'>): string {
	const t = words(language);
	if (verifiedAt === null) return t('verified.never');
	return t(verifiedOwn ? 'verified.own' : 'verified.coordination', { day: longDay(language, verifiedAt) });
}

const FIELDS = ['possibilities', 'limits', 'waysOfWorking', 'openingHours'] as const;

/** Organisations as a table to take away, which can be taken over again: the headings are those that lists of schools are known by. */
export function organisationSheet(language: Language, rows: readonly { profile: Seen; area: string }[]): Sheet {
	const t = words(language);
	return {
		name: t('organisations.title'),
		headings: [
			...schoolFields.slice(0, 2).map((field) => t(`schoolField.${field}`)),
			t('type'),
			...schoolFields.slice(2).map((field) => t(`schoolField.${field}`)),
			...FIELDS.map((field) => t(`profile.${field}`)),
			t('verified.short'),
		],
		rows: rows.map(({ profile, area }) => {
			const [year] = profile.years;
			const facts: Record<SchoolField, string | number | null> = {
				...profile,
				forms: profile.forms.join('; '),
				carrier: profile.carrier && t(`carrier.${profile.carrier}`),
				pupils: year?.pupils ?? null,
				socialIndex: year?.socialIndex ?? null,
				year: year?.year ?? '',
				source: year?.source ?? '',
				area,
			};
			return [
				...schoolFields.slice(0, 2).map((field) => facts[field]),
				t(`type.${profile.type}`),
				...schoolFields.slice(2).map((field) => facts[field]),
				...FIELDS.map((field) => profile[field]),
				profile.verifiedAt ? shortDay(language, profile.verifiedAt) : '',
			];
		}),
	};
}

/** Organisations as a map reads them: points with what lists tell of them; without a place the geometry is null. Source: RFC 7946 */
export const organisationMap = (language: Language, rows: readonly { profile: Seen; area: string }[]) => ({
	type: 'FeatureCollection' as const,
	features: rows.map(
		({
			profile: { id, name, type, number, forms, carrier, street, postcode, town, ags, phone, website, latitude, longitude, years },
			area,
		}) => ({
			type: 'Feature' as const,
			id,
			geometry: latitude === null || longitude === null ? null : { type: 'Point' as const, coordinates: [longitude, latitude] },
			properties: {
				name,
				type: words(language)(`type.${type}`),
				number,
				forms,
				carrier: carrier && words(language)(`carrier.${carrier}`),
				street,
				postcode,
				town,
				ags,
				area,
				phone,
				website,
				pupils: years[0]?.pupils ?? null,
				schoolYear: years[0]?.year ?? '',
			},
		}),
	),
});

/** Somebody to turn to, as an address book keeps them; nobody who did not agree. */
export const cardOf = (language: Language, one: Contact, organisation: string): Card[] =>
	one.agreedOn === null
		? []
		: [
				{
					name: one.name,
					organisation,
					function: one.function || words(language)(`contactKind.${one.kind}`),
					email: one.email,
					phone: one.phone,
				},
			];

const toOrganisation: Template = async (tx, region, about) => {
	const profile = await profileOf(tx, about['organisation'] ?? '');
	const home = (await regions(tx)).find(({ id }) => id === region);
	if (!profile?.email || profile.archivedAt || !home) return null;
	// Nobody knows the language of those who have no account.
	const language = 'de';
	const t = words(language);
	const values = { name: profile.name, region: home.name };
	return {
		to: { name: profile.name, address: profile.email },
		subject: t('mail.check.subject', values),
		language,
		blocks: [
			{ text: t('mail.check.text', values) },
			{
				facts: [
					[t('name'), profile.name],
					[t('street'), [profile.street, `${profile.postcode} ${profile.town}`.trim()].filter(Boolean).join(', ')],
					[t('profile.phone'), profile.phone],
					[t('profile.website'), profile.website],
				].filter((fact): fact is [string, string] => fact[1] !== ''),
			},
			{ button: t('mail.check.button'), url: home.origin + to(language, `/organisation/${await organisationToken(tx, region, profile)}`) },
			{ text: t('mail.check.keep') },
		],
	};
};

/** The mails of this room, by the name the outbox knows them by. */
export const organisationMails: Record<string, Template> = { 'organisations.check': toOrganisation };

// Offers and their organisations as the Human Services Data Specification 3.0 has them: https://docs.openreferral.org
import { createHash } from 'node:crypto';
import { domainToASCII } from 'node:url';
import type { Contact } from '#modules/organisations/read-contact.server.ts';
import type { Seen } from '#modules/organisations/rules-visibility.ts';
import { words as organisationWords } from '#modules/organisations/words.ts';
import type { Language } from '#platform/language/language.ts';
import { dayOf } from '#platform/time/time.ts';
import { ageLine } from './output.server.ts';
import type { Offer } from './read.server.ts';
import { words } from './words.ts';

/** An id of something that has none of its own: the same at every export. Source: RFC 9562, version 8 */
export function idOf(...parts: string[]): string {
	const hash = createHash('sha256').update(parts.join('\n')).digest('hex');
	return [hash.slice(0, 8), hash.slice(8, 12), `8${hash.slice(13, 16)}`, `a${hash.slice(17, 20)}`, hash.slice(20, 32)].join('-');
}

const STATUS = { active: 'active', paused: 'temporarily closed', ended: 'defunct' } as const;

/** Only what is there: the specification knows no empty values. */
const there = <T extends object>(facts: T): Partial<T> =>
	Object.fromEntries(
		Object.entries(facts).filter(
			([, value]) => value !== '' && value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0),
		),
	) as Partial<T>;

/** An address as programs read it: with its domain in plain letters; none where that cannot be. */
function mailOf(text: string): string {
	const [local = '', domain = ''] = text.split('@');
	const plain = `${local}@${domainToASCII(domain)}`;
	return /^[!-~]+@[a-z0-9.-]+$/i.test(plain) ? plain : '';
}

const webOf = (text: string): string => (URL.canParse(text) ? new URL(text).href : '');

/** An organisation with what somebody sees of it. Shape: as organization.json of HSDS 3.0 */
export function hsdsOrganisation(language: Language, land: string, one: Seen, contacts: readonly Contact[]) {
	const t = organisationWords(language);
	const at = { organization_id: one.id };
	return there({
		id: one.id,
		name: one.name,
		description: one.possibilities || t(`type.${one.type}`),
		email: mailOf(one.email),
		website: webOf(one.website),
		legal_status: one.carrier && t(`carrier.${one.carrier}`),
		phones: one.phone === '' ? [] : [{ id: idOf(one.id, 'phone'), ...at, number: one.phone }],
		organization_identifiers:
			one.number === ''
				? []
				: [
						{
							id: idOf(one.id, 'number'),
							...at,
							identifier_type: t('profile.number'),
							identifier: land ? `${land}-${one.number}` : one.number,
						},
					],
		locations:
			one.street === ''
				? []
				: [
						there({
							id: idOf(one.id, 'location'),
							...at,
							location_type: 'physical',
							name: one.name,
							latitude: one.latitude,
							longitude: one.longitude,
							addresses: [
								{
									id: idOf(one.id, 'address'),
									location_id: idOf(one.id, 'location'),
									address_1: one.street,
									city: one.town,
									state_province: land,
									postal_code: one.postcode,
									country: 'DE',
									address_type: 'physical',
								},
							],
							schedules:
								one.openingHours === ''
									? []
									: [{ id: idOf(one.id, 'hours'), location_id: idOf(one.id, 'location'), description: one.openingHours }],
						}),
					],
		contacts: contacts.map((contact) =>
			there({
				id: contact.id,
				...at,
				name: contact.name,
				title: [contact.function || t(`contactKind.${contact.kind}`), contact.isDeputy ? t('contacts.deputy') : '']
					.filter(Boolean)
					.join(', '),
				email: mailOf(contact.email),
				phones: contact.phone === '' ? [] : [{ id: idOf(contact.id, 'phone'), contact_id: contact.id, number: contact.phone }],
			}),
		),
	});
}

/** An offer with whose it is. Shape: as service.json of HSDS 3.0 */
export function hsdsService(language: Language, offer: Offer, organisation: object | undefined) {
	const t = words(language);
	const at = { service_id: offer.id };
	return there({
		id: offer.id,
		organization_id: offer.organisation,
		name: offer.title,
		description: offer.description,
		status: STATUS[offer.state],
		application_process: offer.access,
		fees_description: [offer.cost && t(`cost.${offer.cost}`), offer.costNote].filter(Boolean).join('; '),
		wait_time: offer.waitWeeks === null ? '' : t('wait', { weeks: offer.waitWeeks }),
		eligibility_description: [offer.audiences.map((one) => t(`audience.${one}`)).join(', '), ageLine(language, offer), offer.limits]
			.filter(Boolean)
			.join('; '),
		minimum_age: offer.leastAge,
		maximum_age: offer.mostAge,
		// Whoever confirmed the organisation before confirmed nothing of this.
		assured_date: offer.verifiedAt && offer.verifiedAt >= offer.changedAt ? dayOf(offer.verifiedAt) : '',
		last_modified: offer.changedAt.toISOString(),
		service_areas: offer.areas.map(({ id, name }) => ({ id: idOf(offer.id, id), ...at, name })),
		attributes: [
			...offer.situations.map((one) => [`situation ${one}`, t(`situation.${one}`), t('situation')] as const),
			...offer.topics.map((one) => [`topic ${one}`, one, t('topic')] as const),
		].map(([key, name, description]) => ({
			id: idOf(offer.id, key),
			link_id: offer.id,
			link_entity: 'service',
			value: name,
			taxonomy_term: { id: idOf(key), name, description },
		})),
		organization: organisation,
	});
}

/** A page of services that holds all of them. Shape: as the specification's API gives lists */
export const hsdsList = (services: readonly object[]) => ({
	total_items: services.length,
	total_pages: 1,
	page_number: 1,
	size: services.length,
	first_page: true,
	last_page: true,
	empty: services.length === 0,
	contents: services,
});

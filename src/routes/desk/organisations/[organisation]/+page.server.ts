import { shownOffer } from '#modules/offers/output.server.ts';
import { keptOffers } from '#modules/offers/read.server.ts';
import { reading } from '#modules/organisations/access.ts';
import { verifiedLine } from '#modules/organisations/output-profile.server.ts';
import { contactsOf } from '#modules/organisations/read-contact.server.ts';
import type { Profile } from '#modules/organisations/read-profile.server.ts';
import { profileOf, staffOf } from '#modules/organisations/read-profile.server.ts';
import { isStale } from '#modules/organisations/rules-profile.ts';
import { contact, contactGone, disclosure } from '#modules/organisations/schema-contact.ts';
import { archiving, asking, profile, renewing, verification } from '#modules/organisations/schema-profile.ts';
import { words } from '#modules/organisations/words.ts';
import { disclose, dropContact, keepContact } from '#modules/organisations/write-disclosure.server.ts';
import * as writes from '#modules/organisations/write-profile.server.ts';
import type { Coordinator } from '#modules/people/access.ts';
import { municipalities } from '#modules/places/read.server.ts';
import { schoolPositions } from '#modules/positions/output-position.server.ts';
import { shownAgreement } from '#modules/thread/output-agreement.server.ts';
import { openAskedOf } from '#modules/thread/read.server.ts';
import { agreementsWith } from '#modules/thread/read-agreement.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { filled } from '#platform/form.ts';
import { dayOf, shortDay } from '#platform/time/time.ts';
import { doing, type Place } from '../../../doing.server.ts';
import { coordinator, nothingHere } from '../../../gate.server.ts';
import { keptBeside } from '../../../organisation.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const own = async (tx: Tx, { locals, params }: Pick<RequestEvent, 'locals' | 'params'>): Promise<{ by: Coordinator; known: Profile }> => {
	const by = coordinator(locals);
	return { by, known: (await profileOf(tx, params.organisation)) ?? nothingHere() };
};

export const load: PageServerLoad = (event) => {
	coordinator(event.locals);
	return event.locals.within(async (tx) => {
		const { language, now } = event.locals;
		const { by, known } = await own(tx, event);
		const { verifiedAt, askedAt, archivedAt, link: _, ...facts } = known;
		const text = (value: unknown) => (Array.isArray(value) ? value.join('\n') : String(value ?? ''));
		return {
			organisation: facts,
			verified: verifiedLine(language, known),
			isStale: isStale(known, now),
			isArchived: archivedAt !== null,
			askedOn: askedAt ? shortDay(language, askedAt) : '',
			staff: await staffOf(tx, known.id, dayOf(now)),
			positions: known.type === 'school' ? await schoolPositions(tx, by, language, known.id, dayOf(now)) : [],
			offers: (await keptOffers(tx, by, { organisation: known.id })).map((one) => shownOffer(language, one)),
			open: (await openAskedOf(tx, by))[known.id] ?? 0,
			agreements: (await agreementsWith(tx, by, known.id)).map((one) => {
				const { id, title, state, missing } = shownAgreement(language, one, dayOf(now));
				return { id, title, state, missing };
			}),
			...(await keptBeside(tx, language, known, await contactsOf(tx, reading(by.region, by), [known.id]), event.url)),
			municipalities: await municipalities(tx),
			known: filled(Object.fromEntries(Object.entries(facts).map(([field, value]) => [field, text(value)]))),
			done: event.url.searchParams.get('done'),
			blank: filled(),
		};
	});
};

const place: Place<RequestEvent, { by: Coordinator; id: string }> = {
	gate: async (tx, event) => {
		const { by, known } = await own(tx, event);
		return { by, id: known.id };
	},
	page: ({ params }) => `/desk/organisations/${params.organisation}`,
	say: words,
};

export const actions: Actions = {
	save: doing(place, 'save', 'saved', profile, (tx, { by, id }, input) => writes.changeProfile(tx, by, id, input)),
	verify: doing(place, 'verify', 'verified', verification, (tx, { by, id }, _, now) => writes.verify(tx, by, id, now)),
	renew: doing(place, 'renew', 'renewed', renewing, (tx, { by, id }) => writes.renewLink(tx, by, id)),
	ask: doing(place, 'ask', 'asked', asking, (tx, { by, id }, _, now) => writes.ask(tx, by, id, now)),
	show: doing(place, 'show', 'shown', disclosure, (tx, { by, id }, input, now) => disclose(tx, by, id, input, now)),
	keepContact: doing(place, 'contact', 'contact', contact, (tx, { by, id }, input, now) => keepContact(tx, by, id, input, dayOf(now))),
	dropContact: doing(place, 'drop', 'contactGone', contactGone, (tx, { by, id }, input) => dropContact(tx, by, id, input.contact)),
	archive: doing(place, 'archive', 'archived', archiving, (tx, { by, id }, { archived }, now) =>
		writes.archive(tx, by, id, archived === 'yes', now),
	),
};

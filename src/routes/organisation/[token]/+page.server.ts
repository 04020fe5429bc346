import type { Insider } from '#modules/organisations/access.ts';
import { verifiedLine } from '#modules/organisations/output-profile.server.ts';
import { ownContacts } from '#modules/organisations/read-contact.server.ts';
import { insiderBy } from '#modules/organisations/read-profile.server.ts';
import { contact, contactGone, disclosure } from '#modules/organisations/schema-contact.ts';
import { archiving, ownProfile, verification } from '#modules/organisations/schema-profile.ts';
import { words } from '#modules/organisations/words.ts';
import { disclose, dropContact, keepContact } from '#modules/organisations/write-disclosure.server.ts';
import * as writes from '#modules/organisations/write-profile.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { filled } from '#platform/form.ts';
import { dayOf } from '#platform/time/time.ts';
import { doing, type Place } from '../../doing.server.ts';
import { nothingHere } from '../../gate.server.ts';
import { keptBeside } from '../../organisation.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const own = async (tx: Tx, { locals, params }: Pick<RequestEvent, 'locals' | 'params'>) =>
	(await insiderBy(tx, locals.region.id, params.token)) ?? nothingHere();

export const load: PageServerLoad = (event) =>
	event.locals.within(async (tx) => {
		const { language, region } = event.locals;
		const { by, profile } = await own(tx, event);
		const { verifiedAt: _, askedAt: __, archivedAt, link: ___, ...facts } = profile;
		return {
			organisation: facts,
			verified: verifiedLine(language, profile),
			isArchived: archivedAt !== null,
			...(await keptBeside(tx, language, profile, await ownContacts(tx, by), event.url)),
			operatorEmail: region.operatorEmail,
			known: filled({
				street: facts.street,
				postcode: facts.postcode,
				phone: facts.phone,
				email: facts.email,
				website: facts.website,
				openingHours: facts.openingHours,
				possibilities: facts.possibilities,
				limits: facts.limits,
				waysOfWorking: facts.waysOfWorking,
			}),
			done: event.url.searchParams.get('done'),
			blank: filled(),
		};
	});

const place: Place<RequestEvent, Insider> = {
	gate: async (tx, event) => (await own(tx, event)).by,
	page: ({ params }) => `/organisation/${params.token}`,
	say: words,
};

export const actions: Actions = {
	save: doing(place, 'save', 'saved', ownProfile, (tx, by, input) => writes.changeOwnProfile(tx, by, input)),
	verify: doing(place, 'verify', 'verified', verification, (tx, by, _, now) => writes.verify(tx, by, by.organisation, now)),
	show: doing(place, 'show', 'shown', disclosure, (tx, by, input, now) => disclose(tx, by, by.organisation, input, now)),
	keepContact: doing(place, 'contact', 'contact', contact, (tx, by, input, now) => keepContact(tx, by, by.organisation, input, dayOf(now))),
	dropContact: doing(place, 'drop', 'contactGone', contactGone, (tx, by, input) => dropContact(tx, by, by.organisation, input.contact)),
	archive: doing(place, 'archive', 'archived', archiving, (tx, by, { archived }, now) =>
		writes.archive(tx, by, by.organisation, archived === 'yes', now),
	),
};

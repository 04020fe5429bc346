// The directory, as everybody reads it, and as the network does by the link of an organisation.
import { error, redirect } from '@sveltejs/kit';
import { directory, entryOf, meant, placesIn, type Wanted } from '#modules/conduct/read-directory.server.ts';
import { shownOffer } from '#modules/offers/output.server.ts';
import { ANY, offersBy, offersIn } from '#modules/offers/read.server.ts';
import type { Reading } from '#modules/organisations/access.ts';
import { cardOf, organisationMap, organisationSheet, verifiedLine } from '#modules/organisations/output-profile.server.ts';
import { contactsOf } from '#modules/organisations/read-contact.server.ts';
import { organisationTypes } from '#modules/organisations/rules.ts';
import { mapOf } from '#modules/organisations/rules-map.ts';
import { isStale } from '#modules/organisations/rules-profile.ts';
import { words } from '#modules/organisations/words.ts';
import { areas, outlines } from '#modules/places/read.server.ts';
import { reachedAt } from '#modules/positions/read-reached.server.ts';
import { cards } from '#platform/calendar/card.ts';
import type { Tx } from '#platform/db/database.ts';
import { filled, isId } from '#platform/form.ts';
import { dayOf } from '#platform/time/time.ts';
import { nothingHere } from './gate.server.ts';
import { cardsTaken, mapTaken, takenAway } from './sheet.server.ts';

/** Entries of a page. */
const A_PAGE = 50;

/** Offers that are shown beside the organisations that a search finds. */
const FEW_OFFERS = 6;

/** More than any region has. */
const ALL = 30_000;

/** What the address asks for, and as it would say so itself. */
function wantedIn(url: URL): Wanted & { page: number; query: Record<string, string> } {
	const said = (name: string) => (url.searchParams.get(name) ?? '').slice(0, 100);
	const wanted = {
		search: said('q'),
		type: organisationTypes.find((one) => one === said('type')) ?? ('' as const),
		area: isId(said('area')) ? said('area') : '',
	};
	return {
		...wanted,
		page: Math.min(9999, Math.max(1, Number.parseInt(said('page'), 10) || 1)),
		query: Object.fromEntries(
			Object.entries({ q: wanted.search, type: wanted.type, area: wanted.area }).filter(([, value]) => value !== ''),
		),
	};
}

/** A page of the directory. */
export async function directoryPage(tx: Tx, by: Reading, { now, language }: App.Locals, url: URL) {
	const { page, query, ...wanted } = wantedIn(url);
	const today = dayOf(now);
	const { entries, count } = await directory(tx, by, wanted, { from: (page - 1) * A_PAGE, most: A_PAGE, today });
	const said = new URLSearchParams(query).toString();
	if (entries.length === 0 && page > 1) redirect(303, said ? `${url.pathname}?${said}` : url.pathname);
	const map =
		url.searchParams.get('map') === 'yes'
			? mapOf(
					await placesIn(tx, by, wanted, today),
					(await outlines(tx)).map(({ outline }) => outline),
				)
			: null;
	const known = await areas(tx, 'planningArea');
	const found =
		wanted.search === '' || page > 1
			? { offers: [], count: 0 }
			: await offersIn(tx, by, { ...ANY, search: wanted.search, area: wanted.area }, { from: 0, most: FEW_OFFERS });
	return {
		entries: entries.map(({ profile: { id, name, type, forms, street, postcode, town, phone, possibilities }, area }) => ({
			id,
			name,
			type,
			forms,
			address: [street, `${postcode} ${town}`.trim()].filter(Boolean).join(', '),
			phone,
			area,
			possibilities,
		})),
		count,
		page,
		pages: Math.ceil(count / A_PAGE),
		map: map && { ...map, count: map.dots.reduce((sum, { places }) => sum + places.length, 0) },
		areas: known.map(({ id, name }) => ({ value: id, label: name })),
		filter: filled({ q: wanted.search, type: wanted.type, area: wanted.area }),
		query: said,
		meant: count + found.count === 0 && wanted.search !== '' ? await meant(tx, by, wanted.search) : null,
		isNetwork: by.reader !== 'visitor',
		offers: found.offers.map((one) => shownOffer(language, one)),
		offerCount: found.count,
	};
}

/** An organisation of the directory; 404 for one that the reader does not see. */
export async function entryPage(tx: Tx, by: Reading, { language, now, region }: App.Locals, id: string) {
	const profile = (await entryOf(tx, by, id)) ?? nothingHere();
	const { verifiedAt: _, ...organisation } = profile;
	const contacts = await contactsOf(tx, by, [profile.id]);
	return {
		organisation,
		verified: verifiedLine(language, profile),
		contacts,
		offers: (await offersBy(tx, by, [profile.id])).map((one) => shownOffer(language, one)),
		reached: await reachedAt(tx, by, profile.id, dayOf(now)),
		isStale: isStale({ ...profile, archivedAt: null, hasChildProtection: contacts.some(({ kind }) => kind === 'childProtection') }, now),
		operatorEmail: region.operatorEmail,
	};
}

/** What of the directory fits the address, as a file that is taken away: read first, made after the database was let go. Errors: 429, and 404 for a format that there is not */
export async function directoryFile(read: (tx: Tx) => Promise<Reading>, locals: App.Locals, url: URL, format: string): Promise<Response> {
	if (!(await locals.mayStill('list'))) error(429, { message: 'Too many', id: '' });
	const { language, now } = locals;
	const t = words(language);
	const { entries, contacts } = await locals.within(async (tx) => {
		const by = await read(tx);
		const found = await directory(tx, by, wantedIn(url), { from: 0, most: ALL, today: dayOf(now) });
		const ids = format === 'vcf' ? found.entries.map(({ profile }) => profile.id) : [];
		return { entries: found.entries, contacts: await contactsOf(tx, by, ids) };
	});
	if (format === 'geojson') return mapTaken(t('directory.file'), organisationMap(language, entries));
	if (format !== 'vcf') return takenAway(format, t('directory.file'), organisationSheet(language, entries));
	const names = new Map(entries.map(({ profile }) => [profile.id, profile.name]));
	return cardsTaken(t('directory.file'), cards(contacts.flatMap((one) => cardOf(language, one, names.get(one.organisation) ?? ''))));
}

// Offers, as everybody reads them and as the network does by the link of an organisation; and the forms by which they are kept.
import { randomUUID } from 'node:crypto';
import { error, redirect } from '@sveltejs/kit';
import { meant } from '#modules/conduct/read-directory.server.ts';
import { houseMarker, type Marker, personMarker } from '#modules/offers/access.ts';
import { offerSheet, shownOffer } from '#modules/offers/output.server.ts';
import { hsdsList, hsdsOrganisation, hsdsService } from '#modules/offers/output-hsds.server.ts';
import { knownTopics, marksOf, type Offer, offerOf, offersIn, type WantedOffers } from '#modules/offers/read.server.ts';
import { audiences, marks, situations } from '#modules/offers/rules.ts';
import { words } from '#modules/offers/words.ts';
import { type Insider, type Reading, reading, readingOf } from '#modules/organisations/access.ts';
import { contactsOf } from '#modules/organisations/read-contact.server.ts';
import { profilesAt } from '#modules/organisations/read-profile.server.ts';
import { seen } from '#modules/organisations/rules-visibility.ts';
import { areas } from '#modules/places/read.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { type Form, fieldOf, filled, isId } from '#platform/form.ts';
import { nothingHere } from './gate.server.ts';
import { jsonTaken, takenAway } from './sheet.server.ts';

/** Offers of a page. */
const A_PAGE = 48;

/** More than any region has. */
const ALL = 30_000;

/** Who reads, and whose marks they see. */
export interface OfferReader {
	by: Reading;
	marker: Marker | undefined;
	isOrganisation: boolean;
}

function wantedIn(url: URL): { wanted: WantedOffers; page: number; filter: Form; query: string } {
	const said = (name: string) => (url.searchParams.get(name) ?? '').replaceAll(/\p{C}/gu, '').slice(0, 100);
	const age = /^\d{1,2}$/.test(said('age')) ? Number(said('age')) : null;
	const wanted: WantedOffers = {
		search: said('q'),
		audience: audiences.find((one) => one === said('for')) ?? '',
		situation: situations.find((one) => one === said('in')) ?? '',
		topic: said('topic'),
		area: isId(said('area')) ? said('area') : '',
		age,
		isFree: said('free') === 'yes',
		mine: marks.find((one) => one === said('mine')) ?? '',
	};
	const values = {
		q: wanted.search,
		for: wanted.audience,
		in: wanted.situation,
		topic: wanted.topic,
		area: wanted.area,
		age: age === null ? '' : String(age),
		mine: wanted.mine,
		free: wanted.isFree ? 'yes' : '',
	};
	return {
		wanted,
		page: Math.min(9999, Math.max(1, Number.parseInt(said('page'), 10) || 1)),
		filter: filled(values),
		query: new URLSearchParams(Object.entries(values).filter(([, value]) => value !== '')).toString(),
	};
}

/** A page of offers. */
export async function offersPage(tx: Tx, { by, marker: own }: OfferReader, { language }: App.Locals, url: URL) {
	const { wanted, page, filter, query } = wantedIn(url);
	const { offers, count } = await offersIn(tx, by, wanted, { from: (page - 1) * A_PAGE, most: A_PAGE, marker: own });
	if (offers.length === 0 && page > 1) redirect(303, query ? `${url.pathname}?${query}` : url.pathname);
	const mine = own ? await marksOf(tx, own) : new Map();
	return {
		offers: offers.map((one) => ({ ...shownOffer(language, one), mark: mine.get(one.id) })),
		count,
		page,
		pages: Math.ceil(count / A_PAGE),
		topics: await knownTopics(tx, by),
		areas: (await areas(tx, 'planningArea')).map(({ id, name }) => ({ value: id, label: name })),
		filter,
		query,
		meant: count === 0 && wanted.search !== '' ? await meant(tx, by, wanted.search) : null,
		marks: own !== undefined,
	};
}

/** An offer; 404 for one that the reader does not see. */
export async function offerPage(tx: Tx, { by, marker: own, isOrganisation }: OfferReader, { language }: App.Locals, id: string, url: URL) {
	const offer = (await offerOf(tx, by, id)) ?? nothingHere();
	return {
		offer: shownOffer(language, offer),
		mark: own ? ((await marksOf(tx, own)).get(id) ?? null) : null,
		marks: own !== undefined,
		isOrganisation,
		isMarked: url.searchParams.get('done') === 'marked',
	};
}

/** What of the offers fits the address, as a file that is taken away: read first, made after the database was let go. Errors: 429, and 404 for a format that there is not */
export async function offersFile(read: (tx: Tx) => Promise<OfferReader>, locals: App.Locals, url: URL, format: string): Promise<Response> {
	if (!(await locals.mayStill('list'))) error(429, { message: 'Too many', id: '' });
	const { offers, all } = await locals.within(async (tx) => {
		const { by, marker: own } = await read(tx);
		const found = await offersIn(tx, by, wantedIn(url).wanted, { from: 0, most: ALL, marker: own });
		return { offers: found.offers, all: format === 'json' ? await services(tx, by, locals, found.offers) : [] };
	});
	const name = words(locals.language)('offers.file');
	return format === 'json' ? jsonTaken(name, hsdsList(all)) : takenAway(format, name, offerSheet(locals.language, offers));
}

async function services(tx: Tx, by: Reading, { language, region }: App.Locals, offers: readonly Offer[]): Promise<object[]> {
	const ids = [...new Set(offers.map(({ organisation }) => organisation))];
	// Taken along is only who agreed.
	const agreed = (await contactsOf(tx, by, ids)).filter(({ agreedOn }) => agreedOn !== null);
	const contacts = Map.groupBy(agreed, ({ organisation }) => organisation);
	const organisations = new Map(
		(await profilesAt(tx, ids)).flatMap((one) => {
			const shown = seen(by.reader, one);
			return shown ? [[one.id, hsdsOrganisation(language, region.land, shown, contacts.get(one.id) ?? [])] as const] : [];
		}),
	);
	return offers.map((one) => hsdsService(language, one, organisations.get(one.organisation)));
}

/** An offer as its form has it; without one, as a new one begins. */
export const offerForm = (one: Offer | undefined): Form =>
	filled({
		offer: one?.id ?? randomUUID(),
		seen: one?.changedAt.toISOString() ?? '',
		title: one?.title ?? '',
		description: one?.description ?? '',
		leastAge: String(one?.leastAge ?? ''),
		mostAge: String(one?.mostAge ?? ''),
		topics: (one?.topics ?? []).join('\n'),
		access: one?.access ?? '',
		cost: one?.cost ?? '',
		costNote: one?.costNote ?? '',
		waitWeeks: String(one?.waitWeeks ?? ''),
		limits: one?.limits ?? '',
		state: one?.state ?? 'active',
		level: one?.level ?? 'public',
		...Object.fromEntries((one?.audiences ?? []).map((audience) => [fieldOf('for', audience), 'yes'])),
		...Object.fromEntries((one?.situations ?? []).map((situation) => [fieldOf('in', situation), 'yes'])),
		...Object.fromEntries((one?.areas ?? []).map(({ id }) => [fieldOf('area', id), 'yes'])),
	});

/** What the form of an offer chooses from. Two queries. */
export const offerChoices = async (tx: Tx, by: Reading) => ({ areas: await areas(tx, 'planningArea'), topics: await knownTopics(tx, by) });

/** Who reads offers, signed in or not. */
export const offerReader = ({ region, actor }: App.Locals): OfferReader => ({
	by: reading(region.id, actor),
	marker: actor && personMarker(actor),
	isOrganisation: false,
});

/** An organisation's own people read offers. */
export const offerInsider = (by: Insider): OfferReader => ({ by: readingOf(by), marker: houseMarker(by), isOrganisation: true });

import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Insider, reading, readingOf } from '#modules/organisations/access.ts';
import { insiderBy } from '#modules/organisations/read-profile.server.ts';
import { usual } from '#modules/organisations/rules-visibility.ts';
import { archive } from '#modules/organisations/write-profile.server.ts';
import type { Actor } from '#modules/people/access.ts';
import * as places from '#modules/places/write.server.ts';
import { database } from '../../../tests/database.ts';
import { makeColleague, makeRegion } from '../../../tests/make.ts';
import { discloseNow, makeOffer, makeProfile } from '../../../tests/make-register.ts';
import { marker } from './access.ts';
import { ANY, keptOffers, knownTopics, markCounts, marksOf, offerOf, offersBy, offersIn, type WantedOffers } from './read.server.ts';
import type { OfferInput } from './schema.ts';
import { keepOffer, mark } from './write.server.ts';

const { database: db, truth } = await database(6);
const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));
const NOW = new Date('2027-03-16T09:00:00Z');
const [visitor, network] = [reading(1, undefined), reading(1, { roles: [] } as unknown as Actor)];

/** An organisation of the public directory, with its link. */
async function make(name = `Beratung ${randomUUID()}`) {
	const made = await within((tx) => makeProfile(tx, coordinator, { name, email: `${randomUUID()}@x.example` }));
	await within((tx) => discloseNow(tx, coordinator, made.id, { listed: true, visibility: usual }, NOW));
	return { ...made, name };
}
const insider = async (token: string) => (await within((tx) => insiderBy(tx, 1, token)))?.by as Insider;
const offer = (organisation: string, facts: Partial<OfferInput> = {}) =>
	within((tx) => makeOffer(tx, coordinator, { organisation, ...facts }));
const found = async (wanted: Partial<WantedOffers>, by = visitor) =>
	(await within((tx) => offersIn(tx, by, { ...ANY, ...wanted }, { from: 0, most: 100 }))).offers.map(({ id }) => id);

test('an offer is seen by those to whom it and its organisation are shown, while it is to be had', async () => {
	const { id: organisation, name } = await make();
	const [open, inner] = [await offer(name), await offer(name, { level: 'internal' })];
	const [paused, over] = [await offer(name, { state: 'paused' }), await offer(name, { state: 'ended' })];
	const seen = async (by = visitor) =>
		(await within((tx) => Promise.all([open, inner, paused, over].map((one) => offerOf(tx, by, one))))).map((one) => one !== undefined);
	expect(await seen()).toEqual([true, false, true, false]);
	expect(await seen(network)).toEqual([true, true, true, false]);
	expect((await within((tx) => offersBy(tx, visitor, [organisation]))).map(({ id }) => id).sort()).toEqual([open, paused].sort());
	await within((tx) => discloseNow(tx, coordinator, organisation, { listed: false, visibility: usual }, NOW));
	expect(await seen()).toEqual([false, false, false, false]);
	expect(await seen(network)).toEqual([true, true, true, false]);
	await within((tx) => archive(tx, coordinator, organisation, true, NOW));
	expect(await seen(network)).toEqual([false, false, false, false]);
	expect(await within((tx) => keptOffers(tx, coordinator, organisation))).toHaveLength(4);
});

test('offers are found by whom they are for, what they help with, age, topic, area and words with other endings', async () => {
	const { name } = await make('Haus der Hilfe');
	const [north, south] = await within((tx) =>
		Promise.all(['Nord', 'Süd'].map((area) => places.addPlanningArea(tx, 1, area, [], '2020-01-01'))),
	);
	const topic = `Fahrräder ${randomUUID().slice(0, 4)}`;
	const bikes = await offer(name, {
		title: 'Werkstatt',
		audiences: ['youth'],
		situations: ['absence'],
		leastAge: 13,
		mostAge: 17,
		topics: [topic],
		areas: [north as string],
		cost: 'free',
	});
	const anybody = await offer(name, { title: 'Beratungen für Eltern', description: 'Wir reden.' });
	const both = [bikes, anybody].sort();
	const own = async (wanted: Partial<WantedOffers>) => (await found(wanted)).filter((id) => both.includes(id)).sort();
	expect(await own({})).toEqual(both);
	// What says nothing is for everybody, everywhere, at any age.
	expect(await own({ audience: 'youth', situation: 'absence', age: 15, area: north as string })).toEqual(both);
	expect(await own({ audience: 'children' })).toEqual([anybody]);
	expect(await own({ situation: 'crisis' })).toEqual([anybody]);
	expect([await own({ age: 12 }), await own({ age: 13 }), await own({ age: 17 }), await own({ age: 18 })]).toEqual([
		[anybody],
		both,
		both,
		[anybody],
	]);
	expect(await own({ area: south as string })).toEqual([anybody]);
	expect(await own({ topic })).toEqual([bikes]);
	expect(await own({ isFree: true })).toEqual([bikes]);
	expect(await own({ search: 'Beratung' })).toEqual([anybody]);
	expect(await own({ search: 'fahrrader' })).toEqual([bikes]);
	expect(await own({ search: 'haus der hilfe werkstatt' })).toEqual([bikes]);
	expect(await within((tx) => knownTopics(tx, visitor))).toContain(topic);
});

test('an organisation keeps its own offers, with one form once, and none of another', async () => {
	const [one, other] = [await make(), await make()];
	const by = await insider(one.token);
	const [theirs] = [await offer(other.name)];
	const input = { ...((await within((tx) => keptOffers(tx, coordinator, other.id)))[0] as unknown as OfferInput), areas: [] };
	const mine = { ...input, offer: randomUUID(), title: 'Eigenes' };
	await Promise.all([1, 2].map(() => within((tx) => keepOffer(tx, by, one.id, mine))));
	await within((tx) => keepOffer(tx, by, one.id, { ...mine, title: 'Anders' }));
	expect((await within((tx) => keptOffers(tx, by))).map(({ title }) => title)).toEqual(['Anders']);
	await expect(within((tx) => keepOffer(tx, by, one.id, { ...mine, offer: theirs as string }))).rejects.toThrow(/no longer/);
	await expect(within((tx) => keepOffer(tx, by, other.id, { ...mine, offer: randomUUID() }))).rejects.toThrow(/link/i);
	await expect(within((tx) => keepOffer(tx, by, one.id, { ...mine, areas: [randomUUID()] }))).rejects.toThrow(/planning areas/);
	expect((await within((tx) => keptOffers(tx, coordinator, other.id))).map(({ title }) => title)).toEqual(['Elternabend']);
});

test('a mark is for whoever made it: nobody is named in storage, nobody else comes to it, and it can be taken back', async () => {
	const { name, token } = await make();
	const id = await offer(name);
	const person = await within((tx) => makeColleague(tx, coordinator, 'markiert'));
	const actor = (key: string): Actor => ({ region: 1, person: key, name: '', email: '', roles: [], teams: [] });
	const own = marker(actor(person));
	const house = await insider(token);
	await within((tx) => mark(tx, own, network, id, 'known'));
	await within((tx) => mark(tx, own, network, id, 'used'));
	await within((tx) => mark(tx, marker(house), readingOf(house), id, 'notYet'));
	expect(await within((tx) => marksOf(tx, own))).toEqual(new Map([[id, 'used']]));
	expect(await within((tx) => marksOf(tx, marker(house)))).toEqual(new Map([[id, 'notYet']]));
	expect(await within((tx) => marksOf(tx, marker(actor(coordinator.person))))).toEqual(new Map());
	expect((await within((tx) => markCounts(tx, coordinator))).get(id)).toEqual({ known: 0, used: 1, notYet: 1 });
	// Who it was stands nowhere, not even as an id, and neither does when.
	const { rows } = await truth.query('select mark::text as whole, * from offers.mark mark where offer_id = $1', [id]);
	expect(rows).toHaveLength(2);
	for (const row of rows) expect(row.whole).not.toContain(person);
	const { rows: columns } = await truth.query(
		`select column_name as name from information_schema.columns where table_schema = 'offers' and table_name = 'mark' order by 1`,
	);
	expect(columns.map(({ name: column }) => column)).toEqual(['mark', 'marker', 'offer_id', 'region_id']);
	const mine = await within((tx) => offersIn(tx, network, { ...ANY, mine: 'used' }, { from: 0, most: 10, marker: own }));
	expect(mine.offers.map((one) => one.id)).toEqual([id]);
	await within((tx) => mark(tx, own, network, id, ''));
	expect(await within((tx) => marksOf(tx, own))).toEqual(new Map());
	// What somebody does not see they cannot mark.
	const hidden = await offer(name, { level: 'internal' });
	await expect(within((tx) => mark(tx, own, visitor, hidden, 'used'))).rejects.toThrow(/no longer/);
});

import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Insider, reading, readingOf } from '#modules/organisations/access.ts';
import { insiderBy } from '#modules/organisations/read-profile.server.ts';
import { usual } from '#modules/organisations/rules-visibility.ts';
import { archive } from '#modules/organisations/write-profile.server.ts';
import type { Actor } from '#modules/people/access.ts';
import * as places from '#modules/places/write.server.ts';
import { database } from '../../../tests/database.ts';
import { makeRegion } from '../../../tests/make.ts';
import { discloseNow, makeOffer, makeProfile } from '../../../tests/make-register.ts';
import { houseMarker, personMarker } from './access.ts';
import { ANY, codeOf, keptOffers, knownTopics, marksOf, offerOf, offersBy, offersIn, useOf, type WantedOffers } from './read.server.ts';
import type { OfferInput } from './schema.ts';
import { dropOffer, eraseMarks, keepOffer, mark } from './write.server.ts';

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
	expect(await within((tx) => keptOffers(tx, coordinator, { organisation }))).toHaveLength(4);
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
	const theirs = await offer(other.name);
	const first = await offer(one.name);
	const [known] = await within((tx) => keptOffers(tx, by));
	const base = { ...known, areas: [], seen: '' } as unknown as OfferInput;
	const mine = { ...base, offer: randomUUID(), title: 'Eigenes' };
	const keep = (organisation: string, input: OfferInput, at = NOW) => within((tx) => keepOffer(tx, by, organisation, input, at));
	await Promise.all([1, 2].map(() => keep(one.id, mine)));
	await keep(one.id, { ...mine, seen: NOW.toISOString(), title: 'Anders' }, new Date(NOW.getTime() + 1000));
	// Somebody else has changed it meanwhile.
	await expect(keep(one.id, { ...mine, seen: NOW.toISOString(), title: 'Zu spät' })).rejects.toThrow(/meanwhile/);
	expect((await within((tx) => keptOffers(tx, by))).map(({ title }) => title)).toEqual(['Anders', 'Elternabend']);
	await expect(keep(one.id, { ...mine, offer: theirs })).rejects.toThrow(/no longer/);
	await expect(keep(other.id, { ...mine, offer: randomUUID() })).rejects.toThrow(/link/i);
	await expect(keep(one.id, { ...mine, offer: randomUUID(), areas: [randomUUID()] })).rejects.toThrow(/planning areas/);
	await expect(within((tx) => dropOffer(tx, by, one.id, theirs))).rejects.toThrow(/no longer/);
	await within((tx) => mark(tx, houseMarker(by), readingOf(by), first, 'used'));
	await within((tx) => dropOffer(tx, by, one.id, first));
	expect((await within((tx) => keptOffers(tx, by))).map(({ title }) => title)).toEqual(['Anders']);
	expect((await within((tx) => keptOffers(tx, coordinator, { organisation: other.id }))).map(({ title }) => title)).toEqual([
		'Elternabend',
	]);
	expect((await truth.query('select from offers.mark where offer_id = $1', [first])).rowCount).toBe(0);
});

test('a topic is one topic however it is written', async () => {
	const { name } = await make();
	const topic = `Übergänge ${randomUUID().slice(0, 4)}`;
	await offer(name, { topics: [topic] });
	const id = await offer(name, { topics: [topic.toUpperCase()] });
	expect((await within((tx) => offerOf(tx, visitor, id)))?.topics).toEqual([topic]);
});

const actor = (person: string, roles: string[] = []): Actor => ({ region: 1, person, name: '', email: '', roles, teams: [] });

test('a mark is for whoever made it: it names nobody, is nobody’s from one offer to the next, and can always be taken back', async () => {
	const { id: house, name, token } = await make();
	const [id, other] = [await offer(name), await offer(name)];
	const own = personMarker(actor(randomUUID()));
	const by = await insider(token);
	if (!own) throw new Error('may mark');
	await within((tx) => mark(tx, own, network, id, 'known'));
	await within((tx) => mark(tx, own, network, id, 'used'));
	await within((tx) => mark(tx, own, network, other, 'used'));
	await within((tx) => mark(tx, houseMarker(by), readingOf(by), id, 'notYet'));
	expect(await within((tx) => marksOf(tx, own))).toEqual(
		new Map([
			[id, 'used'],
			[other, 'used'],
		]),
	);
	expect(await within((tx) => marksOf(tx, houseMarker(by)))).toEqual(new Map([[id, 'notYet']]));
	expect(await within(async (tx) => marksOf(tx, personMarker(actor(randomUUID())) as typeof own))).toEqual(new Map());
	// No column but these, and nobody has the same code at two offers.
	const { rows: columns } = await truth.query(
		`select column_name as name from information_schema.columns where table_schema = 'offers' and table_name = 'mark' order by 1`,
	);
	expect(columns.map(({ name: column }) => column)).toEqual(['mark', 'marker', 'offer_id', 'region_id']);
	const { rows } = await truth.query('select marker from offers.mark where offer_id = any($1)', [[id, other]]);
	expect(new Set(rows.map(({ marker: code }) => code)).size).toBe(3);
	const mine = await within((tx) => offersIn(tx, network, { ...ANY, mine: 'used' }, { from: 0, most: 10, marker: own }));
	expect(mine.offers.map((one) => one.id).sort()).toEqual([id, other].sort());
	// Whatever has become of the offer.
	await within((tx) => archive(tx, coordinator, house, true, NOW));
	await within((tx) => mark(tx, own, network, id, ''));
	expect(await within((tx) => marksOf(tx, own))).toEqual(new Map([[other, 'used']]));
});

test('what somebody does not see they cannot mark, and whoever reads the figures marks nothing', async () => {
	const { name } = await make();
	const hidden = await offer(name, { level: 'internal' });
	const own = personMarker(actor(randomUUID()));
	await expect(within((tx) => mark(tx, own, visitor, hidden, 'used'))).rejects.toThrow(/no longer/);
	const coordinates = personMarker(actor(coordinator.person, ['coordinator']));
	await expect(within((tx) => mark(tx, coordinates, network, hidden, 'used'))).rejects.toThrow(/marks none/);
});

test('of fewer than five marks nothing is told, and every night they lie in another order, without those of offers that are over', async () => {
	const { name } = await make();
	const [id, over] = [await offer(name), await offer(name)];
	const people = Array.from({ length: 5 }, () => personMarker(actor(randomUUID())));
	const use = async () => (await within((tx) => useOf(tx, coordinator))).get(id);
	for (const one of people.slice(0, 4)) await within((tx) => mark(tx, one, network, id, 'used'));
	await within((tx) => mark(tx, people[0], network, over, 'used'));
	expect(await use()).toBeUndefined();
	await within((tx) => mark(tx, people[4], network, id, 'notYet'));
	expect(await use()).toEqual({ known: { kind: 'few' }, used: { kind: 'few' } });
	const code = await within((tx) => codeOf(tx, people[0] as NonNullable<(typeof people)[0]>));
	const lying = async () =>
		(await truth.query('select marker, xmin::text as xmin from offers.mark where offer_id = $1 order by ctid', [id])).rows as {
			marker: string;
			xmin: string;
		}[];
	expect((await lying())[0]?.marker).toBe(code(id));
	await truth.query(`update offers.offer set state = 'ended' where id = $1`, [over]);
	await within((tx) => eraseMarks(tx, NOW));
	const after = await lying();
	// By their codes, all in one go: neither first nor last tells of anybody.
	expect(after.map(({ marker: one }) => one)).toEqual(after.map(({ marker: one }) => one).toSorted());
	expect(new Set(after.map(({ xmin }) => xmin)).size).toBe(1);
	expect(await use()).toEqual({ known: { kind: 'few' }, used: { kind: 'few' } });
	expect((await truth.query('select from offers.mark where offer_id = $1', [over])).rowCount).toBe(0);
});

// What is taken away from the directory, read by other programs than ours: with numbers, days and leading zeros as they were.
import fs from 'node:fs';
import path from 'node:path';
import { check } from '@placemarkio/check-geojson';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { parse } from 'csv-parse/sync';
import readExcel from 'read-excel-file/node';
import { parse as parseCards } from 'vcard4';
import { expect, test } from 'vitest';
import { usual } from '#modules/organisations/rules-visibility.ts';
import { keepContact } from '#modules/organisations/write-disclosure.server.ts';
import { changeProfile, verify } from '#modules/organisations/write-profile.server.ts';
import { addPlanningArea } from '#modules/places/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import * as directoryFile from '../src/routes/directory/list.[format]/+server.ts';
import * as offersFile from '../src/routes/directory/offers/list.[format]/+server.ts';
import { database } from './database.ts';
import { makeRegion } from './make.ts';
import { contacting, discloseNow, makeOffer, makeProfile } from './make-register.ts';

const SCHEMAS = path.resolve(import.meta.dirname, '..', process.env['REAL_DATA'] ?? '../shared/data', 'hsds/compiled');
const { database: db } = await database(4);
const within = <T>(work: (tx: Tx) => Promise<T>) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));
const NOW = new Date('2027-03-16T09:00:00Z');

const made = await within(async (tx) => {
	const { id } = await makeProfile(tx, coordinator, { name: 'Schule; „am Öhmd“', type: 'school' });
	const base = { name: 'Schule; „am Öhmd“', type: 'school', street: 'Weg 1', postcode: '01234', town: 'Öhmstedt', ags: '' } as const;
	const own = { phone: '0049 99', email: 'a@büro.example', website: 'https://müller.example/ä', openingHours: 'Mo–Fr 8–12' };
	const texts = { possibilities: 'Reden,\nund "zuhören"', limits: '', waysOfWorking: '' };
	await changeProfile(tx, coordinator, id, {
		...base,
		...own,
		...texts,
		carrier: 'public',
		legalRegime: '',
		number: '001230',
		forms: ['Grundschule'],
	});
	await tx.updateTable('organisations.organisation').set({ latitude: 51.5, longitude: 8.25 }).where('id', '=', id).execute();
	const year = { region_id: 1, organisation_id: id, year: '2026/27', pupils: 312, social_index: 4, source: 'Amt' };
	await tx.insertInto('organisations.school_year').values(year).execute();
	await discloseNow(tx, coordinator, id, { listed: true, visibility: { ...usual, possibilities: 'public', email: 'public' } }, NOW);
	await verify(tx, coordinator, id, NOW);
	const somebody = {
		kind: 'leadership',
		contactFunction: 'Leitung; und mehr',
		contactPhone: '0999 8',
		hours: '',
		level: 'public',
		agreed: true,
	} as const;
	for (const [at, contactName] of ['Kim Ämsel, Dr.', 'Zoë Übel'].entries())
		await keepContact(
			tx,
			coordinator,
			id,
			contacting({
				...somebody,
				contact: `00000000-0000-4000-8000-00000000000${at}`,
				contactName,
				contactEmail: `k${at}@b.example`,
				deputy: at === 1,
			}),
			'2027-03-16',
		);
	// Somebody of the network who did not agree is on no card.
	const silent = { ...somebody, level: 'internal', agreed: false, contactName: 'Stille Person', contactEmail: '', deputy: false } as const;
	await keepContact(tx, coordinator, id, contacting({ ...silent, contact: '00000000-0000-4000-8000-000000000009' }), '2027-03-16');
	const area = await addPlanningArea(tx, 1, 'Nord', [], '2020-01-01');
	const full = await makeOffer(tx, coordinator, {
		organisation: 'Schule; „am Öhmd“',
		title: 'Elternabend',
		description: 'Wir reden.',
		leastAge: 6,
		mostAge: 10,
		now: new Date('2027-03-01T00:00:00Z'),
		topics: ['Medien'],
		access: 'Anruf genügt',
		cost: 'some',
		costNote: '5 €',
		waitWeeks: 0,
		limits: 'keine Einzelfälle',
		audiences: ['parents'],
		situations: ['crisis'],
		areas: [area],
	});
	const bare = await makeOffer(tx, coordinator, {
		organisation: 'Schule; „am Öhmd“',
		title: 'Nur ein Titel',
		state: 'paused',
		now: new Date('2027-04-01T00:00:00Z'),
	});
	return { id, full, bare };
});

async function file(route: { GET: (event: never) => unknown }, format: string, actor: unknown = undefined): Promise<Buffer> {
	const mayStill = async () => true;
	const locals = { mayStill, now: NOW, language: 'de', region: { id: 1, land: 'NW' }, actor, within };
	const url = new URL('http://127.0.0.1/');
	const answer = (await route.GET({ locals, params: { format }, url } as never)) as Response;
	expect(answer.status).toBe(200);
	return Buffer.from(await answer.arrayBuffer());
}

test('a map of organisations is GeoJSON to a strict reader, with numbers as numbers and leading zeros', async () => {
	const { features } = check((await file(directoryFile, 'geojson')).toString()) as {
		features: { geometry: unknown; properties: unknown }[];
	};
	expect(features[0]?.geometry).toEqual({ type: 'Point', coordinates: [8.25, 51.5] });
	expect(features[0]?.properties).toMatchObject({
		number: '001230',
		postcode: '01234',
		phone: '0049 99',
		pupils: 312,
		schoolYear: '2026/27',
	});
});

test('a table of organisations is read back from Excel and CSV with numbers, days and leading zeros', async () => {
	const [heads, row] = parse(await file(directoryFile, 'csv'), { bom: true, delimiter: ';' }) as [string[], string[]];
	const cell = (heading: string) => row[heads.indexOf(heading)];
	expect([cell('Schulnummer'), cell('Name'), cell('Postleitzahl'), cell('Schülerzahl'), cell('Bestätigt')]).toEqual([
		'001230',
		'Schule; „am Öhmd“',
		'01234',
		'312',
		'16.03.2027',
	]);
	const sheets = await readExcel(await file(directoryFile, 'xlsx'));
	const rows = (Array.isArray(sheets[0]) ? sheets : (sheets[0] as unknown as { data: unknown[][] }).data) as unknown[][];
	const inExcel = (heading: string) => rows[1]?.[(rows[0] as string[]).indexOf(heading)];
	expect([inExcel('Schulnummer'), inExcel('Postleitzahl'), inExcel('Schülerzahl'), inExcel('Breitengrad')]).toEqual([
		'001230',
		'01234',
		312,
		51.5,
	]);
});

test('contacts are vCards to a strict reader: those who agreed, with their marks and commas', async () => {
	const text = (await file(directoryFile, 'vcf', { roles: ['coordinator'] })).toString();
	const cards = parseCards(text);
	const all = Array.isArray(cards) ? cards : [cards];
	const of = (at: number, property: string) =>
		(all[at]?.getProperty(property) as { value: { value?: string } & string }[] | undefined)?.map(({ value }) =>
			String(value.value ?? value),
		);
	expect(all.map((_, at) => of(at, 'FN'))).toEqual([['Kim Ämsel, Dr.'], ['Zoë Übel']]);
	expect(of(0, 'EMAIL')).toEqual(['k0@b.example']);
	expect(of(0, 'TEL')).toEqual(['0999 8']);
	expect(text).not.toContain('Stille Person');
	expect((await file(offersFile, 'json', { roles: [] })).toString()).not.toContain('Stille Person');
});

test.skipIf(!fs.existsSync(SCHEMAS))('offers are services of HSDS 3.0 by its schemas, and nothing in them is made up', async () => {
	const ajv = new Ajv2020({ strict: false, allErrors: true });
	formats.default(ajv);
	const schema = (name: string) => ajv.compile(JSON.parse(fs.readFileSync(path.join(SCHEMAS, `${name}.json`), 'utf8')));
	const [isService, isListed, isOrganisation] = ['service', 'service_list', 'organization'].map(schema);
	const list = JSON.parse((await file(offersFile, 'json')).toString());
	expect(list).toMatchObject({ total_items: 2, first_page: true, last_page: true });
	for (const service of list.contents) {
		expect(isService?.(service), JSON.stringify(isService?.errors)).toBe(true);
		expect(isListed?.(service), JSON.stringify(isListed?.errors)).toBe(true);
		expect(isOrganisation?.(service.organization), JSON.stringify(isOrganisation?.errors)).toBe(true);
		// A strict reader knows every word that we use.
		const known = JSON.parse(fs.readFileSync(path.join(SCHEMAS, 'service.json'), 'utf8')).properties;
		expect(Object.keys(service).filter((key) => !(key in known))).toEqual([]);
	}
	const [full, bare] = list.contents;
	expect(full).toMatchObject({
		id: made.full,
		organization_id: made.id,
		status: 'active',
		minimum_age: 6,
		maximum_age: 10,
		wait_time: 'keine Wartezeit',
		assured_date: '2027-03-16',
		service_areas: [{ name: 'Nord' }],
		organization: {
			email: 'a@xn--bro-hoa.example',
			website: 'https://xn--mller-kva.example/%C3%A4',
			organization_identifiers: [{ identifier: 'NW-001230' }],
			phones: [{ number: '0049 99' }],
			locations: [{ latitude: 51.5, longitude: 8.25, addresses: [{ postal_code: '01234', country: 'DE' }] }],
			contacts: [{ name: 'Kim Ämsel, Dr.' }, { name: 'Zoë Übel' }],
		},
	});
	expect(bare).toMatchObject({ id: made.bare, status: 'temporarily closed' });
	// What was entered after the organisation was confirmed is confirmed by nobody.
	for (const unknown of ['wait_time', 'assured_date', 'minimum_age']) expect(Object.keys(bare)).not.toContain(unknown);
	// The same again has the same ids, also of what has none with us.
	expect(JSON.parse((await file(offersFile, 'json')).toString())).toEqual(list);
});

// The pages of the register in every state, as tests/walk.ts looks at them.
import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { usual } from '#modules/organisations/rules-visibility.ts';
import { keepContact } from '#modules/organisations/write-disclosure.server.ts';
import { addPlanningArea } from '#modules/places/write.server.ts';
import { assign, keepBorders } from '#modules/places/write-area.server.ts';
import { factsOf } from '#modules/positions/read.server.ts';
import { keepFunding } from '#modules/positions/write.server.ts';
import { endCensus } from '#modules/positions/write-census.server.ts';
import { addRule, keepProgramme } from '#modules/positions/write-programme.server.ts';
import { showName } from '#modules/positions/write-specialist.server.ts';
import { startBrowser } from '../tests/browser.ts';
import { makeRegion } from '../tests/make.ts';
import { contacting, discloseNow, makeCensus, makeOffer, makePosition, makeProfile } from '../tests/make-register.ts';
import { sessionFor, startSite } from '../tests/site.ts';
import { walk } from '../tests/walk.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

test('every page of positions and censuses, with something on it, empty and with errors', { timeout: 400_000 }, async () => {
	const { server, database } = await startSite();
	const within = <T>(work: Parameters<typeof database.within<T>>[1]) => database.within([1], work);
	const coordinator = await within((tx) => makeRegion(tx, { origin: server.origin }));
	const session = await sessionFor(database, 1, coordinator.person);
	await walk(
		browser,
		server.origin,
		['', '/neu', '/versorgung', '/pruefen', '/programme', '/erfassungen', '/einlesen'].map((path) => ({
			name: `positions, empty: ${path}`,
			path: `/koordination/stellen${path}`,
			signedIn: true,
		})),
		session,
	);
	const made = await within(async (tx) => {
		for (const [name, email] of [
			['Schule am Markt', 'markt@schule.example'],
			['Schule am Bach', ''],
		] as const)
			await makeProfile(tx, coordinator, { name, type: 'school', email, forms: ['Grundschule'] });
		const programme = await keepProgramme(
			tx,
			coordinator,
			{ programme: null, name: 'Kreismittel', lastOn: '2027-07-31', note: 'Anmerkung', isArchived: false },
			new Date(),
		);
		await addRule(tx, coordinator, { programme, kind: 'applyBy', number: null, text: '04-30', source: 'Richtlinie' });
		await addRule(tx, coordinator, { programme: null, kind: 'leastFte', number: 200, text: '', source: '' });
		const position = await makePosition(tx, coordinator, { school: 'Schule am Markt', person: 'Alma Rieck', number: 'A 1' });
		await keepFunding(tx, coordinator, position, {
			entry: null,
			since: '',
			programme,
			percent: 80,
			reference: 'Az. 7',
			from: '2020-08-01',
			until: null,
		});
		await makePosition(tx, coordinator, { school: 'Schule am Markt', fte: 50 });
		return {
			position,
			facts: await factsOf(tx, position),
			census: await makeCensus(tx, coordinator, { name: 'Stellen zum 1. Oktober' }),
			over: await makeCensus(tx, coordinator),
		};
	});
	await within((tx) => endCensus(tx, coordinator, made.over.id, new Date()));
	const position = `/koordination/stellen/${made.position}`;
	await walk(
		browser,
		server.origin,
		[
			{ name: 'positions', path: '/koordination/stellen', signedIn: true },
			{ name: 'positions, another day', path: '/koordination/stellen?day=2020-01-01&known=2021-01-01&q=x', signedIn: true },
			{ name: 'positions, no day', path: '/koordination/stellen?day=morgen', signedIn: true },
			{
				name: 'a new position with errors',
				path: '/koordination/stellen/neu',
				signedIn: true,
				act: async (page) => {
					await page.getByRole('button', { name: 'Stelle eintragen' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'a position', path: `${position}?done=saved`, signedIn: true },
			...(['state', 'site', 'funding', 'assignment'] as const).map((kind) => ({
				name: `a position, ${kind} with errors`,
				path: position,
				signedIn: true,
				act: async (page: import('playwright-core').Page) => {
					const form = page.locator(`form[action="?/${kind}"]`).first();
					await page.locator('details', { has: form }).first().locator('summary').click();
					await form.locator('input[name=from]').fill('bald');
					await form.locator('button').click();
					await page.getByRole('alert').waitFor();
				},
			})),
			{
				name: 'a position, changed with errors',
				path: position,
				signedIn: true,
				act: async (page) => {
					await page.locator('summary', { hasText: 'Ab einem Tag ändern' }).click();
					await page.locator('#fte-change').fill('viel');
					await page.getByRole('button', { name: 'Änderung eintragen' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{
				name: 'a list of positions, looked at',
				path: '/koordination/stellen/einlesen',
				signedIn: true,
				act: async (page) => {
					const buffer = Buffer.from('Schule;Umfang;Träger;Programm;Wofür\nSchule am Markt;0,5;X;Kreis;a\nSchule am Meer;1;;;\n;;;;');
					await page.getByLabel('Datei (Excel oder CSV)').setInputFiles({ name: 'stellen.csv', mimeType: 'text/csv', buffer });
					await page.getByRole('button', { name: 'Ansehen' }).click();
					await page.locator('#columns summary').click();
				},
			},
			{ name: 'coverage', path: '/koordination/stellen/versorgung?by=form&without=yes', signedIn: true },
			{ name: 'check', path: '/koordination/stellen/pruefen', signedIn: true },
			{ name: 'programmes', path: '/koordination/stellen/programme?done=saved', signedIn: true },
			{
				name: 'programmes with errors',
				path: '/koordination/stellen/programme',
				signedIn: true,
				act: async (page) => {
					await page.locator('summary', { hasText: 'Regel hinzufügen' }).click();
					await page.getByRole('button', { name: 'Regel hinzufügen' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{
				name: 'censuses with errors',
				path: '/koordination/stellen/erfassungen',
				signedIn: true,
				act: async (page) => {
					await page.locator('summary', { hasText: 'Erfassung beginnen' }).click();
					await page.getByRole('button', { name: /^Beginnen/ }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'a census', path: `/koordination/stellen/erfassungen/${made.census.id}?done=begun`, signedIn: true },
			{ name: 'a census that is over', path: `/koordination/stellen/erfassungen/${made.over.id}`, signedIn: true },
			{
				name: 'school, a census with errors',
				path: `/erfassung/${made.census.token}`,
				act: async (page) => {
					await page.locator('summary', { hasText: 'Etwas stimmt nicht' }).click();
					await page.getByRole('button', { name: 'Absenden' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'school, a census that is over', path: `/erfassung/${made.over.token}` },
			{ name: 'desk with positions', path: '/koordination', signedIn: true },
		],
		session,
	);
	await database.close();
	expect(await server.end()).toBe(0);
});

test('the directory as everybody and as an organisation sees it, and who keeps it', { timeout: 400_000 }, async () => {
	const { server, database } = await startSite();
	const within = <T>(work: Parameters<typeof database.within<T>>[1]) => database.within([1], work);
	const coordinator = await within((tx) => makeRegion(tx, { origin: server.origin }));
	const session = await sessionFor(database, 1, coordinator.person);
	await walk(browser, server.origin, [{ name: 'the directory, empty', path: '/verzeichnis' }], undefined);
	await walk(browser, server.origin, [{ name: 'offers, empty', path: '/verzeichnis/angebote' }], undefined);
	await walk(
		browser,
		server.origin,
		[{ name: 'offers of the coordination, empty', path: '/koordination/angebote', signedIn: true }],
		session,
	);
	const { school, own, offer } = await within(async (tx) => {
		const one = await makeProfile(tx, coordinator, { name: 'Schule am Markt', type: 'school' });
		const kept = await makeProfile(tx, coordinator, { name: 'Beratung am Bach', email: 'bach@stelle.example' });
		const visibility = { ...usual, possibilities: 'public' } as const;
		await discloseNow(tx, coordinator, kept.id, { listed: true, visibility }, new Date());
		await tx.updateTable('organisations.organisation').set({ latitude: 52.1, longitude: 9.5 }).where('id', '=', one.id).execute();
		for (const deputy of [false, true]) {
			const contact = { contact: randomUUID(), kind: 'childProtection', contactFunction: '', hours: 'werktags', agreed: true } as const;
			const reach = { contactPhone: '0999 1', contactEmail: 'kim@stelle.example' };
			await keepContact(
				tx,
				coordinator,
				kept.id,
				contacting({ ...contact, ...reach, deputy, contactName: `Kim Amsel ${deputy}`, level: 'public' }),
				'2027-03-16',
			);
		}
		const position = await makePosition(tx, coordinator, { school: 'Schule am Markt', person: 'Alma Rieck' });
		const [assignment] = (await factsOf(tx, position)).assignments;
		if (!assignment) throw new Error('somebody works there');
		const seen = { entry: assignment.id, specialist: assignment.specialist, level: 'public', agreed: true } as const;
		await showName(tx, coordinator, position, seen, '2027-03-16');
		const full = { description: 'Wir reden.', audiences: ['parents'], situations: ['crisis'], topics: ['Medien'], waitWeeks: 2 } as const;
		const area = await addPlanningArea(tx, 1, 'Nord', [], '2020-01-01');
		await keepBorders(tx, coordinator, [
			{
				ags: '01001000',
				name: 'Dorf',
				outline: [
					[
						[
							[9.4, 52],
							[9.6, 52],
							[9.6, 52.2],
							[9.4, 52],
						],
					],
				],
			},
			{
				ags: '01002000',
				name: 'Weiler',
				outline: [
					[
						[
							[9.6, 52],
							[9.8, 52],
							[9.6, 52.2],
							[9.6, 52],
						],
					],
				],
			},
		]);
		const district = { kind: 'asdDistrict', name: 'Bezirk 1', since: '2020-01-01', today: '2027-03-16' } as const;
		await assign(tx, coordinator, { ...district, keys: ['01001000'] });
		await assign(tx, coordinator, { ...district, name: 'Bezirk 2', since: '2021-01-01', keys: ['01001000'] });
		const made = await makeOffer(tx, coordinator, {
			...full,
			audiences: [...full.audiences],
			situations: [...full.situations],
			topics: [...full.topics],
			organisation: 'Beratung am Bach',
			areas: [area],
		});
		return { school: one.id, own: kept, offer: made };
	});
	const link = `/einrichtung/${own.token}`;
	const desk = `/koordination/organisationen/${own.id}`;
	await walk(
		browser,
		server.origin,
		[
			{ name: 'the directory', path: '/verzeichnis' },
			{ name: 'the directory with its map', path: '/verzeichnis?map=yes' },
			{ name: 'the directory, nothing found', path: '/verzeichnis?q=xyzzy' },
			{ name: 'a school of the directory', path: `/verzeichnis/${school}` },
			{ name: 'an organisation of the directory', path: `/verzeichnis/${own.id}` },
			{ name: 'areas', path: '/koordination/raeume?done=drawn&count=3&entered=1', signedIn: true },
			{
				name: 'areas with errors',
				path: '/koordination/raeume',
				signedIn: true,
				act: async (page) => {
					await page.locator('#municipalities').fill('Nirgends');
					await page.getByRole('button', { name: 'Zuordnen' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{
				name: 'a file that is no map',
				path: '/koordination/raeume',
				signedIn: true,
				act: async (page) => {
					await page
						.getByLabel('Datei (GeoJSON)')
						.setInputFiles({ name: 'x.geojson', mimeType: 'application/geo+json', buffer: Buffer.from('{') });
					await page.getByRole('button', { name: 'Übernehmen' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'offers', path: '/verzeichnis/angebote' },
			{ name: 'offers, signed in', path: '/verzeichnis/angebote?q=x', signedIn: true },
			{ name: 'an offer', path: `/verzeichnis/angebote/${offer}`, signedIn: true },
			{ name: 'offers by a link', path: `${link}/verzeichnis/angebote` },
			{ name: 'an offer by a link', path: `${link}/verzeichnis/angebote/${offer}` },
			{ name: 'own offers', path: `${link}/angebote?saved=Elternabend` },
			{ name: 'offers of the coordination', path: '/koordination/angebote', signedIn: true },
			...[`${link}/angebote/neu`, '/koordination/angebote/neu'].map((path) => ({
				name: `an offer with errors: ${path.split('/')[1]}`,
				path,
				signedIn: path.startsWith('/koordination'),
				act: async (page: import('playwright-core').Page) => {
					await page.locator('#leastAge').fill('zehn');
					await page.getByRole('button', { name: 'Angebot speichern' }).click();
					await page.getByRole('alert').waitFor();
				},
			})),
			{ name: 'the directory by a link', path: `${link}/verzeichnis` },
			{ name: 'a school by a link', path: `${link}/verzeichnis/${school}` },
			{ name: 'who sees what', path: `${link}?done=shown`, act: (page) => page.locator('summary', { hasText: 'Wer sieht was?' }).click() },
			...[link, desk].map((path) => ({
				name: `a contact with errors: ${path.split('/')[1]}`,
				path,
				signedIn: path === desk,
				act: async (page: import('playwright-core').Page) => {
					await page.locator('#contact-form summary').click();
					await page.getByRole('button', { name: 'Ansprechperson speichern' }).click();
					await page.getByRole('alert').waitFor();
				},
			})),
		],
		session,
	);
	await server.end();
	await database.close();
});

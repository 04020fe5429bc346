// What an organisation shows and offers: said on a phone by its link, found by a visitor, marked by a professional, told to the coordination.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson } from '#modules/people/write.server.ts';
import { addPlanningArea } from '#modules/places/write.server.ts';
import { DESK, PHONE } from '../tests/board.ts';
import { startBrowser } from '../tests/browser.ts';
import { makeRegion } from '../tests/make.ts';
import { makeProfile } from '../tests/make-register.ts';
import { sessionFor, startSite } from '../tests/site.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

const done = (page: Page, sentence: string) => page.locator('.kern-alert--success', { hasText: sentence }).waitFor();

test.each([true, false])(
	'an organisation says who sees what, whom to turn to and what it offers; with JavaScript: %s',
	{ timeout: 60_000 },
	async (javaScriptEnabled) => {
		const { server, database } = await startSite();
		const { coordinator, token, people } = await database.within([1], async (tx) => {
			const by = await makeRegion(tx, { origin: server.origin });
			await addPlanningArea(tx, 1, 'Nord', [], '2020-01-01');
			await addPlanningArea(tx, 1, 'Süd', [], '2020-01-01');
			const persons: string[] = [];
			for (const name of ['Ada', 'Ben', 'Cem', 'Dora', 'Emil'])
				persons.push(await addPerson(tx, 1, { name, email: `${name.toLowerCase()}@x.example` }));
			const profile = { name: 'Beratung am Tor', phone: '0999 123', possibilities: 'Wir reden früh.', email: 'tor@stelle.example' };
			return { coordinator: by, people: persons, token: (await makeProfile(tx, by, profile)).token };
		});
		const pageOf = async (look: object, person?: string) => {
			const context = await browser.newContext({ ...look, javaScriptEnabled });
			if (person) await context.addCookies([{ name: 'session', value: await sessionFor(database, 1, person), url: server.origin }]);
			return context.newPage();
		};
		const visitor = await pageOf(PHONE);
		await visitor.goto(`${server.origin}/verzeichnis`);
		await visitor.getByText('Das Verzeichnis ist noch leer').waitFor();

		// By its link: in the directory, but without its telephone, with what it can do.
		const own = await pageOf(PHONE);
		await own.goto(`${server.origin}/einrichtung/${token}`);
		await own.locator('summary', { hasText: 'Wer sieht was?' }).click();
		await own.getByLabel('Im öffentlichen Verzeichnis').selectOption('yes');
		await own.getByLabel('Wer sieht „Telefon“?').selectOption('internal');
		await own.getByLabel('Wer sieht „Was wir können“?').selectOption('public');
		await own.getByRole('button', { name: 'Sichtbarkeit speichern' }).click();
		await done(own, 'Gespeichert, wer was sieht.');
		await own.getByText('Steht im öffentlichen Verzeichnis').waitFor();
		await own.locator('summary', { hasText: 'Wer sieht was?' }).click();
		expect(await own.getByLabel('Wer sieht „Telefon“?').inputValue()).toBe('internal');

		// Somebody to turn to is public only once they agreed, and nothing typed is lost meanwhile.
		await own.locator('summary', { hasText: 'Ansprechperson eintragen' }).click();
		await own.getByLabel('Wofür').selectOption('childProtection');
		await own.getByLabel('Vor- und Nachname').fill('Kim Amsel');
		await own.getByLabel('Wer sieht das?').selectOption('public');
		await own.getByRole('button', { name: 'Ansprechperson speichern' }).click();
		await own.locator('#level-error').waitFor();
		expect(await own.getByLabel('Vor- und Nachname').inputValue()).toBe('Kim Amsel');
		await own.getByLabel('Die Person ist einverstanden').check();
		await own.getByRole('button', { name: 'Ansprechperson speichern' }).click();
		await done(own, 'Die Ansprechperson ist gespeichert.');
		await own.getByText('soll alle sechs Monate jemand bestätigen').waitFor();

		// An offer, with a mistake first: what was ticked stays ticked.
		await own.getByRole('link', { name: 'Ihre Angebote eintragen und ändern' }).click();
		await own.getByRole('link', { name: 'Angebot eintragen' }).click();
		for (const label of ['Jugendliche', 'Schulabsentismus', 'Nord']) await own.getByLabel(label, { exact: true }).check();
		await own.getByLabel('Mindestalter in Jahren').fill('zwölf');
		await own.getByRole('button', { name: 'Angebot speichern' }).click();
		await own.locator('#title-error').waitFor();
		const ticked = async () => {
			for (const label of ['Jugendliche', 'Schulabsentismus', 'Nord'])
				expect(await own.getByLabel(label, { exact: true }).isChecked(), label).toBe(true);
			expect(await own.getByLabel('Süd', { exact: true }).isChecked()).toBe(false);
		};
		await ticked();
		await own.getByLabel('Titel').fill('Werkstatt statt Klassenzimmer');
		await own.getByLabel('Mindestalter in Jahren').fill('13');
		await own.getByLabel('Themen').fill('Fahrräder');
		await own.getByRole('button', { name: 'Angebot speichern' }).click();
		await done(own, '„Werkstatt statt Klassenzimmer“ ist gespeichert.');
		await own.getByRole('link', { name: 'Werkstatt statt Klassenzimmer' }).click();
		await ticked();

		// A visitor finds it with a letter wrong, and sees neither the telephone nor a mark to make.
		await visitor.goto(`${server.origin}/verzeichnis?q=Berautng`);
		await visitor.getByRole('link', { name: 'beratung', exact: true }).click();
		await visitor.getByRole('link', { name: 'Beratung am Tor' }).click();
		await visitor.getByText('Wir reden früh.').waitFor();
		await visitor.getByText('Kim Amsel').waitFor();
		expect(await visitor.getByText('0999 123').count()).toBe(0);
		await visitor.goto(`${server.origin}/verzeichnis/angebote?in=absence&age=15`);
		await visitor.getByRole('link', { name: 'Werkstatt statt Klassenzimmer' }).click();
		await visitor.getByText('ab 13 Jahren').waitFor();
		expect(await visitor.getByRole('button', { name: 'schon genutzt' }).count()).toBe(0);
		const { pathname } = new URL(visitor.url());
		await visitor.goto(`${server.origin}/verzeichnis/angebote?in=crisis`);
		await visitor.getByText('Dazu findet sich kein Angebot.').waitFor();

		// Five professionals mark it for themselves; the coordination learns no more than it may.
		const desk = await pageOf(DESK, coordinator.person);
		const cell = async () => {
			await desk.goto(`${server.origin}/koordination/angebote`);
			return desk.locator('td[data-label="Genutzt"]').innerText();
		};
		for (const [at, person] of people.entries()) {
			expect(await cell()).toBe('zu wenige Angaben');
			const page = await pageOf(PHONE, person);
			await page.goto(server.origin + pathname);
			await page.getByText('0999 123').waitFor({ state: 'detached' });
			await page.getByRole('button', { name: at === 0 ? 'schon genutzt' : 'kenne ich' }).click();
			await done(page, 'Notiert, nur für Sie.');
			await page.goto(`${server.origin}/verzeichnis/angebote?mine=${at === 0 ? 'used' : 'known'}`);
			await page.getByRole('link', { name: 'Werkstatt statt Klassenzimmer' }).waitFor();
		}
		expect(await cell()).toBe('von wenigen (unter 5)');
		expect(await desk.locator('tr', { hasText: 'Süd' }).locator('td[data-label="Eigene Angebote"]').innerText()).toBe('0');
		await desk.goto(server.origin + pathname);
		expect(await desk.getByRole('button', { name: 'kenne ich' }).count()).toBe(0);

		// It was a mistake after all: with the offer go the marks.
		await own.getByRole('button', { name: 'Angebot löschen' }).click();
		await done(own, '„Werkstatt statt Klassenzimmer“ ist gelöscht.');
		expect((await visitor.goto(server.origin + pathname))?.status()).toBe(404);
		await server.end();
		await database.close();
	},
);

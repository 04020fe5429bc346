// An organisation of the register: worded by the coordination, asked by mail, confirmed and changed on a phone by its own people.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DESK, PHONE } from '../tests/board.ts';
import { startBrowser } from '../tests/browser.ts';
import { makeRegion } from '../tests/make.ts';
import { until } from '../tests/server.ts';
import { sessionFor, startSite } from '../tests/site.ts';
import { startSink } from '../tests/smtp.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

const done = (page: Page, sentence: string) => page.locator('.kern-alert--success', { hasText: sentence }).waitFor();

test.each([true, false])(
	'an organisation is asked whether everything is right, and says so; with JavaScript: %s',
	async (javaScriptEnabled) => {
		const sink = await startSink();
		const { server, database } = await startSite({ SMTP_URL: sink.url });
		const coordinator = await database.within([1], (tx) => makeRegion(tx, { origin: server.origin }));
		const context = await browser.newContext({ ...DESK, javaScriptEnabled });
		await context.addCookies([{ name: 'session', value: await sessionFor(database, 1, coordinator.person), url: server.origin }]);
		const desk = await context.newPage();
		await desk.goto(`${server.origin}/koordination/organisationen`);
		await desk.getByLabel('Name', { exact: true }).fill('Beratungsstelle am Tor');
		await desk.locator('#type').selectOption('freeCarrier');
		await desk.getByLabel('Ort', { exact: true }).fill('Torstadt');
		await desk.getByRole('button', { name: 'Organisation eintragen' }).click();
		await done(desk, '„Beratungsstelle am Tor“ ist eingetragen.');
		await desk.getByRole('link', { name: 'Beratungsstelle am Tor' }).click();
		await desk.getByText('Noch nie bestätigt').waitFor();
		await desk.locator('summary', { hasText: 'Angaben ändern' }).click();
		await desk.getByLabel('Was wir können', { exact: true }).fill('Beratung in der Schule, auch kurzfristig.');
		await desk.getByLabel('Website', { exact: true }).fill('kein Netz');
		await desk.getByLabel('E-Mail der Einrichtung', { exact: true }).fill('stelle@traeger.example');
		await desk.getByRole('button', { name: 'Speichern' }).click();
		await desk.locator('#website-error').waitFor();
		expect(await desk.getByLabel('Was wir können', { exact: true }).inputValue()).toBe('Beratung in der Schule, auch kurzfristig.');
		await desk.getByLabel('Website', { exact: true }).fill('www.stelle-am-tor.example');
		await desk.getByRole('button', { name: 'Speichern' }).click();
		await done(desk, 'Gespeichert.');
		// Saving is not confirming.
		await desk.getByText('Noch nie bestätigt').waitFor();
		await desk.goto(`${server.origin}/koordination/organisationen?stand=stale`);
		await desk.locator('summary', { hasText: 'Eine Einrichtung um Bestätigung bitten' }).click();
		await desk.getByRole('button', { name: 'Eine Einrichtung um Bestätigung bitten' }).click();
		await done(desk, 'Eine Einrichtung ist gefragt.');

		const mail = await until('the mail to the organisation', () => sink.to('stelle@traeger.example')[0]);
		expect(mail.subject).toBe('Stimmt noch alles? Beratungsstelle am Tor');
		const phone = await (await browser.newContext({ ...PHONE, javaScriptEnabled })).newPage();
		await phone.goto(mail.link('/einrichtung/'));
		await phone.getByText('Beratung in der Schule, auch kurzfristig.').first().waitFor();
		await phone.getByRole('button', { name: 'Stimmt noch' }).click();
		await done(phone, 'Danke');
		await phone.locator('summary', { hasText: 'Angaben ändern' }).click();
		await phone.getByLabel('Was wir nicht können', { exact: true }).fill('Keine Therapie');
		await phone.getByRole('button', { name: 'Speichern' }).click();
		await done(phone, 'Gespeichert.');
		await desk.goto(`${server.origin}/koordination/organisationen`);
		await desk.getByRole('link', { name: 'Beratungsstelle am Tor' }).click();
		await desk.getByText(/Bestätigt von der Einrichtung selbst am/).waitFor();
		await desk.getByText('Keine Therapie').first().waitFor();
		await phone.locator('summary', { hasText: 'Gibt es nicht mehr' }).click();
		await phone.getByRole('button', { name: 'Gibt es nicht mehr' }).click();
		await done(phone, 'Die Einrichtung wird nicht mehr vorgeschlagen.');
		await desk.goto(`${server.origin}/koordination/organisationen?stand=archived`);
		await desk.getByRole('link', { name: 'Beratungsstelle am Tor' }).click();
		await desk.getByRole('button', { name: 'Wieder aufnehmen' }).click();
		await done(desk, 'Die Einrichtung ist wieder da.');
		await desk.getByRole('button', { name: 'Stimmt noch' }).click();
		await done(desk, 'Danke');
		await desk.getByText(/Bestätigt von der Koordination am/).waitFor();
		await database.close();
		await server.end();
		await sink.stop();
	},
);

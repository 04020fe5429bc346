// Minutes that two people word at once, released, and read by whoever is on the list.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { register } from '#modules/conduct/write.server.ts';
import { give } from '#modules/thread/write.server.ts';
import { boardOfToday, DESK, PHONE } from '../tests/board.ts';
import { startBrowser } from '../tests/browser.ts';
import { person } from '../tests/make.ts';
import { readPdf } from '../tests/pdf.ts';
import { until } from '../tests/server.ts';
import { startSink } from '../tests/smtp.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

const done = (page: Page, sentence: string) => page.locator('.kern-alert--success', { hasText: sentence }).waitFor();
const save = (page: Page) => page.getByRole('button', { name: 'Speichern' }).click();

test('two word the minutes at once, with a script and without: nothing is lost, and where both changed the same both texts are shown', async () => {
	const sink = await startSink();
	const made = await boardOfToday({}, { SMTP_URL: sink.url });
	await made.within(async (tx) => {
		for (const who of ['a', 'b']) await register(tx, made.meeting.open, person(who), [], 'de');
		const facts = {
			key: null,
			bundle: null,
			title: 'Durchwahlen',
			asked: 'Bildungsbüro',
			step: '',
			due: '',
			carerName: '',
			carerEmail: '',
			asking: null,
		};
		return give(tx, made.organiser, facts, new Date());
	});
	const signedIn = async (javaScriptEnabled: boolean) => {
		const context = await browser.newContext({ ...DESK, javaScriptEnabled });
		await context.addCookies([{ name: 'session', value: made.session, url: made.origin }]);
		return context.newPage();
	};
	const [karla, tim] = [await signedIn(true), await signedIn(false)];
	await karla.goto(`${made.origin}/koordination/treffen/${made.meeting.meeting.slug}/protokolle`);
	await karla.getByRole('button', { name: 'Protokoll beginnen' }).first().click();
	await karla.getByRole('heading', { name: /^Protokoll: / }).waitFor();
	const address = karla.url();
	await tim.goto(address);
	const text = (page: Page, heading: string) =>
		page.locator('fieldset', { has: page.locator(`input[value="${heading}"]`) }).locator('textarea');
	// Each in a section of their own: both stand.
	await text(karla, 'Anwesend').fill('Fünfzig Menschen aus elf Schulen');
	await text(tim, 'Nächstes Treffen').fill('Im Frühjahr, Ort folgt');
	await save(karla);
	await done(karla, 'Gespeichert.');
	await save(tim);
	await done(tim, 'Gespeichert.');
	await tim.goto(address);
	expect(await text(tim, 'Anwesend').inputValue()).toBe('Fünfzig Menschen aus elf Schulen');
	expect(await text(tim, 'Aufträge').inputValue()).toContain('Durchwahlen · Bildungsbüro');
	// Both in the same: nothing is saved before somebody has read both.
	await karla.goto(address);
	await text(karla, 'Nächstes Treffen').fill('Am 21. März, Ort folgt');
	await save(karla);
	await done(karla, 'Gespeichert.');
	await text(tim, 'Nächstes Treffen').fill('Im Frühjahr, im Rathaus');
	await text(tim, 'Anwesend').fill('Zweiundfünfzig Menschen aus elf Schulen');
	await save(tim);
	await tim.getByText('Jemand hat inzwischen dieselben Abschnitte geändert.').first().waitFor();
	expect(await tim.locator('[data-both]').count()).toBe(1);
	expect((await tim.locator('[data-both]').innerText()).replaceAll(/\s+/g, ' ')).toMatch(/21\. März[\s\S]*Rathaus|Rathaus[\s\S]*21\. März/);
	expect(await text(tim, 'Nächstes Treffen').inputValue()).toBe('Im Frühjahr, im Rathaus');
	await karla.goto(address);
	expect(await text(karla, 'Anwesend').inputValue()).toBe('Fünfzig Menschen aus elf Schulen');
	await text(tim, 'Nächstes Treffen').fill('Am 21. März, im Rathaus');
	await save(tim);
	await done(tim, 'Gespeichert.');
	// Released as it was read: a page that is older releases nothing.
	const release = `${address}/fassungen`;
	await karla.goto(release);
	await karla.getByText('Auf der Verteilerliste steht noch niemand').waitFor();
	await text(tim, 'Anwesend').fill('Dreiundfünfzig Menschen aus elf Schulen');
	await save(tim);
	await done(tim, 'Gespeichert.');
	await karla.getByRole('button', { name: 'Diesen Stand freigeben' }).click();
	await karla.getByText('Jemand hat das Protokoll inzwischen geändert.').first().waitFor();
	await karla.goto(release);
	await karla.getByLabel('Name', { exact: true }).fill('Kim Amsel');
	await karla.getByLabel('E-Mail').fill('kim@schule.example');
	await karla.getByRole('button', { name: 'Auf die Liste' }).click();
	await done(karla, 'Steht auf der Liste.');
	await karla.getByText('Eine Person auf der Verteilerliste').waitFor();
	await karla.getByRole('button', { name: '2 Angemeldete aufnehmen' }).click();
	await done(karla, 'Steht auf der Liste.');
	await karla.getByRole('button', { name: 'Diesen Stand freigeben' }).click();
	await done(karla, 'Freigegeben.');
	await until('the mail to whoever has a place', () => sink.to('person-b@schule.example')[0]);
	const mail = await until('the mail with the minutes', () => sink.to('kim@schule.example')[0]);
	const phone = await (await browser.newContext({ ...PHONE, javaScriptEnabled: false })).newPage();
	await phone.goto(mail.link('/protokolle/'));
	await phone.getByText('Am 21. März, im Rathaus').waitFor();
	// A heading that nobody wrote anything under is for those who word.
	expect(await phone.locator('main').innerText()).not.toContain('Ablauf');
	await phone.getByText('Dreiundfünfzig Menschen aus elf Schulen').waitFor();
	const document = await readPdf(new Uint8Array(await (await phone.request.get(`${phone.url()}/protokoll.pdf`)).body()));
	expect(document.isUa1).toBe(true);
	expect(document.pages.map((page) => page.text).join(' ')).toContain('Am 21. März, im Rathaus');
	// What was released stays readable, whatever is written since.
	await text(tim, 'Anwesend').fill('Alle');
	await save(tim);
	await done(tim, 'Gespeichert.');
	await karla.goto(release);
	const first = await karla.getByRole('link', { name: /^Fassung 1, freigegeben am / }).getAttribute('href');
	const pdf = await karla.request.get(`${made.origin}${first}`);
	expect((await readPdf(new Uint8Array(await pdf.body()))).pages.map((page) => page.text).join(' ')).toContain('Dreiundfünfzig');
	expect((await karla.request.get(`${made.origin}${first?.replace('=1', '=2')}`)).status()).toBe(404);
	await karla.getByRole('button', { name: 'Kim Amsel von der Liste nehmen' }).click();
	await done(karla, 'Steht nicht mehr auf der Liste.');
	expect((await phone.request.get(phone.url())).status()).toBe(404);
	await made.end();
	await sink.stop();
});

// A whole day: 52 registered, 47 let in at two doors of which one loses its connection, three walk in, four rounds of a World Café,
// certificates for 50, and two who exchange their contacts.
import ICAL from 'ical.js';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import { chairs } from '#modules/groups/read.server.ts';
import { personalTokenOf, placeById } from '#modules/registration/read.server.ts';
import { doors, doorToken, headcount } from '#modules/registration/read-door.server.ts';
import { startBrowser } from '../tests/browser.ts';
import { beginAgo, makeMeeting, makeRegion, person } from '../tests/make.ts';
import { readPdf } from '../tests/pdf.ts';
import { startProxy } from '../tests/proxy.ts';
import { until } from '../tests/server.ts';
import { sessionFor, startSite } from '../tests/site.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

const REGISTERED = 52;
const COMING = 47;
const WALK_INS = ['Ånne Spontan', 'Şule Spontan', 'Олег Спонтан'];
const HOSTS = 8;

test('the day itself, from the door to the certificate', async () => {
	const site = await startSite();
	const { origin } = site.server;
	const within = <T>(work: Parameters<typeof site.database.within<T>>[1]) => site.database.within([1], work);
	const made = await within(async (tx) =>
		makeMeeting(tx, await makeRegion(tx, { origin }), { capacity: 60, input: { title: 'Ein ganzer Tag' } }),
	);
	const places: string[] = [];
	for (let number = 0; number < REGISTERED; number++) {
		const facts = { name: `Gast Nummer${100 + number}`, organisation: `Schule ${number % 9}` };
		places.push((await within((tx) => conduct.register(tx, made.open, person(number, facts), [], 'de'))).place as string);
	}
	await within((tx) => beginAgo(tx, made, 1));
	const session = await sessionFor(site.database, 1, made.organiser.person);
	// The desk needs no JavaScript for any of this.
	const office = await browser.newContext({ javaScriptEnabled: false, locale: 'de-DE', viewport: { width: 1280, height: 900 } });
	await office.addCookies([{ name: 'session', value: session, url: origin }]);
	const desk = await office.newPage();
	desk.setDefaultTimeout(20_000);
	const tab = (name: string) => desk.goto(`${origin}/koordination/treffen/${made.meeting.slug}/${name}`);

	// Two doors, each with a link and no account; one of them behind a bad connection.
	for (const label of ['Nord', 'Süd']) {
		await tab('tag');
		await desk.getByLabel('Name der Tür').fill(label);
		await desk.getByRole('button', { name: 'Tür öffnen' }).click();
		await desk.getByText('Die Tür ist offen.').waitFor();
	}
	const tokens = await within(async (tx) => {
		const open = await doors(tx, made.organiser, new Date());
		return Promise.all(open.map(({ id }) => doorToken(tx, 1, id)));
	});
	const proxy = await startProxy(origin);
	const outside = await browser.newContext({ locale: 'de-DE', viewport: { width: 375, height: 720 } });
	const open = async (host: string, token: string): Promise<Page> => {
		const page = await outside.newPage();
		page.setDefaultTimeout(20_000);
		await page.goto(`${host}/tuer/${token}`);
		await page.locator('[data-registered]', { hasText: String(REGISTERED) }).waitFor();
		return page;
	};
	const north = await open(proxy.origin, tokens[0] as string);
	const south = await open(origin, tokens[1] as string);
	const letIn = async (page: Page, number: number) => {
		await page.getByLabel('Wer kommt?').fill(`nummer${100 + number}`);
		await page.locator('[data-found] button').first().click();
		await page.locator('[data-found]:empty').waitFor({ state: 'attached' });
	};
	for (let number = 0; number < COMING; number++) {
		if (number === 10) proxy.trouble.isCut = true;
		if (number === 30) {
			await north.locator('[data-connection]').getByText('Keine Verbindung').waitFor();
			proxy.trouble.isCut = false;
		}
		await letIn(number % 2 ? north : south, number);
	}
	for (const [at, name] of WALK_INS.entries()) {
		const page = at % 2 ? north : south;
		const form = page.locator('[data-walk-in]');
		if (!(await form.isVisible())) await page.locator('summary', { hasText: 'Nicht angemeldet' }).click();
		await form.getByLabel('Name').fill(name);
		await form.getByLabel('Organisation').fill('Schule 3');
		await form.getByRole('button', { name: 'Eintragen und einlassen' }).click();
	}
	const present = COMING + WALK_INS.length;
	await until('everybody to be in', async () => (await within((tx) => headcount(tx, { meeting: made.meeting.id }))).here === present);
	for (const page of [north, south])
		await until('both doors to know', async () => (await page.locator('[data-here]').innerText()) === String(present));
	await outside.close();
	await proxy.end();

	// A World Café in four rounds, each table with somebody who stays.
	await tab('gruppen');
	await desk.getByLabel('Tische').fill('7, 7, 6, 6, 6, 6, 6, 6');
	await desk.getByLabel('Runden', { exact: true }).fill('4');
	await desk.getByLabel('Wer sitzt').selectOption('arrived');
	await desk.getByRole('button', { name: 'Speichern', exact: true }).click();
	await desk.getByText('Gespeichert.').waitFor();
	for (let table = 1; table <= HOSTS; table++) {
		await desk.locator('summary', { hasText: new RegExp(`^\\s*Tisch ${table}\\s*$`) }).click();
		await desk.locator(`#moderator-${table}`).selectOption({ label: `Gast Nummer${99 + table}` });
		await desk
			.locator('form', { has: desk.locator(`#moderator-${table}`) })
			.getByRole('button', { name: 'Tisch speichern' })
			.click();
		await desk.getByText('Der Tisch ist gespeichert.').waitFor();
	}
	await desk.getByRole('button', { name: `${present} Personen einteilen` }).click();
	await desk.getByText('Eingeteilt.').waitFor();
	// The value stands beside its bound, and nobody meets anybody twice.
	const row = desk.getByRole('row', { name: /Wiedersehen/ });
	expect((await row.getByRole('cell').allInnerTexts()).map(Number)).toEqual([0, 0]);
	expect(await desk.locator('[data-proven]').count()).toBe(1);
	const seated = await within((tx) => chairs(tx, made.organiser));
	expect(seated).toHaveLength(4 * present);
	for (let round = 1; round <= 4; round++) {
		await desk.getByRole('button', { name: `Runde ${round} starten` }).click();
		await desk.getByText('Die Runde läuft.').waitFor();
	}

	// Certificates: all in one document, and each by the link of its owner.
	await within((tx) => beginAgo(tx, made, 5));
	await tab('danach');
	await desk.getByLabel('Ort vor dem Datum').fill('Lindenfurt');
	await desk.getByLabel('Wer unterschreibt').fill('Karla Koordination');
	await desk.getByRole('button', { name: 'Bescheinigungen ausstellen' }).click();
	await desk.getByText(`${present} Bescheinigungen sind ausgestellt.`).waitFor();
	const fetched = async (path: string) => {
		const answer = await fetch(origin + path, { headers: { cookie: `session=${session}` } });
		return { status: answer.status, bytes: new Uint8Array(await answer.arrayBuffer()) };
	};
	const batch = await readPdf((await fetched(`/koordination/treffen/${made.meeting.slug}/danach/bescheinigungen.pdf`)).bytes);
	expect([batch.pages.length, batch.isUa1]).toEqual([present, true]);
	for (const name of WALK_INS) expect(batch.pages.filter(({ text }) => text.includes(name))).toHaveLength(1);
	const linkOf = async (number: number) =>
		`/meine-anmeldung/${await within(async (tx) => personalTokenOf(tx, 1, (await placeById(tx, places[number] as string)) as { id: string; linkVersion: number }))}`;
	const single = await readPdf((await fetched(`${await linkOf(3)}/danach/bescheinigung.pdf`)).bytes);
	expect([single.pages.length, single.pages[0]?.text.includes('Gast Nummer103')]).toEqual([1, true]);
	expect((await fetched(`${await linkOf(REGISTERED - 1)}/danach/bescheinigung.pdf`)).status).toBe(404);
	const code = /Code ([0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5})/.exec(single.pages[0]?.text ?? '')?.[1] ?? '';

	// Anybody can check it, and is told yes or no.
	const stranger = await browser.newContext({ javaScriptEnabled: false, locale: 'de-DE' });
	const checking = await stranger.newPage();
	for (const [surname, outcome] of [
		['Nummer103', 'yes'],
		['Nummer104', 'no'],
	] as const) {
		await checking.goto(`${origin}/bescheinigung`);
		await checking.getByLabel('Code').fill(code);
		await checking.getByLabel('Nachname').fill(surname);
		await checking.getByRole('button', { name: 'Prüfen' }).click();
		await checking.locator(`[data-certificate="${outcome}"]`).waitFor();
	}

	// Two share their contacts and find each other; a third, who does not, sees and shows nothing.
	const guest = await stranger.newPage();
	for (const number of [5, 6]) {
		await guest.goto(origin + (await linkOf(number)));
		await guest.getByLabel('Andere Angemeldete, die das ebenfalls erlauben').check();
		await guest.getByRole('button', { name: 'Speichern' }).click();
		await guest.getByText('Gespeichert').first().waitFor();
	}
	const cardsOf = async (number: number) => {
		const text = new TextDecoder().decode((await fetched(`${await linkOf(number)}/danach/kontakte.vcf`)).bytes);
		return text
			.split(/(?<=END:VCARD\r\n)/)
			.filter(Boolean)
			.map((one) => new ICAL.Component(ICAL.parse(one)).getFirstPropertyValue('fn'));
	};
	expect([await cardsOf(5), await cardsOf(6), await cardsOf(7)]).toEqual([['Gast Nummer106'], ['Gast Nummer105'], []]);
	await guest.goto(`${origin}${await linkOf(7)}/danach`);
	expect(await guest.getByText('Nummer105').count()).toBe(0);

	// About becomes exact.
	await tab('');
	await desk.locator('[name=people]').fill('50');
	await desk.locator('[name=precision]').selectOption('about');
	await desk.locator('form[action="?/came"]').getByRole('button').click();
	await tab('danach');
	await desk.getByRole('button', { name: 'Abschließen' }).click();
	await desk.getByText('Das Treffen ist abgeschlossen.').waitFor();
	await tab('');
	await desk.locator('#came ~ p').getByText(`${present}`).waitFor();
	expect(await desk.locator('#came ~ p').first().innerText()).not.toMatch(/rund/);
	await office.close();
	await stranger.close();
	await site.database.close();
	expect(await site.server.end()).toBe(0);
});

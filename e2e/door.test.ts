// At the door: two phones, a connection that fails, a reload without one, a camera, and the same without JavaScript.
import fs from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import { badgeCodes, doorToken, headcount } from '#modules/registration/read-door.server.ts';
import { openDoor } from '#modules/registration/write-door.server.ts';
import { temporaryFolder } from '#platform/db/launcher.ts';
import { startBrowser } from '../tests/browser.ts';
import { cameraOf, makeFilm } from '../tests/camera.ts';
import { makeMeeting, makeRegion, person } from '../tests/make.ts';
import { startProxy } from '../tests/proxy.ts';
import { until } from '../tests/server.ts';
import { startSite } from '../tests/site.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

const NAMES = ['Ada', 'Berta', 'Cem', 'Doris', 'Emil', 'Fatma', 'Georg', 'Hanna', 'Igor', 'Jana', 'Kemal', 'Lena'];

async function meetingWithDoors(people: number) {
	const site = await startSite();
	const made = await site.database.within([1], async (tx) => {
		const meeting = await makeMeeting(tx, await makeRegion(tx, { origin: site.server.origin }), { capacity: 60 });
		const places: string[] = [];
		for (let number = 0; number < people; number++) {
			const name = `${NAMES[number % NAMES.length]} Nummer${100 + number}`;
			places.push((await conduct.register(tx, meeting.open, person(number, { name }), [], 'de')).place as string);
		}
		const doors: string[] = [];
		for (const label of ['Nord', 'Süd']) doors.push(await doorToken(tx, 1, await openDoor(tx, meeting.organiser, label, new Date())));
		return { ...meeting, places, doors, codes: await badgeCodes(tx, 1, places) };
	});
	const count = () => site.database.within([1], (tx) => headcount(tx, { meeting: made.meeting.id }));
	const end = async () => {
		await site.database.close();
		expect(await site.server.end()).toBe(0);
	};
	return { site, ...made, count, end };
}

async function phone(context: BrowserContext, origin: string, token: string): Promise<Page> {
	const page = await context.newPage();
	page.setDefaultTimeout(20_000);
	await page.goto(`${origin}/tuer/${token}`);
	return page;
}

const waitingOn = (page: Page) => page.locator('[data-connection]');

/** Lets somebody in by the beginnings of their names. */
async function letIn(page: Page, typed: string): Promise<void> {
	await page.getByLabel('Wer kommt?').fill(typed);
	await page.locator('[data-found] button').first().click();
	await page.locator('[data-found]:empty').waitFor({ state: 'attached' });
}

const shown = (page: Page) => page.locator('[data-here]').innerText();

test('a tenth of all requests fail, before or after the server has them: nothing is lost and nothing counts twice', async () => {
	const made = await meetingWithDoors(24);
	const proxy = await startProxy(made.site.server.origin);
	const context = await browser.newContext({ locale: 'de-DE', viewport: { width: 375, height: 720 } });
	// The pages themselves come through: what is tested is what happens afterwards.
	const pages: Page[] = [];
	for (const token of made.doors) pages.push(await phone(context, proxy.origin, token));
	for (const page of pages) await page.getByRole('button', { name: 'QR-Code scannen' }).waitFor();
	proxy.trouble.failing = 10;
	const [north, south] = pages as [Page, Page];
	for (let number = 0; number < 24; number++) {
		const [one, other] = number % 2 ? [north, south] : [south, north];
		const typed = `nummer${100 + number}`;
		// Every fourth is looked up at both doors before either has let them in.
		if (number % 4 === 0) await other.getByLabel('Wer kommt?').fill(typed);
		await letIn(one, typed);
		// Where the other door knows it by now, there is nobody left to let in.
		if (number % 4 === 0) await other.evaluate(() => document.querySelector<HTMLButtonElement>('[data-found] button')?.click());
	}
	for (const page of pages) {
		await page.locator('summary', { hasText: 'Nicht angemeldet' }).click();
		await page.getByLabel('Name', { exact: true }).fill('Paul Spontan');
		await page.getByLabel('Organisation', { exact: true }).fill('Kita am Fluss');
		await page.getByRole('button', { name: 'Eintragen und einlassen' }).click();
	}
	for (const page of pages) await until('everybody on the phone', async () => (await shown(page)) === '26');
	await until('everybody on the server', async () => (await made.count()).here === 26);
	expect(await made.count()).toEqual({ here: 26, registered: 26, types: [{ type: '', people: 26 }] });
	expect(proxy.failed()).toBeGreaterThan(0);
	await context.close();
	await proxy.end();
	await made.end();
});

test('without a connection a door goes on, also after a reload; what both doors did is a conflict that is shown', async () => {
	const made = await meetingWithDoors(6);
	const proxy = await startProxy(made.site.server.origin);
	const context = await browser.newContext({ locale: 'de-DE', viewport: { width: 375, height: 720 } });
	const [north, south] = [
		await phone(context, proxy.origin, made.doors[0] as string),
		await phone(context, made.site.server.origin, made.doors[1] as string),
	];
	await north.locator('[data-registered]', { hasText: '6' }).waitFor();
	// The page is kept as soon as its worker has it.
	await until('the page to be kept', () => north.evaluate(async () => (await caches.match(location.pathname)) !== undefined));
	proxy.trouble.isCut = true;
	await letIn(north, 'nummer101');
	await letIn(north, 'nummer102');
	await waitingOn(north).getByText('2 Einträge warten').waitFor();
	await letIn(south, 'nummer101');
	await until('the other door', async () => (await made.count()).here === 1);
	await north.reload();
	await waitingOn(north).getByText('2 Einträge warten').waitFor();
	await letIn(north, 'nummer103');
	await waitingOn(north).getByText('3 Einträge warten').waitFor();
	// What the device keeps can be read by nobody without its key.
	const kept = await north.evaluate(() => JSON.stringify(localStorage));
	expect(kept).not.toMatch(/Nummer|Berta|Cem/);
	proxy.trouble.isCut = false;
	await north.getByText('Berta Nummer101 war schon da', { exact: false }).waitFor();
	await until('everything to arrive', async () => (await made.count()).here === 3);
	expect(await waitingOn(north).innerText()).toBe('');
	await until('the other door to know', async () => (await shown(south)) === '3');
	await context.close();
	await proxy.end();
	await made.end();
});

test('a device forgets the names with its key, and begins anew', async () => {
	const made = await meetingWithDoors(3);
	const context = await browser.newContext({ locale: 'de-DE' });
	const page = await phone(context, made.site.server.origin, made.doors[0] as string);
	await page.locator('[data-registered]', { hasText: '3' }).waitFor();
	const [cookie] = (await context.cookies()).filter(({ name }) => name === 'door-key');
	expect(cookie?.expires).toBeLessThanOrEqual(Date.now() / 1000 + 24 * 3600);
	const before = await until('the list to be kept', () =>
		page.evaluate(() => Object.entries(localStorage)).then((all) => all.length > 0 && all),
	);
	await context.clearCookies();
	await page.reload();
	await until('a list under a new key', async () => {
		const after = new Map(await page.evaluate(() => Object.entries(localStorage)));
		return after.size > 0 && before.every(([name, value]) => after.get(name) !== value);
	});
	await context.close();
	await made.end();
});

test('the camera reads badges: each once, and one that is nobody’s is said to be', async () => {
	const made = await meetingWithDoors(3);
	const folder = temporaryFolder();
	const film = path.join(folder, 'badges.y4m');
	await makeFilm(film, [null, made.codes[0] as string, 'NOBODYSBADGE0000', made.codes[2] as string]);
	const seeing = await startBrowser(...cameraOf(film));
	const context = await seeing.newContext({ locale: 'de-DE', viewport: { width: 375, height: 900 } });
	const page = await phone(context, made.site.server.origin, made.doors[0] as string);
	await page.locator('[data-registered]', { hasText: '3' }).waitFor();
	await page.getByRole('button', { name: 'QR-Code scannen' }).click();
	await page.getByText('Ada Nummer100 ist da.').waitFor();
	await page.getByText('Cem Nummer102 ist da.').waitFor();
	await page.getByText('Dieser Code gehört zu niemandem').first().waitFor();
	await page.getByRole('button', { name: 'Kamera aus' }).click();
	await page.locator('video').waitFor({ state: 'hidden' });
	expect((await made.count()).here).toBe(2);
	await seeing.close();
	fs.rmSync(folder, { recursive: true, force: true });
	await made.end();
});

test('the same without JavaScript: found by three letters, let in, taken back, and somebody who walks in', async () => {
	const made = await meetingWithDoors(12);
	const context = await browser.newContext({ javaScriptEnabled: false, locale: 'de-DE', viewport: { width: 375, height: 720 } });
	const page = await phone(context, made.site.server.origin, made.doors[0] as string);
	await page.getByLabel('Wer kommt?').fill('fat');
	await page.getByRole('button', { name: 'Suchen' }).click();
	await page.getByRole('button', { name: 'Ist da: Fatma Nummer105' }).click();
	await page.getByText('Fatma Nummer105 ist da.').waitFor();
	expect((await made.count()).here).toBe(1);
	await page.getByRole('button', { name: 'Rückgängig' }).click();
	await page.getByText('Fatma Nummer105: zurückgenommen.').waitFor();
	await page.locator('summary', { hasText: 'Nicht angemeldet' }).click();
	await page.getByRole('button', { name: 'Eintragen und einlassen' }).click();
	await page.getByRole('alert').waitFor();
	await page.getByLabel('Name', { exact: true }).fill('Paul Spontan');
	await page.getByLabel('Organisation', { exact: true }).fill('Kita am Fluss');
	await page.getByRole('button', { name: 'Eintragen und einlassen' }).click();
	await page.getByText('Paul Spontan ist da.').waitFor();
	expect(await made.count()).toEqual({ here: 1, registered: 13, types: [{ type: '', people: 1 }] });
	await context.close();
	await made.end();
});

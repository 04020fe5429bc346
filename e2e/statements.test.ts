// What people agreed to hold: said at a meeting, worded anew by two at once, and read by everybody.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DESK } from '../tests/board.ts';
import { startBrowser } from '../tests/browser.ts';
import { makeMeeting, makeRegion } from '../tests/make.ts';
import { sessionFor, startSite } from '../tests/site.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

test.each([true, false])(
	'a standard from its first sentence to its second version, for everybody; with JavaScript: %s',
	async (javaScriptEnabled) => {
		const { server, database } = await startSite();
		const within = <T>(work: Parameters<typeof database.within<T>>[1]) => database.within([1], work);
		const coordinator = await within((tx) => makeRegion(tx, { origin: server.origin }));
		const { meeting } = await within((tx) => makeMeeting(tx, coordinator, { input: { title: 'Die Konferenz' } }));
		const session = await sessionFor(database, 1, coordinator.person);
		const signedIn = async () => {
			const context = await browser.newContext({ ...DESK, javaScriptEnabled });
			await context.addCookies([{ name: 'session', value: session, url: server.origin }]);
			return context.newPage();
		};
		const [karla, tim] = [await signedIn(), await signedIn()];
		const visitor = await (await browser.newContext({ ...DESK, javaScriptEnabled })).newPage();
		const open = (page: Page, heading: string) => page.locator('summary', { hasText: heading }).click();

		// At the meeting: whoever agreed did so on a day, and what was typed is still there when it is missing.
		await karla.goto(`${server.origin}/koordination/treffen/${meeting.slug}/auftraege`);
		await open(karla, 'Beschluss oder Standard festhalten');
		await karla.getByLabel('Art', { exact: true }).selectOption('standard');
		await karla.getByLabel('Titel', { exact: true }).first().fill('Feste Ansprechpersonen');
		await karla.getByRole('textbox', { name: 'Wortlaut' }).fill('Jede Schule nennt eine.');
		await karla.getByLabel('Stand', { exact: true }).selectOption('agreed');
		await open(karla, 'Kriterien');
		const first = karla.locator('fieldset', { has: karla.locator('#criterion1') });
		await first.getByLabel('Kriterium', { exact: true }).fill('Eine Person steht im Verzeichnis');
		await karla.getByRole('button', { name: 'Festhalten', exact: true }).click();
		await karla.getByRole('alert').waitFor();
		expect(await karla.getByRole('textbox', { name: 'Wortlaut' }).inputValue()).toBe('Jede Schule nennt eine.');
		await karla.getByLabel('Beschlossen am').fill('1.3.2026');
		await karla.getByRole('button', { name: 'Festhalten', exact: true }).click();
		await karla.getByRole('link', { name: 'Feste Ansprechpersonen' }).click();
		await karla.getByRole('rowheader', { name: 'Eine Person steht im Verzeichnis' }).waitFor();
		const address = karla.url();
		const everybody = `${server.origin}/faden/grundlagen/${address.split('/').at(-1)}`;
		expect((await visitor.goto(everybody))?.status()).toBe(404);

		// Two word it at once: the second reads both before anything is saved.
		await tim.goto(address);
		await open(tim, 'Neu fassen');
		await open(karla, 'Neu fassen');
		await karla.getByRole('textbox', { name: 'Wortlaut' }).fill('Jede Schule und jeder Träger nennt eine.');
		await karla.getByRole('button', { name: 'Als neue Fassung speichern' }).click();
		await karla.locator('.kern-alert--success').waitFor();
		await tim.getByRole('textbox', { name: 'Wortlaut' }).fill('Jede Schule nennt zwei.');
		await tim.getByRole('button', { name: 'Als neue Fassung speichern' }).click();
		await tim.locator('[data-both]').waitFor();
		expect(await tim.locator('[data-both]').innerText()).toMatch(/Träger/);
		expect(await tim.getByRole('textbox', { name: 'Wortlaut' }).inputValue()).toBe('Jede Schule nennt zwei.');
		await tim.goto(address);
		await tim.getByText('Jede Schule und jeder Träger nennt eine.').first().waitFor();
		await open(tim, 'Fassung 1 lesen');
		await tim.locator('details[open]').getByText('Jede Schule nennt eine.').waitFor();

		await karla.getByRole('button', { name: 'Öffentlich zeigen' }).click();
		await karla.locator('.kern-alert--success').waitFor();
		expect((await visitor.goto(everybody))?.status()).toBe(200);
		const shown = await visitor.locator('main').innerText();
		expect(shown).toContain('Jede Schule und jeder Träger nennt eine.');
		expect(shown).not.toMatch(/Karla|Jede Schule nennt eine\./);

		// Among all others it is found by its kind and by a word, and nothing is found by others.
		const list = `${server.origin}/koordination/grundlagen`;
		for (const [query, count] of [
			['?q=ansprech&kind=standard', 1],
			['?status=draft', 0],
			['', 1],
		] as const) {
			await karla.goto(list + query);
			expect(await karla.getByRole('link', { name: 'Feste Ansprechpersonen' }).count(), query).toBe(count);
		}
		await database.close();
		await server.end();
	},
);

// A working group over a year: who is in it, which function is missing, what a meeting asks of it, and its end.
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

const done = (page: Page, sentence: string) => page.locator('.kern-alert--success', { hasText: sentence }).waitFor();

test.each([true, false])(
	'a working group finds its members and is asked to do something; with JavaScript: %s',
	async (javaScriptEnabled) => {
		const { server, database } = await startSite();
		const within = <T>(work: Parameters<typeof database.within<T>>[1]) => database.within([1], work);
		const coordinator = await within((tx) => makeRegion(tx, { origin: server.origin }));
		const { meeting } = await within((tx) => makeMeeting(tx, coordinator, { input: { title: 'Die Konferenz' } }));
		const context = await browser.newContext({ ...DESK, javaScriptEnabled });
		await context.addCookies([{ name: 'session', value: await sessionFor(database, 1, coordinator.person), url: server.origin }]);
		const page = await context.newPage();
		const open = (heading: string) => page.locator('summary', { hasText: heading }).first().click();
		const missing = () => page.locator('[data-missing]').evaluateAll((all) => all.map((one) => one.getAttribute('data-missing')));

		// The usual functions stand there; the region keeps three of them.
		await page.goto(`${server.origin}/koordination`);
		await page.getByRole('link', { name: 'Arbeitsgruppen' }).click();
		await open('Neue Arbeitsgruppe');
		expect(await page.getByLabel('Funktionen, die vertreten sein sollen').inputValue()).toMatch(/Fachkräfte\nUntere Schulaufsicht\n/);
		await page.getByLabel('Funktionen, die vertreten sein sollen').fill('Untere Schulaufsicht\nJugendhilfe\nKommunen');
		await page.getByRole('button', { name: 'Festhalten' }).click();
		await page.getByText('Bitte geben Sie der Arbeitsgruppe einen Namen.').first().waitFor();
		await page.getByLabel('Name der Arbeitsgruppe').fill('AG Übergang');
		await page.getByRole('button', { name: 'Festhalten' }).click();
		await done(page, 'Festgehalten.');
		expect(await missing()).toEqual(['Untere Schulaufsicht', 'Jugendhilfe', 'Kommunen']);

		const add = async (name: string, what: string) => {
			await open('Jemanden aufnehmen');
			const form = page.locator('form', { has: page.locator('#memberName-new') });
			await form.getByLabel('Name', { exact: true }).fill(name);
			await form.getByLabel('Funktion in der Gruppe').fill(what);
			await form.getByLabel('Dabei seit').fill('1.9.2025');
			await form.getByRole('button', { name: 'Aufnehmen' }).click();
			await done(page, 'Der Eintrag ist festgehalten.');
		};
		await add('Kim Amsel', 'Jugendhilfe');
		await add('Ria Rot', 'Wissenschaft');
		expect(await missing()).toEqual(['Untere Schulaufsicht', 'Kommunen']);
		await page.getByText('Ria Rot').waitFor();
		await page.getByLabel('Verabschieden: Kim Amsel').click();
		const leaving = page.locator('form', { has: page.getByLabel('Nicht mehr dabei ab') }).filter({ visible: true });
		await leaving.getByLabel('Nicht mehr dabei ab').fill('1.1.2020');
		await leaving.getByRole('button').click();
		await page.getByText('Der Tag liegt vor dem').first().waitFor();
		await leaving.getByLabel('Nicht mehr dabei ab').fill('1.10.2025');
		await leaving.getByRole('button').click();
		await done(page, 'Verabschiedet.');
		expect(await missing()).toEqual(['Untere Schulaufsicht', 'Jugendhilfe', 'Kommunen']);
		await open('Welche Treffen gehören dazu?');
		await page.getByLabel(/^Die Konferenz, /).check();
		await page.getByRole('button', { name: 'Treffen festhalten' }).click();
		await page.getByRole('link', { name: 'Die Konferenz', exact: true }).waitFor();
		const group = page.url().replace(/\?.*/, '');

		// A meeting asks it, and it stands there as its task; so it does in the list of all, and nowhere else.
		await page.goto(`${server.origin}/koordination/treffen/${meeting.slug}/auftraege`);
		await open('Auftrag ohne Priorität');
		await page.locator('#title-new').fill('Liste der Ansprechpersonen');
		await page.locator('#asked-new').fill('AG Übergang');
		await page
			.locator('form', { has: page.locator('#title-new') })
			.getByRole('button', { name: 'Auftrag geben' })
			.click();
		await done(page, 'Der Auftrag ist gegeben.');
		await page.goto(group);
		await page.getByRole('link', { name: 'Liste der Ansprechpersonen' }).waitFor();
		for (const [query, count] of [
			['', 1],
			['?q=konferenz&state=open', 1],
			['?state=late', 0],
			[`?body=${group.split('/').at(-1)}`, 1],
			['?body=00000000-0000-4000-8000-000000000000', 0],
		] as const) {
			await page.goto(`${server.origin}/koordination/auftraege${query}`);
			expect(await page.getByRole('link', { name: 'Liste der Ansprechpersonen' }).count(), query).toBe(count);
		}
		const csv = await (await page.request.get(`${server.origin}/koordination/auftraege/list.csv`)).text();
		expect(csv).toContain('"Liste der Ansprechpersonen";"AG Übergang"');
		expect(await (await page.request.get(`${group}/members.csv`)).text()).toMatch(/"Ria Rot";"Wissenschaft"/);

		await page.goto(group);
		await open('Arbeitsgruppe beenden');
		await page.getByRole('button', { name: 'Arbeitsgruppe löschen' }).click();
		await page.getByText('Sie lässt sich beenden, aber nicht löschen.').first().waitFor();
		await page.getByRole('button', { name: 'Beenden', exact: true }).click();
		await done(page, 'Die Arbeitsgruppe ist beendet.');
		await page.goto(`${server.origin}/koordination/arbeitsgruppen`);
		await page.getByText('Noch keine Arbeitsgruppe.').waitFor();
		await open('Beendet');
		await page.getByRole('link', { name: 'AG Übergang' }).waitFor();
		await database.close();
		await server.end();
	},
);

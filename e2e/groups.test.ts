// Two people change places at their tables: dragged onto each other, or from a name's own page without JavaScript.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import { chairs } from '#modules/groups/read.server.ts';
import { startBrowser } from '../tests/browser.ts';
import { makeMeeting, makeRegion, makeSeating, person } from '../tests/make.ts';
import { sessionFor, startSite } from '../tests/site.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

async function journey(hasScript: boolean, swap: (page: Page, one: string, other: string) => Promise<void>): Promise<void> {
	const site = await startSite();
	const within = <T>(work: Parameters<typeof site.database.within<T>>[1]) => site.database.within([1], work);
	const made = await within(async (tx) => makeMeeting(tx, await makeRegion(tx, { origin: site.server.origin })));
	const names = new Map<string, string>();
	for (let number = 0; number < 8; number++) {
		const { place } = await within((tx) => conduct.register(tx, made.open, person(number), [], 'de'));
		names.set(place as string, `Person ${number}`);
	}
	await within((tx) => makeSeating(tx, made, 2, 1));
	const seated = async () =>
		new Map((await within((tx) => chairs(tx, made.organiser))).map(({ place, group }) => [names.get(place) as string, group]));
	const before = await seated();
	const one = 'Person 0';
	const other = [...before].find(([, group]) => group !== before.get(one))?.[0] as string;
	const context = await browser.newContext({ javaScriptEnabled: hasScript, locale: 'de-DE', viewport: { width: 1280, height: 1800 } });
	await context.addCookies([
		{ name: 'session', value: await sessionFor(site.database, 1, made.organiser.person), url: site.server.origin },
	]);
	const page = await context.newPage();
	page.setDefaultTimeout(15_000);
	await page.goto(`${site.server.origin}/koordination/treffen/${made.meeting.slug}/gruppen`);
	await swap(page, one, other);
	await page.getByText('Umgesetzt.').waitFor();
	// The value is told anew, beside its bound.
	expect(await page.locator('[data-proven]').count()).toBe(1);
	const expected = new Map(before);
	expected.set(one, before.get(other) as string).set(other, before.get(one) as string);
	expect(await seated()).toEqual(expected);
	await context.close();
	await site.database.close();
	expect(await site.server.end()).toBe(0);
}

describe('two people change places', () => {
	test('dragged onto each other, with JavaScript', () =>
		journey(true, async (page, one, other) => {
			const at = (name: string) => page.locator('[data-person]', { hasText: name });
			await at(one).dragTo(at(other));
		}));
	test('from the page of a name, without JavaScript', () =>
		journey(false, async (page, one, other) => {
			await page.getByRole('link', { name: one }).click();
			const option = page.locator('option', { hasText: `mit ${other} tauschen` });
			await page.getByLabel('Wohin').selectOption((await option.getAttribute('value')) ?? '');
			await page.getByRole('button', { name: 'Umsetzen' }).click();
		}));
});

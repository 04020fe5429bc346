// A programme as a grid: a part is dragged to another time and track, or moved from its own menu without JavaScript.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agenda } from '#modules/events/read.server.ts';
import { addAgendaItem } from '#modules/events/write.server.ts';
import { parts } from '#platform/time/time.ts';
import { startBrowser } from '../tests/browser.ts';
import { makeMeeting, makeRegion } from '../tests/make.ts';
import { sessionFor, startSite } from '../tests/site.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

async function journey(hasScript: boolean, move: (page: Page) => Promise<void>): Promise<void> {
	const site = await startSite();
	const made = await site.database.within([1], async (tx) => {
		const meeting = await makeMeeting(tx, await makeRegion(tx, { origin: site.server.origin }), { workshops: [8] });
		const part = { kind: 'talk', description: '', room: '', speaker: null } as const;
		await addAgendaItem(tx, meeting.organiser, { ...part, title: 'Vortrag', start: '9:00', end: '10:15', track: 'Spur A' });
		await addAgendaItem(tx, meeting.organiser, { ...part, title: 'Gespräch', start: '11:00', end: '12:00', track: 'Spur B' });
		return meeting;
	});
	const context = await browser.newContext({ javaScriptEnabled: hasScript, locale: 'de-DE', viewport: { width: 1280, height: 1800 } });
	const session = await sessionFor(site.database, 1, made.organiser.person);
	await context.addCookies([{ name: 'session', value: session, url: site.server.origin }]);
	const page = await context.newPage();
	page.setDefaultTimeout(15_000);
	await page.goto(`${site.server.origin}/koordination/treffen/${made.meeting.slug}/ablauf`);
	await page.getByRole('link', { name: 'Als Raster ansehen und verschieben' }).click();
	await move(page);
	await page.getByText('Verschoben.').waitFor();
	const items = await site.database.within([1], (tx) => agenda(tx, made.meeting.id));
	const told = items.map((item) => [item.title, parts(item.startsAt).time, parts(item.endsAt).time, item.track]);
	expect(told.sort()).toEqual([
		['Gespräch', '11:00', '12:00', 'Spur B'],
		['Vortrag', '11:00', '12:15', 'Spur A'],
	]);
	await context.close();
	await site.database.close();
	expect(await site.server.end()).toBe(0);
}

describe('a part of the programme is moved in the grid and stays as long as it is', () => {
	test('dragged, with JavaScript', () =>
		journey(true, async (page) => {
			const target = page.locator('[data-start="11:00"][data-track="Spur A"]');
			await page.locator('[data-item]', { hasText: 'Vortrag' }).locator('strong').dragTo(target);
		}));
	test('from its menu, without JavaScript', () =>
		journey(false, async (page) => {
			const card = page.locator('[data-item]', { hasText: 'Vortrag' });
			await card.locator('summary').click();
			await card.getByLabel('Beginn').fill('11:00');
			await card.getByRole('button', { name: 'Verschieben: Vortrag' }).click();
		}));
});

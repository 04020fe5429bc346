// A format comes again: "2028" is enough, its day is fixed when it is known, and the next meeting begins with what the last one was.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agenda } from '#modules/events/read.server.ts';
import { formats } from '#modules/events/read-format.server.ts';
import * as writes from '#modules/events/write-format.server.ts';
import { workshops } from '#modules/workshops/read.server.ts';
import { startBrowser } from '../tests/browser.ts';
import { makeMeeting, makeRegion } from '../tests/make.ts';
import { sessionFor, startSite } from '../tests/site.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

async function journey(hasScript: boolean): Promise<void> {
	const site = await startSite();
	const year = new Date().getFullYear() + 2;
	const person = await site.database.within([1], async (tx) => {
		const coordinator = await makeRegion(tx, { origin: site.server.origin });
		const { organiser } = await makeMeeting(tx, coordinator, { workshops: [8, 12], rounds: 1, input: { title: 'Das fünfte Treffen' } });
		const format = await writes.addFormat(tx, coordinator, { name: 'Kooperationstreffen', cadence: 24 });
		const fifth = await writes.planEdition(tx, coordinator, { format, area: null, number: 5, planned: { year: year - 2 } });
		await writes.holdEdition(tx, organiser, fifth);
		return coordinator.person;
	});
	const context = await browser.newContext({ javaScriptEnabled: hasScript, locale: 'de-DE', viewport: { width: 375, height: 720 } });
	await context.addCookies([{ name: 'session', value: await sessionFor(site.database, 1, person), url: site.server.origin }]);
	const page = await context.newPage();
	page.setDefaultTimeout(15_000);

	// The next edition: of its date nothing is known but the year.
	await page.goto(`${site.server.origin}/koordination/formate`);
	await page.locator('summary', { hasText: 'Auflage vormerken' }).click();
	await page.getByLabel('Wann, soweit bekannt').fill(String(year));
	await page.getByRole('button', { name: 'Auflage vormerken' }).click();
	await page.getByText('Die Auflage ist vorgemerkt.').waitFor();
	await page.getByRole('link', { name: 'Treffen anlegen: 6. Kooperationstreffen' }).click();

	// What the last one was stands there already; its day does not.
	await page.getByRole('group', { name: 'Aus „Das fünfte Treffen“ übernehmen' }).waitFor();
	const field = (name: string) => page.locator(`[name="${name}"]`);
	const known = await Promise.all(['title', 'year', 'month', 'capacity'].map((name) => field(name).inputValue()));
	expect(known).toEqual(['6. Kooperationstreffen', String(year), '', '60']);

	// A forgotten day is told, and nothing that was ticked is lost.
	const start = await field('start').inputValue();
	await page.getByLabel('Das Programm').uncheck();
	await page.getByRole('button', { name: 'Entwurf anlegen' }).click();
	await page.getByRole('alert').waitFor();
	expect([await page.getByLabel('Das Programm').isChecked(), await page.getByLabel('Die Workshops').isChecked()]).toEqual([false, true]);
	await page.getByLabel('Das Programm').check();
	for (const [name, value] of Object.entries({ day: '24', month: '6', closesDay: '20', closesMonth: '6', closesYear: String(year) }))
		await field(name).fill(value);
	await page.getByRole('button', { name: 'Entwurf anlegen' }).click();
	await page.getByRole('heading', { level: 1, name: '6. Kooperationstreffen' }).waitFor();

	const next = await site.database.within([1], async (tx) => {
		const editions = (await formats(tx))[0]?.editions ?? [];
		const meeting = editions.find(({ number }) => number === 6)?.meeting;
		const id = await tx
			.selectFrom('events.meeting')
			.select('id')
			.where('slug', '=', meeting?.slug ?? '')
			.executeTakeFirstOrThrow();
		return { items: await agenda(tx, id.id), rooms: await workshops(tx, id.id) };
	});
	expect(start).not.toBe('');
	expect(next.items.map(({ title, startsAt }) => [title, startsAt.getFullYear()])).toEqual([['Runde 1', year]]);
	expect(next.rooms.map(({ title, capacity, runs }) => [title, capacity, runs.map(({ phaseTitle }) => phaseTitle)])).toEqual([
		['Workshop 1', 8, ['Runde 1']],
		['Workshop 2', 12, ['Runde 1']],
	]);
	await context.close();
	await site.database.close();
	expect(await site.server.end()).toBe(0);
}

describe('a year is planned, the day fixed, and the last edition taken over', () => {
	test('with JavaScript', () => journey(true));
	test('without JavaScript', () => journey(false));
});

// A board in several real browsers: phones with and without a script, a facilitator, a screen, and paper.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { boardOfToday, DESK, PHONE, phoneAt, settled, write } from '../tests/board.ts';
import { startBrowser } from '../tests/browser.ts';
import { startProxy } from '../tests/proxy.ts';
import { ask } from '../tests/site.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

const cardOf = (page: Page, text: string) => page.locator('[data-card]', { hasText: text });

test('tables collect and choose: on phones with and without a script and on paper; the screen shows numbers only', async () => {
	const made = await boardOfToday({ tables: 3, choices: 2 });
	const { page: one } = await phoneAt(browser, made, 1);
	const { page: neighbour } = await phoneAt(browser, made, 1);
	const { page: other } = await phoneAt(browser, made, 2);
	const bare = await (await browser.newContext({ ...PHONE, javaScriptEnabled: false })).newPage();
	await bare.goto(`${made.origin}/b/${made.board.code}`);
	await bare.getByLabel('Tisch', { exact: true }).selectOption('2');
	await bare.getByRole('button', { name: 'Hier sitze ich' }).click();
	await bare.getByRole('button', { name: 'Ich bin dabei' }).click();
	const screen = await (await browser.newContext({ locale: 'de-DE', viewport: { width: 1920, height: 1080 } })).newPage();
	await screen.goto(`${made.origin}/leinwand/${made.projector}`);
	await screen.getByText('4 dabei').waitFor();
	const lead = await (await browser.newContext(DESK)).newPage();
	await lead.goto(`${made.origin}/moderation/${made.facilitator}`);
	await lead.getByRole('button', { name: 'Sammeln beginnen' }).click();

	// Cards of one's own table are there at once; those of other tables never are.
	await write(one, 'Wunsch', 'Ein fester Ansprechpartner');
	await write(neighbour, 'Stolperstein', 'Niemand ruft zurück');
	await write(other, 'Erwartung', 'Verlässliche Zeiten');
	await cardOf(one, 'Niemand ruft zurück').waitFor();
	await write(one, 'Verbesserung', 'Sprechzeit am Dienstag');
	await settled(one);
	await bare.reload();
	await bare.getByRole('radio', { name: 'Wunsch' }).check({ force: true });
	await bare.getByLabel('Ihre Karte').fill('Mehr Räume');
	await bare.getByRole('button', { name: 'Karte abgeben' }).click();
	await bare.getByText('Abgegeben.').waitFor();
	await cardOf(bare, 'Verlässliche Zeiten').waitFor();
	await cardOf(other, 'Mehr Räume').waitFor();
	expect(await one.locator('main').innerText()).not.toMatch(/Mehr Räume|Verlässliche/);

	// What is written anew, taken back, and taken back by mistake.
	await one.getByRole('button', { name: 'Ändern: Ein fester Ansprechpartner' }).click();
	await cardOf(one, 'Ein fester').getByLabel('Ihre Karte').fill('Ein fester Mensch für uns');
	await one.getByRole('button', { name: 'Übernehmen' }).click();
	await cardOf(neighbour, 'Ein fester Mensch für uns').waitFor();
	await one.getByRole('button', { name: 'Zurücknehmen: Sprechzeit am Dienstag' }).click();
	await cardOf(neighbour, 'Sprechzeit').waitFor({ state: 'detached' });
	await one.getByRole('button', { name: 'Rückgängig' }).click();
	await cardOf(neighbour, 'Sprechzeit').waitFor();

	// A table without a device writes on paper.
	expect(
		(await made.lead('paper', { table: '3', column: made.columns[0] as string, cards: '- Parkplätze\n- Kaffee\n\n' })).location,
	).toMatch(/count=2/);
	await screen.locator('.counts').getByText('4', { exact: true }).waitFor();
	const seen = `${await screen.content()} ${(await ask(`${made.origin}/leinwand/${made.projector}/seen.json`)).body}`;
	for (const { text } of await made.cards()) expect(seen).not.toContain(text);

	await lead.reload();
	await lead.getByRole('button', { name: 'Tischauswahl beginnen' }).click();
	await one.getByRole('button', { name: 'Auswählen: Ein fester Mensch für uns' }).click();
	await neighbour.getByRole('button', { name: 'Auswählen: Niemand ruft zurück' }).click();
	for (const page of [one, neighbour]) await page.getByText('2 von 2 ausgewählt').waitFor();
	// What the table has chosen it may word together, whoever wrote it.
	await neighbour.getByRole('button', { name: 'Wortlaut ändern: Ein fester Mensch für uns' }).click();
	await neighbour.getByLabel('So soll der Saal es lesen').fill('Ein fester Mensch, der zurückruft');
	await neighbour.getByRole('button', { name: 'Übernehmen' }).click();
	await cardOf(one, 'Ein fester Mensch, der zurückruft').waitFor();
	await one.getByRole('button', { name: 'Auswählen: Sprechzeit am Dienstag' }).click();
	await one.getByText('Ihr Tisch hat schon so viele ausgewählt').waitFor();
	await one.getByRole('button', { name: 'Unser Tisch ist fertig' }).click();
	await bare.reload();
	await bare.getByRole('button', { name: 'Auswählen: Mehr Räume' }).click();
	await bare.getByText('1 von 2 ausgewählt').waitFor();
	await screen.getByText('1 von 3 Tischen fertig').waitFor();
	expect(
		(await made.cards())
			.filter(({ isChosen }) => isChosen)
			.map(({ text }) => text)
			.sort(),
	).toEqual(['Ein fester Mensch, der zurückruft', 'Mehr Räume', 'Niemand ruft zurück']);

	await lead.reload();
	await lead.locator('summary', { hasText: 'Brett abschließen' }).click();
	await lead.getByRole('button', { name: 'Jetzt abschließen' }).click();
	for (const page of [one, neighbour, other]) await page.getByText('Dieses Brett ist abgeschlossen').waitFor();
	expect((await made.cards()).every(({ author }) => author === null)).toBe(true);
	await made.end();
});

test('with a tenth of all requests failing, and without a connection for a while, every card arrives once', async () => {
	const made = await boardOfToday({ tables: 2 });
	const proxy = await startProxy(made.origin);
	const phones = await Promise.all([phoneAt(browser, made, 1, proxy.origin), phoneAt(browser, made, 2, proxy.origin)]);
	await made.moveTo('collecting');
	for (const { page } of phones) await page.locator('[data-state=collecting]').waitFor();
	proxy.trouble.failing = 10;
	const texts: string[] = [];
	for (let number = 0; number < 10; number++)
		for (const [at, { page }] of phones.entries()) {
			texts.push(`Karte ${number} von ${at}`);
			await write(page, 'Wunsch', texts.at(-1) as string);
		}
	proxy.trouble.failing = 0;
	const page = phones[0]?.page as Page;
	await page.route('**/cards/*', (route) => route.abort());
	await write(page, 'Wunsch', 'Ohne Verbindung geschrieben');
	// The page is opened anew while the card still waits on the device.
	await page.reload();
	await cardOf(page, 'Ohne Verbindung').getByText('wartet auf Verbindung').waitFor();
	await page.unroute('**/cards/*');
	for (const { page: each } of phones) await settled(each);
	expect((await made.cards()).map(({ text }) => text).sort()).toEqual([...texts, 'Ohne Verbindung geschrieben'].sort());
	expect(proxy.failed()).toBeGreaterThan(0);
	for (const { context } of phones) await context.close();
	await proxy.end();
	await made.end();
});

test('where a network holds answers back, phones and the screen are told all the same; what comes late is the facilitator’s to take', async () => {
	const made = await boardOfToday({ tables: 2 });
	const proxy = await startProxy(made.origin, { isBuffering: true });
	const { page, context } = await phoneAt(browser, made, 1, proxy.origin);
	const { page: slow, context: other } = await phoneAt(browser, made, 2);
	await made.moveTo('collecting');
	await page.locator('[data-state=collecting]').waitFor();
	expect(await page.locator('html').getAttribute('data-by')).toBe('asking');
	await slow.locator('[data-state=collecting]').waitFor();
	await other.setOffline(true);
	await write(slow, 'Wunsch', 'Zu spät');
	await made.moveTo('selecting');
	// As if the grace were over.
	await made.within((tx) =>
		tx
			.updateTable('boards.stage')
			.set({ ended_at: new Date(Date.now() - 60_000) })
			.where('state', '=', 'collecting')
			.execute(),
	);
	await other.setOffline(false);
	await cardOf(slow, 'Zu spät').getByText('nachgereicht').waitFor();
	const lead = await (await browser.newContext({ locale: 'de-DE' })).newPage();
	await lead.goto(`${made.origin}/moderation/${made.facilitator}`);
	await lead.getByRole('button', { name: 'Dazunehmen: Zu spät' }).click();
	await lead.getByText('Die Karte ist dabei.').waitFor();
	await cardOf(slow, 'Zu spät').getByRole('button', { name: 'Auswählen: Zu spät' }).waitFor();
	expect((await made.cards()).map(({ text, isLate }) => [text, isLate])).toEqual([['Zu spät', false]]);
	await context.close();
	await other.close();
	await proxy.end();
	await made.end();
});

test('two gather at once what the tables chose: by hand, by what is alike, merged and undone, also while one is offline', async () => {
	const made = await boardOfToday({ tables: 2, choices: 3 });
	await made.moveTo('collecting');
	const column = made.columns[0] as string;
	const lines = ['Ein fester Ansprechpartner im Jugendamt', 'Feste Ansprechpartnerin beim Amt für Jugend', 'Mehr Räume', 'Kaffee'];
	await made.lead('paper', { table: '1', column, cards: lines.join('\n') });
	const { page: phone } = await phoneAt(browser, made, 1);
	await made.moveTo('bundling');
	const members: Page[] = [];
	for (const name of ['Annika', 'Bela']) {
		const page = await (await browser.newContext(DESK)).newPage();
		await page.goto(`${made.origin}/buendeln/${made.team}`);
		await page.locator('[data-outbox]:not([data-outbox=closed])').waitFor();
		await page.getByLabel('Ihr Name').fill(name);
		members.push(page);
	}
	const [annika, bela] = members as [Page, Page];
	const bundle = (page: Page, title: string) => page.locator('[data-bundle]', { has: page.getByRole('heading', { name: title }) });
	const inside = (page: Page, title: string, text: string) => bundle(page, title).locator('[data-card]', { hasText: text });
	await annika.getByRole('checkbox', { name: 'Auswählen: Ein fester Ansprechpartner' }).check();
	await annika.getByLabel('Titel des neuen Bündels').fill('Erreichbarkeit');
	await annika.getByRole('button', { name: 'Neues Bündel', exact: true }).click();
	await inside(bela, 'Erreichbarkeit', 'Ein fester').waitFor();
	await bela.getByText('Annika: eine Karte zu „Erreichbarkeit“').waitFor();
	await bela.getByRole('button', { name: 'Zu „Erreichbarkeit“ legen' }).click();
	await inside(annika, 'Erreichbarkeit', 'Feste Ansprechpartnerin').waitFor();
	// One goes on without a connection; it is sent when there is one.
	await bela.context().setOffline(true);
	for (const text of ['Mehr Räume', 'Kaffee']) await bela.getByRole('checkbox', { name: `Auswählen: ${text}` }).check();
	await bela.getByLabel('Titel des neuen Bündels').fill('Orte');
	await bela.getByRole('button', { name: 'Neues Bündel', exact: true }).click();
	await inside(bela, 'Orte', 'Kaffee').waitFor();
	await annika.getByRole('checkbox', { name: 'Auswählen: Kaffee' }).check();
	await annika.getByLabel('In welches Bündel').selectOption({ label: 'Erreichbarkeit' });
	await annika.getByRole('button', { name: 'Dazulegen' }).click();
	await settled(annika);
	await bela.context().setOffline(false);
	await inside(annika, 'Orte', 'Kaffee').waitFor();
	// Whoever lost sees who moved it, and brings it back.
	await annika.getByRole('button', { name: 'Rückgängig: 2 Karten zu „Orte“' }).click();
	await bundle(bela, 'Orte').waitFor({ state: 'detached' });
	await inside(bela, 'Erreichbarkeit', 'Kaffee').waitFor();
	await bela.getByRole('button', { name: 'Wiederherstellen: 2 Karten zu' }).click();
	await inside(annika, 'Orte', 'Kaffee').waitFor();
	await bundle(annika, 'Orte').locator('summary', { hasText: 'Zusammenlegen mit' }).click();
	await bundle(annika, 'Orte').getByRole('button', { name: 'Zusammenlegen' }).click();
	await bundle(bela, 'Orte').waitFor({ state: 'detached' });
	await bundle(bela, 'Erreichbarkeit').locator('summary', { hasText: 'Titel ändern' }).click();
	await bundle(bela, 'Erreichbarkeit').getByRole('textbox', { name: 'Titel' }).fill('Erreichbar sein');
	await bundle(bela, 'Erreichbarkeit').getByRole('button', { name: 'Speichern' }).click();
	await inside(annika, 'Erreichbar sein', 'Mehr Räume').waitFor();
	expect(await phone.locator('main').innerText()).toContain('Gerade fasst ein kleines Team zusammen');
	await made.moveTo('closed');
	for (const page of members) await page.getByText('Das Bündeln ist vorbei.').waitFor();
	expect(new Set((await made.cards()).map(({ bundle }) => bundle)).size).toBe(1);
	await made.end();
});

test('nothing that others do moves focus or scroll, and what somebody is writing is not taken from them', async () => {
	const made = await boardOfToday({ tables: 1, choices: 2 });
	await made.moveTo('collecting');
	const { page: writer, context } = await phoneAt(browser, made, 1);
	const { page: neighbour, context: other } = await phoneAt(browser, made, 1);
	for (let number = 0; number < 12; number++) await write(neighbour, 'Wunsch', `Wunsch ${number}`);
	await settled(neighbour);
	await cardOf(writer, 'Wunsch 11').waitFor();
	await writer.getByLabel('Ihre Karte').fill('Noch nicht ganz fer');
	await writer.evaluate(() => scrollTo(0, 200));
	const where = () =>
		writer.evaluate(() => ({
			focused: (document.activeElement as HTMLTextAreaElement).value,
			scroll: Math.round(scrollY),
			open: history.length,
		}));
	const before = await where();
	expect(before).toMatchObject({ focused: 'Noch nicht ganz fer', scroll: 200 });
	await write(neighbour, 'Stolperstein', 'Kommt dazwischen');
	await cardOf(writer, 'Kommt dazwischen').waitFor();
	await neighbour.getByRole('button', { name: 'Zurücknehmen: Kommt dazwischen' }).click();
	await cardOf(writer, 'Kommt dazwischen').waitFor({ state: 'detached' });
	await made.lead('extend', { minutes: '3' });
	expect(await where()).toEqual(before);
	await made.moveTo('selecting');
	await writer.locator('[data-state=selecting]').waitFor();
	expect(await where()).toMatchObject({ focused: 'Noch nicht ganz fer', open: before.open });
	await writer.keyboard.type('tig');
	await writer.getByRole('button', { name: 'Karte abgeben' }).click();
	// Within the time of grace it is a card like any other.
	await cardOf(neighbour, 'Noch nicht ganz fertig').waitFor();
	expect((await made.cards()).find(({ text }) => text === 'Noch nicht ganz fertig')?.isLate).toBe(false);
	await writer.getByLabel('Ihre Karte').waitFor({ state: 'detached' });
	await context.close();
	await other.close();
	await made.end();
});

test('a connection that is gone without a word is opened anew after a while', async () => {
	const made = await boardOfToday({ tables: 1 });
	const proxy = await startProxy(made.origin);
	const context = await browser.newContext(PHONE);
	const page = await context.newPage();
	await page.clock.install();
	await page.goto(`${proxy.origin}/b/${made.board.code}-1`);
	await page.locator('[data-outbox]:not([data-outbox=closed])').waitFor();
	await page.locator('html[data-by=stream]').waitFor();
	const { page: other, context: second } = await phoneAt(browser, made, 1);
	proxy.silence();
	await made.moveTo('collecting');
	await other.locator('[data-state=collecting]').waitFor();
	expect(await page.locator('[data-state=ready]').count()).toBe(1);
	await page.clock.fastForward(55_000);
	await page.locator('[data-state=collecting]').waitFor();
	await context.close();
	await second.close();
	await proxy.end();
	await made.end();
});

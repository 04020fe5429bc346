// A board in several real browsers: phones with and without a script, a facilitator, a screen, and paper.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cardsOf } from '#modules/boards/read.server.ts';
import { voteCodes } from '#modules/boards/read-vote.server.ts';
import { startBrowser } from '../tests/browser.ts';
import { makeBoard, makeMeeting, makeRegion } from '../tests/make.ts';
import { startProxy } from '../tests/proxy.ts';
import { ask, startSite } from '../tests/site.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

/** A board of a meeting, ready to be joined, with the links to lead and to show it. */
async function boardOfToday(facts: Parameters<typeof makeBoard>[2] = {}) {
	const site = await startSite();
	const { origin } = site.server;
	const within = <T>(work: Parameters<typeof site.database.within<T>>[1]) => site.database.within([1], work);
	const made = await within(async (tx) => makeBoard(tx, await makeMeeting(tx, await makeRegion(tx, { origin })), facts));
	const cards = () => within((tx) => cardsOf(tx, made.board.id));
	const lead = (action: string, form: Record<string, string>) => ask(`${origin}/moderation/${made.facilitator}?/${action}`, { form });
	let stage = 1;
	const moveTo = async (state: string) => {
		expect((await lead('move', { state, minutes: '', seen: String(stage) })).status).toBe(303);
		stage++;
	};
	const end = async () => {
		await site.database.close();
		expect(await site.server.end()).toBe(0);
	};
	return { ...made, origin, within, cards, lead, moveTo, end };
}

type Made = Awaited<ReturnType<typeof boardOfToday>>;

const PHONE = { locale: 'de-DE', viewport: { width: 375, height: 720 } };

async function phoneAt(made: Made, table: number | null, origin = made.origin): Promise<{ page: Page; context: BrowserContext }> {
	const context = await browser.newContext(PHONE);
	const page = await context.newPage();
	await page.goto(`${origin}/b/${made.board.code}${table === null ? '' : `-${table}`}`);
	await page.locator('[data-outbox]:not([data-outbox=closed])').waitFor();
	return { page, context };
}

const settled = (page: Page) => page.locator('[data-outbox="0"]').waitFor();

async function write(page: Page, kind: string, text: string): Promise<void> {
	await page.getByRole('radio', { name: kind }).check({ force: true });
	await page.getByLabel('Ihre Karte').fill(text);
	await page.getByRole('button', { name: 'Karte abgeben' }).click();
	await page.locator('[data-card]', { hasText: text }).waitFor();
}

const cardOf = (page: Page, text: string) => page.locator('[data-card]', { hasText: text });

test('tables collect and choose: on phones with and without a script and on paper; the screen shows numbers only', async () => {
	const made = await boardOfToday({ tables: 3, choices: 2 });
	const { page: one } = await phoneAt(made, 1);
	const { page: neighbour } = await phoneAt(made, 1);
	const { page: other } = await phoneAt(made, 2);
	const bare = await (await browser.newContext({ ...PHONE, javaScriptEnabled: false })).newPage();
	await bare.goto(`${made.origin}/b/${made.board.code}`);
	await bare.getByLabel('Tisch', { exact: true }).selectOption('2');
	await bare.getByRole('button', { name: 'Hier sitze ich' }).click();
	await bare.getByRole('button', { name: 'Ich bin dabei' }).click();
	const screen = await (await browser.newContext({ locale: 'de-DE', viewport: { width: 1920, height: 1080 } })).newPage();
	await screen.goto(`${made.origin}/leinwand/${made.projector}`);
	await screen.getByText('4 dabei').waitFor();
	const lead = await (await browser.newContext({ locale: 'de-DE', viewport: { width: 1280, height: 900 } })).newPage();
	await lead.goto(`${made.origin}/moderation/${made.facilitator}`);
	await lead.getByRole('button', { name: 'Sammeln beginnen' }).click();

	// Cards of one's own table are there at once; those of other tables never are.
	await write(one, 'Wünsche', 'Ein fester Ansprechpartner');
	await write(neighbour, 'Stolpersteine', 'Niemand ruft zurück');
	await write(other, 'Erwartungen', 'Verlässliche Zeiten');
	await cardOf(one, 'Niemand ruft zurück').waitFor();
	await write(one, 'Verbesserungen', 'Sprechzeit am Dienstag');
	await settled(one);
	await bare.reload();
	await bare.getByRole('radio', { name: 'Wünsche' }).check({ force: true });
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
	await lead.getByRole('button', { name: 'Brett abschließen' }).click();
	for (const page of [one, neighbour, other]) await page.getByText('Dieses Brett ist abgeschlossen').waitFor();
	expect((await made.cards()).every(({ author }) => author === null)).toBe(true);
	await made.end();
});

test('with a tenth of all requests failing, and without a connection for a while, every card arrives once', async () => {
	const made = await boardOfToday({ tables: 2 });
	const proxy = await startProxy(made.origin);
	const phones = await Promise.all([phoneAt(made, 1, proxy.origin), phoneAt(made, 2, proxy.origin)]);
	await made.moveTo('collecting');
	for (const { page } of phones) await page.locator('[data-state=collecting]').waitFor();
	proxy.trouble.failing = 10;
	const texts: string[] = [];
	for (let number = 0; number < 10; number++)
		for (const [at, { page }] of phones.entries()) {
			texts.push(`Karte ${number} von ${at}`);
			await write(page, 'Wünsche', texts.at(-1) as string);
		}
	proxy.trouble.failing = 0;
	const page = phones[0]?.page as Page;
	await page.route('**/cards/*', (route) => route.abort());
	await write(page, 'Wünsche', 'Ohne Verbindung geschrieben');
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
	const { page, context } = await phoneAt(made, 1, proxy.origin);
	const { page: slow, context: other } = await phoneAt(made, 2);
	await made.moveTo('collecting');
	await page.locator('[data-state=collecting]').waitFor();
	expect(await page.locator('html').getAttribute('data-by')).toBe('asking');
	await slow.locator('[data-state=collecting]').waitFor();
	await other.setOffline(true);
	await write(slow, 'Wünsche', 'Zu spät');
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
	await lead.getByText('Erledigt.').waitFor();
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
	const { page: phone } = await phoneAt(made, 1);
	await made.moveTo('bundling');
	const members: Page[] = [];
	for (const name of ['Annika', 'Bela']) {
		const page = await (await browser.newContext({ locale: 'de-DE', viewport: { width: 1280, height: 900 } })).newPage();
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

test('dots: on phones with and without a script, seen by nobody before they are shown, and then by everybody alike', async () => {
	const made = await boardOfToday({ tables: 2, dots: 3, dotsEach: 2 });
	await made.moveTo('collecting');
	await made.lead('paper', { table: '1', column: made.columns[0] as string, cards: 'Erreichbarkeit\nRäume\nKaffee' });
	const phones = [await phoneAt(made, 1), await phoneAt(made, 2)];
	const screen = await (await browser.newContext({ locale: 'de-DE', viewport: { width: 1920, height: 1080 } })).newPage();
	await screen.goto(`${made.origin}/leinwand/${made.projector}`);
	await screen.getByText('2 dabei').waitFor();
	await made.moveTo('voting');
	const more = (page: Page, title: string) => page.getByRole('button', { name: `Punkt für „${title}“` });
	const [one, two] = phones.map(({ page }) => page) as [Page, Page];
	await more(one, 'Räume').click();
	await more(one, 'Räume').click();
	expect(await more(one, 'Räume').isDisabled()).toBe(true);
	await more(one, 'Kaffee').click();
	await one.getByText('noch 0 von 3 Punkten').waitFor();
	expect(await more(one, 'Erreichbarkeit').isDisabled()).toBe(true);
	await one.getByRole('button', { name: 'Punkt weniger für „Kaffee“' }).click();
	await one.locator('[data-ballot=sent]').waitFor();
	await one.locator('summary', { hasText: 'eine Karte' }).first().click();
	await one
		.getByRole('listitem')
		.filter({ hasText: /^Erreichbarkeit$/ })
		.waitFor();
	// Opened again, a phone goes on with its own ballot.
	await one.reload();
	await one.getByText('noch 1 von 3 Punkten').waitFor();
	await more(one, 'Kaffee').click();
	await settled(one);
	// A dot that waits on the device is not lost.
	await two.context().setOffline(true);
	await more(two, 'Räume').click();
	await two.locator('[data-ballot=waits]').waitFor();
	await two.context().setOffline(false);
	await two.locator('[data-ballot=sent]').waitFor();
	const bare = await (await browser.newContext({ ...PHONE, javaScriptEnabled: false })).newPage();
	await bare.goto(`${made.origin}/b/${made.board.code}-2`);
	await bare.getByLabel('Punkte für „Kaffee“').fill('3');
	await bare.getByRole('button', { name: 'Punkte abgeben' }).click();
	await bare.getByText('Das sind mehr Punkte, als Sie haben.').waitFor();
	for (const dots of ['1', '2']) {
		await bare.goto(`${made.origin}/b/${made.board.code}-2`);
		await bare.getByLabel('Punkte für „Kaffee“').fill(dots);
		await bare.getByRole('button', { name: 'Punkte abgeben' }).click();
		await bare.getByText('Ihre Punkte sind angekommen.').waitFor();
	}
	await screen.getByText('3 von 2 haben gepunktet').waitFor();
	// Nobody is told how it stands: not in the page, not in its source, not in what it is sent.
	const paths = [`/leinwand/${made.projector}`, `/moderation/${made.facilitator}`, `/b/${made.board.code}-1`];
	for (const path of paths)
		for (const end of ['', '/seen.json']) expect((await ask(made.origin + path + end)).body).not.toMatch(/"ranked":\[|voters|data-rank/);
	await made.moveTo('result');
	const order = async (page: Page) => {
		await page.locator('[data-rank]').first().waitFor();
		return (await page.locator('[data-rank]').allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').replace(/ · von Ihnen.*/, ''));
	};
	const expected = [
		'Platz 1 Kaffee 3 Punkte von 2 Personen',
		'Platz 1 Räume 3 Punkte von 2 Personen',
		'Platz 3 Erreichbarkeit 0 Punkte von 0 Personen',
	];
	for (const page of [one, two, screen]) expect((await order(page)).sort()).toEqual(expected);
	await one.getByText('von Ihnen: 2').waitFor();
	await made.moveTo('closed');
	await one.getByText('Dieses Brett ist abgeschlossen').waitFor();
	expect((await order(one)).sort()).toEqual(expected);
	for (const { context } of phones) await context.close();
	await made.end();
});

test('votes with codes, also for somebody without a phone, and slips of paper that are counted twice', async () => {
	const made = await boardOfToday({ tables: 2, dots: 3, dotsEach: 2, codes: 4 });
	await made.moveTo('collecting');
	await made.lead('paper', { table: '1', column: made.columns[0] as string, cards: 'Räume\nKaffee' });
	const codes = await made.within((tx) => voteCodes(tx, 1, { id: made.board.id, codes: 4 }));
	const [{ page: one, context }, { page: two, context: second }] = [await phoneAt(made, 1), await phoneAt(made, 2)];
	await made.moveTo('voting');
	const more = (page: Page, title: string, at = 0) => page.getByRole('button', { name: `Punkt für „${title}“` }).nth(at);
	const type = async (page: Page, code: string, at = 0) => {
		await page.getByLabel('Code auf Ihrem Zettel').nth(at).fill(code);
		await page.getByLabel('Code auf Ihrem Zettel').nth(at).press('Tab');
	};
	await more(one, 'Räume').click();
	await one.getByText('dann zählen Ihre Punkte').waitFor();
	await type(one, codes[0] as string);
	await one.locator('[data-ballot=sent]').waitFor();
	await type(two, codes[0] as string);
	await more(two, 'Kaffee').click();
	await two.getByText('schon ein anderes Gerät').waitFor();
	await type(two, 'falsch');
	await two.getByText('Diesen Code gibt es hier nicht').waitFor();
	await type(two, codes[1] as string);
	await two.locator('[data-ballot=sent]').waitFor();
	// A neighbour without a phone votes on this one, with a slip of their own.
	await one.getByRole('button', { name: 'Für jemanden ohne Handy abstimmen' }).click();
	await type(one, codes[2] as string, 1);
	await more(one, 'Kaffee', 1).click();
	await expect.poll(() => one.locator('[data-ballot=sent]').count()).toBe(2);

	const lead = await (await browser.newContext({ locale: 'de-DE', viewport: { width: 1280, height: 900 } })).newPage();
	await lead.goto(`${made.origin}/moderation/${made.facilitator}`);
	await lead.getByText('3 von 4').waitFor();
	const count = async (kaffee: string) => {
		if (!(await lead.getByLabel('Zettel', { exact: true }).isVisible()))
			await lead.locator('summary', { hasText: 'Punkte vom Papier' }).click();
		await lead.getByLabel('Zettel', { exact: true }).fill('2');
		await lead.getByLabel('Punkte für „Kaffee“').fill(kaffee);
		await lead.getByLabel('Zettel mit Punkten für „Kaffee“').fill('2');
		await lead.getByRole('button', { name: 'Zählung eintragen' }).click();
	};
	await count('9');
	await lead.getByText('So viele Punkte passen nicht').first().waitFor();
	await count('3');
	await lead.getByText('Die erste Zählung ist eingetragen.').waitFor();
	await lead.getByRole('button', { name: 'Ergebnis zeigen' }).click();
	await lead.getByText('noch nicht zweimal gleich gezählt').first().waitFor();
	await count('4');
	await lead.getByText('Die Zählungen unterscheiden sich: „Kaffee“').waitFor();
	await lead.getByRole('button', { name: 'Zweite Zählung verwerfen' }).click();
	await count('3');
	await lead.getByText('Beide Zählungen stimmen überein').waitFor();
	await lead.getByRole('button', { name: 'Ergebnis zeigen' }).click();
	for (const page of [one, two, lead]) {
		await page.locator('[data-rank]').first().waitFor();
		const told = (await page.locator('[data-rank]').allInnerTexts()).map((text) =>
			text.replaceAll(/\s+/g, ' ').replace(/ · von Ihnen.*/, ''),
		);
		expect(told).toEqual(['Platz 1 Kaffee 5 Punkte von 4 Personen', 'Platz 2 Räume ein Punkt von einer Person']);
	}
	await context.close();
	await second.close();
	await made.end();
});

test('nothing that others do moves focus or scroll, and what somebody is writing is not taken from them', async () => {
	const made = await boardOfToday({ tables: 1, choices: 2 });
	await made.moveTo('collecting');
	const { page: writer, context } = await phoneAt(made, 1);
	const { page: neighbour, context: other } = await phoneAt(made, 1);
	for (let number = 0; number < 12; number++) await write(neighbour, 'Wünsche', `Wunsch ${number}`);
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
	await write(neighbour, 'Stolpersteine', 'Kommt dazwischen');
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

test('benefit and effort, said on phones with and without a script; what brings more than it takes stands first', async () => {
	const made = await boardOfToday({ tables: 1, method: 'matrix' });
	await made.moveTo('collecting');
	await made.lead('paper', { table: '1', column: made.columns[0] as string, cards: 'Räume\nKaffee' });
	const { page: phone, context } = await phoneAt(made, 1);
	await made.moveTo('voting');
	const say = async (page: Page, title: string, benefit: string, effort: string) => {
		await page.getByLabel(`Nutzen von „${title}“`).selectOption({ label: benefit });
		await page.getByLabel(`Aufwand von „${title}“`).selectOption({ label: effort });
	};
	await say(phone, 'Räume', 'groß', 'gering');
	await say(phone, 'Kaffee', 'gering', 'groß');
	await phone.locator('[data-ballot=sent]').waitFor();
	await phone.getByText('zu 2 Bündeln etwas gesagt').waitFor();
	await phone.reload();
	await phone.getByText('zu 2 Bündeln etwas gesagt').waitFor();
	expect(await phone.getByLabel('Nutzen von „Räume“').inputValue()).toBe('4');
	const bare = await (await browser.newContext({ ...PHONE, javaScriptEnabled: false })).newPage();
	await bare.goto(`${made.origin}/b/${made.board.code}-1`);
	await say(bare, 'Räume', 'eher groß', 'eher gering');
	await bare.getByRole('button', { name: 'Abgeben' }).click();
	await bare.getByText('Ihre Punkte sind angekommen.').waitFor();
	await made.moveTo('result');
	await phone.locator('[data-rank]').first().waitFor();
	const told = (await phone.locator('[data-rank]').allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
	expect(told).toEqual([
		'Platz 1 Räume Nutzen 3,5 · Aufwand 1,5 von 2 Personen',
		'Platz 2 Kaffee Nutzen 1,0 · Aufwand 4,0 von einer Person',
	]);
	await context.close();
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
	const { page: other, context: second } = await phoneAt(made, 1);
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

// How people vote on a board: with dots, codes, on paper, by benefit and effort; and what is refused.
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { whole } from '#modules/boards/read.server.ts';
import { voteCodes } from '#modules/boards/read-vote.server.ts';
import { GRACE_MS } from '#modules/boards/rules.ts';
import { addPaper } from '#modules/boards/write-board.server.ts';
import { boardOfToday, DESK, PHONE, phoneAt, rankingOf, settled } from '../tests/board.ts';
import { startBrowser } from '../tests/browser.ts';
import { until } from '../tests/server.ts';
import { ask } from '../tests/site.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

test('dots: on phones with and without a script, seen by nobody before they are shown, and then by everybody alike', async () => {
	const made = await boardOfToday({ tables: 2, dots: 3, dotsEach: 2 });
	await made.moveTo('collecting');
	await made.lead('paper', { table: '1', column: made.columns[0] as string, cards: 'Erreichbarkeit\nRäume\nKaffee' });
	const phones = [await phoneAt(browser, made, 1), await phoneAt(browser, made, 2)];
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
	await screen.getByText('3 Stimmzettel', { exact: true }).waitFor();
	// Nobody is told how it stands: not in the page, not in its source, not in what it is sent.
	const paths = [`/leinwand/${made.projector}`, `/moderation/${made.facilitator}`, `/b/${made.board.code}-1`];
	for (const path of paths)
		for (const end of ['', '/seen.json']) expect((await ask(made.origin + path + end)).body).not.toMatch(/"ranked":\[|voters|data-rank/);
	await made.moveTo('counting');
	await screen.getByText('Die Stimmen werden gezählt').waitFor();
	for (const path of paths)
		for (const end of ['', '/seen.json']) expect((await ask(made.origin + path + end)).body).not.toMatch(/"ranked":\[|voters|data-rank/);
	await made.moveTo('result');
	const expected = [
		'Rang 1 Kaffee 3 Punkte von 2 Personen',
		'Rang 1 Räume 3 Punkte von 2 Personen',
		'Rang 3 Erreichbarkeit 0 Punkte von 0 Personen',
	];
	for (const page of [one, two, screen]) expect(await rankingOf(page)).toEqual(expected);
	await one.getByText('von Ihnen: 2').waitFor();
	await made.moveTo('closed');
	await one.getByText('Dieses Brett ist abgeschlossen').waitFor();
	expect(await rankingOf(one)).toEqual(expected);
	for (const { context } of phones) await context.close();
	await made.end();
});

test('votes with codes, also for somebody without a phone, and slips of paper that are counted twice', async () => {
	const made = await boardOfToday({ tables: 2, dots: 3, dotsEach: 2, codes: 4 });
	await made.moveTo('collecting');
	await made.lead('paper', { table: '1', column: made.columns[0] as string, cards: 'Räume\nKaffee' });
	const codes = await made.within((tx) => voteCodes(tx, 1, { id: made.board.id, codes: 4 }));
	const [{ page: one, context }, { page: two, context: second }] = [await phoneAt(browser, made, 1), await phoneAt(browser, made, 2)];
	await made.moveTo('voting');
	const more = (page: Page, title: string, at = 0) => page.getByRole('button', { name: `Punkt für „${title}“` }).nth(at);
	const type = async (page: Page, code: string, at = 0) => {
		await page.getByLabel('Code auf Ihrem Zettel').nth(at).fill(code);
		await page.getByLabel('Code auf Ihrem Zettel').nth(at).press('Tab');
	};
	await more(one, 'Räume').click();
	await one.getByText('dann zählt Ihr Stimmzettel').waitFor();
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

	const lead = await (await browser.newContext(DESK)).newPage();
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
	await lead.getByRole('button', { name: 'Abstimmung beenden' }).click();
	await one.getByText('Gleich zeigt die Moderation das Ergebnis.').waitFor();
	await lead.getByRole('button', { name: 'Ergebnis zeigen' }).click();
	await lead.getByText('noch nicht zweimal gleich gezählt').first().waitFor();
	await count('4');
	await lead.getByText('Die Zählungen unterscheiden sich: „Kaffee“').waitFor();
	await lead.getByRole('button', { name: 'Zweite Zählung verwerfen' }).click();
	await lead.getByLabel('Zettel', { exact: true }).waitFor();
	await count('3');
	await lead.getByText('Beide Zählungen stimmen überein').waitFor();
	await lead.getByRole('button', { name: 'Ergebnis zeigen' }).click();
	for (const page of [one, two, lead])
		expect(await rankingOf(page)).toEqual(['Rang 1 Kaffee 5 Punkte von 4 Personen', 'Rang 2 Räume ein Punkt von einer Person']);
	await context.close();
	await second.close();
	await made.end();
});

test('benefit and effort, said on phones with and without a script; what brings more than it takes stands first', async () => {
	const made = await boardOfToday({ tables: 1, method: 'matrix' });
	await made.moveTo('collecting');
	await made.lead('paper', { table: '1', column: made.columns[0] as string, cards: 'Räume\nKaffee' });
	const { page: phone, context } = await phoneAt(browser, made, 1);
	await made.moveTo('voting');
	const say = async (page: Page, title: string, benefit: string, effort: string) => {
		await page.getByLabel(`Nutzen von „${title}“`).selectOption({ label: benefit });
		await page.getByLabel(`Aufwand von „${title}“`).selectOption({ label: effort });
	};
	await say(phone, 'Räume', '4 · groß', '1 · gering');
	await say(phone, 'Kaffee', '1 · gering', '4 · groß');
	await phone.locator('[data-ballot=sent]').waitFor();
	await phone.getByText('zu 2 Bündeln etwas gesagt').waitFor();
	await phone.reload();
	await phone.getByText('zu 2 Bündeln etwas gesagt').waitFor();
	expect(await phone.getByLabel('Nutzen von „Räume“').inputValue()).toBe('4');
	const bare = await (await browser.newContext({ ...PHONE, javaScriptEnabled: false })).newPage();
	await bare.goto(`${made.origin}/b/${made.board.code}-1`);
	await say(bare, 'Räume', '3 · eher groß', '2 · eher gering');
	await bare.getByRole('button', { name: 'Abgeben' }).click();
	await bare.getByText('Ihre Angaben sind angekommen.').waitFor();
	await made.moveTo('counting', 'result');
	expect(await rankingOf(phone)).toEqual([
		'Rang 1 Räume Nutzen 3,5 · Aufwand 1,5 von 2 Personen',
		'Rang 2 Kaffee Nutzen 1,0 · Aufwand 4,0 von einer Person',
	]);
	await context.close();
	await made.end();
});

test('a request that is held open is as late as its last byte; a form that names no stage is refused in words', async () => {
	const made = await boardOfToday();
	await made.moveTo('collecting');
	await made.within((tx) =>
		addPaper(tx, made.by, { key: randomUUID(), table: 1, column: made.columns[0] as string, lines: ['Kaffee', 'Räume'] }),
	);
	await made.moveTo('voting', 'counting');
	const { origin, board } = made;
	const address = `${origin}/b/${board.code}`;
	// The grace ends a moment from now: after the head of the request, and before its body.
	const endsAt = Date.now() + 400;
	await made.within((tx) =>
		tx
			.updateTable('boards.stage')
			.set({ ended_at: new Date(endsAt - GRACE_MS) })
			.where('state', '=', 'voting')
			.execute(),
	);
	const body = JSON.stringify({ rev: 1, dots: {} });
	const slow = http.request(`${address}/ballots/3/${randomUUID()}`, {
		method: 'PUT',
		headers: { 'content-type': 'application/json', 'content-length': body.length, origin },
	});
	const answer = new Promise<http.IncomingMessage>((answered, failed) => slow.on('response', answered).on('error', failed));
	slow.write(body.slice(0, 5));
	expect(Date.now()).toBeLessThan(endsAt);
	await until('the grace to end', () => Date.now() > endsAt + 50);
	slow.end(body.slice(5));
	expect((await answer).statusCode).toBe(409);

	for (const stage of ['2147483648', '-1', '1e3', 'x', '']) {
		const sent = await ask(`${address}?/vote`, { form: { stage, ballot: randomUUID() } });
		expect(sent.status, stage).toBe(409);
	}
	expect((await made.within((tx) => whole(tx, board.id)))?.vote?.ballots).toBe(0);
	await made.end();
});

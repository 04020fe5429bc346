// A whole round: twelve phones at eight tables, some without a script, paper, a team, a screen, and whoever leads; and one by keyboard alone.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { whole } from '#modules/boards/read.server.ts';
import * as conduct from '#modules/conduct/write.server.ts';
import { personalTokenOf, placeById } from '#modules/registration/read.server.ts';
import { boardOfToday, DESK, PHONE, rankingOf, settled } from '../tests/board.ts';
import { startBrowser } from '../tests/browser.ts';
import { beginAgo, makeSeating, person } from '../tests/make.ts';
import { ask } from '../tests/site.ts';

let browsers: [Browser, Browser];
beforeAll(async () => {
	browsers = [await startBrowser(), await startBrowser()];
});
afterAll(async () => {
	for (const browser of browsers) await browser.close();
});

test('twelve phones at eight tables collect, choose, bundle and vote; everybody sees the same list, and it goes on from there', {
	timeout: 180_000,
}, async () => {
	const made = await boardOfToday({ tables: 8, choices: 2, dots: 3, dotsEach: 2 });
	const address = (table: number) => `${made.origin}/b/${made.board.code}-${table}`;
	const phones: { page: Page; table: number; hasScript: boolean }[] = [];
	for (let number = 0; number < 12; number++) {
		const hasScript = number % 4 !== 3;
		const page = await (await (browsers[number % 2] as Browser).newContext({ ...PHONE, javaScriptEnabled: hasScript })).newPage();
		phones.push({ page, table: 1 + (number % 7), hasScript });
	}
	const screen = await (await browsers[0].newContext({ locale: 'de-DE', viewport: { width: 1920, height: 1080 } })).newPage();
	await screen.goto(`${made.origin}/leinwand/${made.projector}`);
	const lead = await (await browsers[1].newContext(DESK)).newPage();
	await lead.goto(`${made.origin}/moderation/${made.facilitator}`);
	for (const { page, table, hasScript } of phones) {
		await page.goto(address(table));
		if (hasScript) await page.locator('[data-outbox]:not([data-outbox=closed])').waitFor();
		else await page.getByRole('button', { name: 'Ich bin dabei' }).click();
	}
	await screen.getByText('12 dabei').waitFor();
	// Three numbers, and none of them is made from another: who joined, who is connected, who has voted.
	await expect.poll(() => lead.locator('[data-connected]').innerText()).toBe('9');
	// A tap to try tells all who look that a table is heard.
	for (const { page, hasScript } of phones.slice(0, 7)) {
		await page.getByRole('button', { name: 'Zur Probe tippen' }).click();
		await page.getByText('steht auf der Leinwand').waitFor();
		if (hasScript) await settled(page);
	}
	await screen.getByText('7 von 8 Tischen bereit').waitFor();
	expect(await screen.getByRole('list', { name: 'Tische, die bereit sind' }).innerText()).toMatch(/^1\s2\s3\s4\s5\s6\s7$/);
	await expect.poll(() => lead.locator('[data-ready]').innerText()).toBe('7 von 8');
	const go = async (button: string, state: string) => {
		await lead.getByRole('button', { name: button }).click();
		await lead.locator(`[data-state=${state}]`).waitFor();
		for (const { page, hasScript } of phones) {
			if (!hasScript) await page.reload();
			await page.locator(`[data-state=${state}]`).waitFor();
		}
		await screen.locator(`[data-state=${state}]`).waitFor();
	};

	await go('Sammeln beginnen', 'collecting');
	for (const [number, { page }] of phones.entries()) {
		await page.getByRole('radio', { name: number % 2 ? 'Wunsch' : 'Stolperstein' }).check({ force: true });
		await page.getByLabel('Ihre Karte').fill(`Karte ${number + 1}`);
		await page.getByRole('button', { name: 'Karte abgeben' }).click();
		await page.locator('[data-card]', { hasText: new RegExp(`Karte ${number + 1}\\b`) }).waitFor();
	}
	// The eighth table has no phone: what it wrote is typed in.
	await lead.reload();
	await lead.locator('summary', { hasText: 'Vom Papier eingeben' }).click();
	await lead.locator('#paper-table').selectOption('8');
	await lead.locator('#paper-cards').fill('Karte 13\nKarte 14');
	await lead.getByRole('button', { name: 'Eingeben', exact: true }).click();
	await lead.getByText('2 Karten sind eingegeben.').waitFor();
	await expect.poll(() => lead.locator('[data-cards]').innerText()).toBe('14');
	expect(await screen.locator('main').innerText()).not.toContain('Karte 1');

	await go('Tischauswahl beginnen', 'selecting');
	for (const [number, { page, hasScript }] of phones.entries()) {
		if (number > 7) continue;
		await page.getByRole('button', { name: new RegExp(`^Auswählen: Karte ${number + 1}$`) }).click();
		await page.getByText(/[12] von 2 ausgewählt/).waitFor();
		if (number < 7) await page.getByRole('button', { name: 'Unser Tisch ist fertig' }).click();
		if (hasScript) await page.locator('[data-outbox="0"]').waitFor();
	}
	await lead.reload();
	await lead.getByRole('button', { name: 'Auswählen: Karte 13' }).click();
	await screen.getByText('7 von 8').waitFor();

	await go('Bündeln beginnen', 'bundling');
	const team = await (await browsers[0].newContext(DESK)).newPage();
	await team.goto(`${made.origin}/buendeln/${made.team}`);
	await team.locator('[data-outbox]:not([data-outbox=closed])').waitFor();
	for (const number of [1, 2, 3]) await team.getByRole('checkbox', { name: `Auswählen: Karte ${number}`, exact: true }).check();
	await team.getByLabel('Titel des neuen Bündels').fill('Gemeinsam');
	await team.getByRole('button', { name: 'Neues Bündel', exact: true }).click();
	await team.locator('[data-outbox="0"]').waitFor();
	await screen.getByText('Gemeinsam').waitFor();
	// Somebody else of the team sees what is in a hand; for some seconds, and it keeps nobody from anything.
	const colleague = await (await browsers[1].newContext(DESK)).newPage();
	await colleague.goto(`${made.origin}/buendeln/${made.team}`);
	await colleague.locator('[data-outbox]:not([data-outbox=closed])').waitFor();
	await colleague.getByLabel('Ihr Name').fill('Frau K.');
	await colleague.getByRole('checkbox', { name: 'Auswählen: Karte 4', exact: true }).check();
	await team.getByText('Frau K. hält die Karte gerade').waitFor();
	await expect.poll(() => colleague.locator('[data-held]').count()).toBe(0);
	await team.locator('[data-held]').waitFor({ state: 'detached' });

	await go('Abstimmung beginnen', 'voting');
	for (const [number, { page, hasScript }] of phones.entries()) {
		const title = number < 8 ? 'Gemeinsam' : 'Karte 13';
		if (hasScript) {
			await page.getByRole('button', { name: `Punkt für „${title}“` }).click();
			await page.locator('[data-ballot=sent]').waitFor();
		} else {
			await page.getByLabel(`Punkte für „${title}“`).fill('1');
			await page.getByRole('button', { name: 'Punkte abgeben' }).click();
			await page.getByText('Ihre Punkte sind angekommen.').waitFor();
		}
	}
	await screen.getByText('12 von 12 haben abgestimmt').waitFor();
	await go('Abstimmung beenden', 'counting');
	await go('Ergebnis zeigen', 'result');
	const expected = await rankingOf((phones[0] as { page: Page }).page);
	expect(expected.slice(0, 2)).toEqual(['Rang 1 Gemeinsam 8 Punkte von 8 Personen', 'Rang 2 Karte 13 4 Punkte von 4 Personen']);
	expect(expected).toHaveLength(7);
	// The screen shows as many as can be read from the last row; space goes on.
	const first = await rankingOf(screen);
	await screen.keyboard.press('Space');
	await screen.getByText('7–7 von 7').waitFor();
	expect([...first, ...(await rankingOf(screen))].sort()).toEqual(expected);
	await screen.keyboard.press('Space');
	await screen.getByText('1–6 von 7').waitFor();
	for (const { page } of phones) expect(await rankingOf(page)).toEqual(expected);

	await go('Übergabe beginnen', 'handover');
	await lead.locator('summary', { hasText: '1. Gemeinsam' }).click();
	await lead.getByLabel('Wer kümmert sich?').first().fill('Bildungsbüro');
	await lead.getByLabel('Erster Schritt').first().fill('einladen');
	await lead.getByRole('button', { name: 'Festhalten' }).first().click();
	for (const page of [screen, (phones[0] as { page: Page }).page]) await page.getByText('Bildungsbüro · einladen').waitFor();
	for (const { page, hasScript } of [phones[1], phones[3]] as typeof phones) {
		await page.locator('summary', { hasText: 'Ich arbeite mit' }).click();
		await page.getByLabel('Ihr Name').fill(hasScript ? 'Robin' : 'Sascha');
		await page.getByLabel('E-Mail-Adresse').fill('keine');
		await page.getByRole('button', { name: 'Mitarbeiten' }).click();
		await page.getByText('unter der man Sie erreicht').waitFor();
		await page.getByLabel('Woran?').selectOption({ label: 'Gemeinsam' });
		await page.getByLabel('E-Mail-Adresse').fill(hasScript ? 'robin@schule.example' : 'sascha@schule.example');
		await page.getByRole('button', { name: 'Mitarbeiten' }).click();
		await page.getByText('Danke, dass Sie mitarbeiten').waitFor();
	}
	await screen.getByText('2 arbeiten mit').waitFor();
	await lead.getByText('Sascha').waitFor();
	await lead.locator('summary', { hasText: 'Brett abschließen' }).click();
	await go('Jetzt abschließen', 'closed');

	// The organisers show the list to everybody, and begin the next board with it.
	const desk = await (await browsers[1].newContext(DESK)).newPage();
	await desk.context().addCookies([{ name: 'session', value: made.session, url: made.origin }]);
	const home = `${made.origin}/koordination/treffen/${made.meeting.meeting.slug}/bretter/${made.board.id}`;
	const event = `${made.origin}/veranstaltungen/${made.meeting.meeting.slug}`;
	expect((await ask(event)).body).not.toContain('Gemeinsam');
	await desk.goto(home);
	await desk.getByRole('button', { name: 'Auf der Seite des Treffens zeigen' }).click();
	await desk.getByText('Steht auf der öffentlichen Seite').waitFor();
	expect((await ask(event)).body).toMatch(
		/Punkte: 3 je Person, höchstens 2 auf ein Bündel\s*·\s*12 Stimmzettel[\s\S]*Gemeinsam[\s\S]*8 Punkte[\s\S]*Bildungsbüro · einladen/,
	);
	await desk.locator('summary', { hasText: 'Daraus ein neues Brett' }).click();
	await desk.getByLabel('Titel', { exact: true }).last().fill('Wie weiter?');
	await desk.getByLabel('Ränge als Karten').fill('2');
	await desk.getByRole('button', { name: 'Brett anlegen' }).click();
	await desk.getByRole('heading', { name: 'Wie weiter?' }).waitFor();
	expect(await desk.locator('tbody').innerText()).toMatch(/Gemeinsam|Karte 13/);
	await made.end();
});

test('a whole round with the keyboard alone: for whoever writes, bundles and leads', { timeout: 120_000 }, async () => {
	const made = await boardOfToday({ tables: 2, choices: 2, dots: 3, dotsEach: 2 });
	const open = async (path: string, size = DESK) => {
		const page = await (await browsers[0].newContext(size)).newPage();
		await page.goto(made.origin + path);
		return page;
	};
	/** Goes on with Tab until something of this name has the focus, which must be seen. */
	const reach = async (page: Page, name: RegExp) => {
		for (let steps = 0; steps < 200; steps++) {
			await page.keyboard.press('Tab');
			const focused = await page.evaluate(() => {
				const it = document.activeElement as HTMLElement | null;
				if (it === document.body) return '';
				const label = it?.id ? document.querySelector(`label[for="${it.id}"]`)?.textContent : '';
				const own = it?.closest('label')?.textContent ?? '';
				return `${it?.getAttribute('aria-label') ?? ''} ${label ?? ''} ${own} ${it?.textContent ?? ''}`.replaceAll(/\s+/g, ' ').trim();
			});
			if (!name.test(focused)) continue;
			const isSeen = () =>
				page.evaluate(() => {
					const it = document.activeElement as HTMLElement;
					const shown = (it.matches('input[type=radio]') ? it.closest('label') : it) as HTMLElement;
					const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(shown);
					return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
				});
			await expect.poll(isSeen, { message: `the focus on ${name} is seen` }).toBe(true);
			return;
		}
		const there = await page
			.locator('button:visible, summary:visible')
			.evaluateAll((all) => all.map((it) => it.ariaLabel ?? it.textContent));
		throw new Error(`the keyboard does not reach ${name}; there is ${there.join(' | ').replaceAll(/\s+/g, ' ')}`);
	};
	const press = async (page: Page, name: RegExp, key = 'Enter') => {
		await reach(page, name);
		await page.keyboard.press(key);
	};
	const [phone, lead] = [await open(`/b/${made.board.code}-1`, PHONE), await open(`/moderation/${made.facilitator}`)];
	await phone.locator('[data-outbox]:not([data-outbox=closed])').waitFor();
	await press(lead, /^Sammeln beginnen$/);
	await phone.locator('[data-state=collecting]').waitFor();
	for (const text of ['Erreichbar sein', 'Früh Bescheid sagen']) {
		await phone.evaluate(() => (document.activeElement as HTMLElement).blur());
		await reach(phone, /Ihre Karte/);
		await phone.keyboard.type(text);
		await press(phone, /^Karte abgeben$/);
		await phone.locator('[data-card]', { hasText: text }).waitFor();
	}
	await press(lead, /^Tischauswahl beginnen$/);
	await phone.locator('[data-state=selecting]').waitFor();
	await press(phone, /^Auswählen: Erreichbar sein/);
	await press(phone, /^Auswählen: Früh Bescheid/);
	await phone.getByText('2 von 2 ausgewählt').waitFor();
	await settled(phone);
	await press(lead, /^Bündeln beginnen$/);
	const team = await open(`/buendeln/${made.team}`);
	await team.locator('[data-outbox]:not([data-outbox=closed])').waitFor();
	await press(team, /^Auswählen: Erreichbar sein/, 'Space');
	await press(team, /^Auswählen: Früh Bescheid/, 'Space');
	await reach(team, /Titel des neuen Bündels/);
	await team.keyboard.type('Miteinander reden');
	await press(team, /^Neues Bündel$/);
	await team.locator('[data-bundle]', { hasText: 'Miteinander reden' }).waitFor();
	await team.locator('[data-outbox="0"]').waitFor();
	await press(lead, /^Abstimmung beginnen$/);
	await phone.locator('[data-state=voting]').waitFor();
	await press(phone, /^Punkt für „Miteinander reden“/);
	await phone.locator('[data-ballot=sent]').waitFor();
	await press(lead, /^Abstimmung beenden$/);
	await lead.locator('[data-state=counting]').waitFor();
	await press(lead, /^Ergebnis zeigen$/);
	expect(await rankingOf(phone)).toEqual(['Rang 1 Miteinander reden ein Punkt von einer Person']);
	await made.end();
});

test('„Jetzt“ leads to the board, at one’s own table', async () => {
	const made = await boardOfToday({ tables: 4 });
	const place = await made.within(async (tx) => {
		const { place: id } = await conduct.register(tx, made.meeting.open, person(1), [], 'de');
		await beginAgo(tx, made.meeting, 1);
		await makeSeating(tx, made.meeting, 2, 1);
		return id as string;
	});
	const token = await made.within(async (tx) =>
		personalTokenOf(tx, 1, (await placeById(tx, place)) as { id: string; linkVersion: number }),
	);
	const page = await (await browsers[0].newContext(PHONE)).newPage();
	await page.goto(`${made.origin}/meine-anmeldung/${token}/jetzt`);
	await page.getByRole('heading', { name: 'Jetzt', exact: true }).first().waitFor();
	const table = /Tisch (\d)/.exec(await page.locator('[data-mine]').innerText())?.[1];
	expect(await page.getByRole('link', { name: made.board.title }).count()).toBe(0);
	await ask(`${made.origin}/moderation/${made.facilitator}?/move`, { form: { state: 'collecting', minutes: '', seen: '1' } });
	await page.getByRole('link', { name: made.board.title }).click();
	await page.getByText(`Tisch ${table}`).first().waitFor();
	expect(page.url()).toMatch(new RegExp(`/b/${made.board.code}-${table}$`));
	expect((await made.within((tx) => whole(tx, made.board.id)))?.stages).toHaveLength(2);
	await made.end();
});

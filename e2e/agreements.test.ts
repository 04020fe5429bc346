// The whole loop: from a priority to a mandate, to an agreement that several sign, by link and on paper, to the next meeting that asks what became of it, and
// the thread that shows all of it.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PHONE } from '../tests/board.ts';
import { startBrowser } from '../tests/browser.ts';
import { conferences } from '../tests/conference.ts';
import { leadBoard } from '../tests/make.ts';
import { readPdf } from '../tests/pdf.ts';
import { until } from '../tests/server.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

const PDF = { name: 'unterschrift.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 unterschrieben') };
const done = (page: Page, sentence: string) => page.locator('.kern-alert--success', { hasText: sentence }).waitFor();

/** A form of an agreement's text: who signs, who is told, and two sections. */
async function word(desk: Page) {
	const fill = (name: string, value: string) => desk.locator(`[name="${name}"]`).fill(value);
	await desk.locator('summary', { hasText: 'Weitere Beteiligte' }).click();
	const parties = ['Grundschule am Bach', 'Jugendamt', 'Träger Lindenhof', 'Kita Regenbogen', 'Kirchengemeinde'];
	for (const [at, name] of parties.entries()) {
		await fill(`name${at + 1}`, name);
		await desk.locator(`[name="role${at + 1}"]`).selectOption(at === 4 ? 'informed' : 'signatory');
		await fill(`contactName${at + 1}`, `Leitung ${name}`);
		if (name !== 'Kita Regenbogen') await fill(`contactEmail${at + 1}`, `${'abcde'[at]}@amt.example`);
	}
	await fill('from', '1.8.2020');
	await fill('review', '1. Mai 2021');
	await fill('text1', 'Schule und Jugendhilfe arbeiten auf Augenhöhe.');
	await fill('text2', 'Jede Seite nennt eine Ansprechperson.');
}

test.each([true, false])(
	'a priority becomes a mandate and an agreement that four sign, is changed, signed anew, asked about and renewed, and the thread shows it; with JavaScript: %s',
	{ timeout: 120_000 },
	async (hasScript) => {
		const made = await conferences(browser);
		const desk = await made.signedIn(hasScript);
		await desk.goto(made.at(made.meeting));
		await desk.getByRole('button', { name: 'Die eine Zusage aus dem Saal als Auftrag übernehmen' }).click();
		await done(desk, 'Der Auftrag ist gegeben.');
		await made.within((tx) => leadBoard(tx, made.by, 'closed'));
		await desk.getByLabel('Vereinbarung daraus machen: Durchwahlen').click();
		await desk.locator('[id^=title-]:visible').first().fill('Feste Ansprechpersonen');
		await desk.getByRole('button', { name: 'Vereinbarung beginnen' }).click();
		await desk.getByRole('heading', { name: 'Wortlaut und Beteiligte' }).waitFor();
		expect(await desk.locator('[name=name1]').getAttribute('list')).toBe(await desk.locator('datalist').getAttribute('id'));
		await word(desk);
		await desk.locator('[name=until]').fill('bald');
		await desk.getByRole('button', { name: 'Als neue Fassung speichern' }).click();
		await desk.getByText('Bitte geben Sie einen Tag an').first().waitFor();
		expect(await desk.locator('[name=name5]').inputValue()).toBe('Kirchengemeinde');
		await desk.locator('[name=until]').fill('');
		await desk.getByRole('button', { name: 'Als neue Fassung speichern' }).click();
		await done(desk, 'Gespeichert.');
		const home = desk.url().split('?')[0] as string;
		await desk.getByRole('button', { name: 'Zur Unterschrift senden' }).click();
		await done(desk, 'haben ihre Links bekommen');

		const linkOf = async (box: string, count: number) =>
			(await until(`${count} mails to ${box}`, () => made.sink.to(`${box}@amt.example`)[count - 1])).link('/vereinbarung/');
		const phone = async (box: string, count = 1) => {
			const page = await (await browser.newContext({ ...PHONE, javaScriptEnabled: hasScript })).newPage();
			await page.goto(await linkOf(box, count));
			return page;
		};
		const sign = async (page: Page) => {
			await page.getByLabel(/^Ich darf das für/).check();
			await page.getByRole('button', { name: 'Unterschreiben' }).click();
		};
		const [a, b, c, e, stale] = [await phone('a'), await phone('b'), await phone('c'), await phone('e'), await phone('c')];
		await a.getByText('Jede Seite nennt eine Ansprechperson.').waitFor();
		// How the others are reached is none of a party's business.
		expect(await a.content()).not.toContain('b@amt.example');
		await a.getByRole('button', { name: 'Unterschreiben' }).click();
		await a.getByText('Bitte bestätigen Sie, dass Sie das zusagen dürfen.').first().waitFor();
		for (const page of [a, b, c]) {
			await sign(page);
			await done(page, 'Die Unterschrift ist festgehalten.');
		}
		await e.getByRole('button', { name: 'Zur Kenntnis genommen' }).click();
		await done(e, 'dass Sie die Vereinbarung kennen');
		await desk.goto(home);
		await desk.getByText('eine Unterschrift fehlt').waitFor();
		await desk.locator('summary', { hasText: 'Unterschrift auf Papier' }).click();
		const onPaper = async (file: typeof PDF) => {
			await desk.getByLabel('Name der Person').fill('Petra Paul');
			await desk.getByLabel('Datum auf dem Papier').fill('3.8.2020');
			await desk.locator('#file-paper').setInputFiles(file);
			await desk.getByRole('button', { name: 'Eintragen' }).click();
		};
		await onPaper({ ...PDF, buffer: Buffer.from('kein PDF') });
		await desk.getByText('Bitte wählen Sie eine PDF-Datei').first().waitFor();
		await onPaper(PDF);
		await done(desk, 'Die Unterschrift ist eingetragen.');
		await desk.locator('[data-agreement=reviewDue]').waitFor();

		// A comma: nobody has signed that.
		await desk.getByRole('link', { name: 'Wortlaut und Beteiligte bearbeiten' }).click();
		await desk.locator('[name=text2]').fill('Jede Seite nennt, eine Ansprechperson.');
		await desk.getByRole('button', { name: 'Als neue Fassung speichern' }).click();
		await desk.getByText('Bitte bestätigen Sie, dass sie für die neue nicht gelten.').first().waitFor();
		await desk.getByLabel(/Unterschriften unter der jetzigen Fassung/).check();
		await desk.getByRole('button', { name: 'Als neue Fassung speichern' }).click();
		await done(desk, 'Gespeichert.');
		await desk.locator('[data-agreement=draft]').waitFor();
		expect(await desk.getByText('hat Fassung 2 unterschrieben').count()).toBe(4);
		// What is being worded is nobody's yet, whatever a party asks its page for.
		for (const part of ['', '/__data.json'])
			expect(await (await a.request.get(a.url().split('?')[0] + part)).text()).not.toContain('nennt, eine');
		await desk.getByRole('link', { name: 'Fassung 3 mit Fassung 2 vergleichen' }).click();
		expect((await desk.locator('[data-changed]').innerText()).replaceAll(/\s+/g, ' ')).toContain('nennt');
		expect(await desk.locator('ins').innerText()).toContain(',');
		await desk.goto(home);
		await desk.getByRole('button', { name: 'Zur Unterschrift senden' }).click();
		await done(desk, 'haben ihre Links bekommen');
		// Whoever still has the earlier text before them signs nothing.
		await sign(stale);
		await stale.getByText('Der Wortlaut hat sich geändert').first().waitFor();
		for (const [page, box] of [
			[a, 'a'],
			[b, 'b'],
			[c, 'c'],
		] as const) {
			await page.goto(await linkOf(box, 3));
			await sign(page);
			await done(page, 'Die Unterschrift ist festgehalten.');
		}
		await desk.goto(home);
		await desk.locator('summary', { hasText: 'Unterschrift auf Papier' }).click();
		await onPaper(PDF);
		await done(desk, 'Die Unterschrift ist eingetragen.');
		await desk.locator('[data-agreement=reviewDue]').waitFor();
		const document = await readPdf(new Uint8Array(await (await desk.request.get(`${home}/vereinbarung.pdf`)).body()));
		for (const line of ['Feste Ansprechpersonen', 'Jede Seite nennt, eine Ansprechperson.', 'Petra Paul', 'Prüfsumme'])
			expect(document.pages.map(({ text }) => text).join(' ')).toContain(line);
		expect(document.isUa1).toBe(true);

		// What is done, and how far it is: said by a party on its phone.
		await desk.locator('summary', { hasText: 'Maßnahme hinzufügen' }).click();
		await desk.getByLabel('Was wird getan?').fill('Liste aller Ansprechpersonen');
		await desk.getByRole('button', { name: 'Maßnahme hinzufügen' }).click();
		await done(desk, 'Die Maßnahme steht dabei.');
		await a.reload();
		await a.getByLabel('Stand festhalten: Liste aller Ansprechpersonen').click();
		await a.getByLabel('Wie weit, in Prozent?').fill('600');
		await a.getByLabel('Was ist geschehen?').fill('Neun von fünfzehn sind da.');
		await a.getByRole('button', { name: 'Stand festhalten' }).click();
		await a.getByText('Bitte geben Sie eine Zahl von 0 bis 100 an.').first().waitFor();
		await a.getByLabel('Wie weit, in Prozent?').fill('60');
		await a.getByRole('button', { name: 'Stand festhalten' }).click();
		await done(a, 'Festgehalten.');
		await desk.goto(home);
		await desk.locator('[data-progress="60"]').waitFor();

		// The next conference opens with it, and renews it.
		await desk.goto(made.at(made.next));
		await desk.getByRole('heading', { name: 'Vereinbarungen, nach denen dieses Treffen fragt' }).waitFor();
		await desk.getByText('alle zusammen: 60 %').waitFor();
		await desk.getByLabel('Verlängern: Feste Ansprechpersonen').click();
		await desk.getByRole('button', { name: 'Verlängern' }).click();
		await desk.getByText('Bitte schreiben Sie, was daraus geworden ist.').first().waitFor();
		await desk.getByLabel('Was wurde daraus?').first().fill('Neun von fünfzehn, es geht weiter.');
		await desk.locator('[name=review]').first().fill('1.5.2099');
		await desk.getByRole('button', { name: 'Verlängern' }).click();
		await done(desk, 'Verlängert.');
		await desk.locator('[data-agreement=inForce]').waitFor();
		await a.reload();
		await a.locator('[data-agreement=inForce]').waitFor();
		await desk.goto(`${made.origin}/koordination/vereinbarungen`);
		await desk.getByRole('link', { name: 'Feste Ansprechpersonen' }).waitFor();
		const list = await desk.request.get(`${made.origin}/koordination/vereinbarungen/list.csv`);
		expect(await list.text()).toContain('"Feste Ansprechpersonen";"in Kraft"');

		// Seen from the agreement, the thread tells of it from the priority to the renewal, and of the conference that asked.
		await desk.goto(home);
		await desk.getByRole('link', { name: 'Woher kommt das? Was wurde daraus?' }).click();
		await desk.getByRole('heading', { name: 'Der rote Faden' }).waitFor();
		const rows = (await desk.locator('main ol li').allInnerTexts()).map((row) => row.replaceAll(/\s+/g, ' '));
		for (const row of [
			/Priorität: Durchwahlen .*Platz 1/,
			/Auftrag: Durchwahlen .*Bildungsbüro/,
			/Vereinbarung: Feste Ansprechpersonen .*in Kraft.*Grundschule am Bach/,
			/Feste Ansprechpersonen .*Neun von fünfzehn, es geht weiter\./,
			/Die nächste Konferenz/,
		])
			expect(rows).toContainEqual(expect.stringMatching(row));
		expect(rows.join()).not.toContain('Parkplätze');
		await made.end();
	},
);

test('two word an agreement at once: the second sees both texts, and loses nothing of theirs', async () => {
	const made = await conferences(browser);
	const [karla, tim] = [await made.signedIn(true), await made.signedIn(false)];
	await karla.goto(`${made.origin}/koordination/vereinbarungen`);
	await karla.locator('summary', { hasText: 'Neue Vereinbarung' }).click();
	await karla.getByLabel('Worum geht es?').or(karla.locator('#title')).first().fill('Übergänge');
	await karla.getByRole('button', { name: 'Vereinbarung beginnen' }).click();
	await karla.getByRole('heading', { name: 'Wortlaut und Beteiligte' }).waitFor();
	await tim.goto(karla.url());
	await karla.locator('[name=text1]').fill('Von Karla geschrieben.');
	await karla.getByRole('button', { name: 'Als neue Fassung speichern' }).click();
	await done(karla, 'Gespeichert.');
	await tim.locator('[name=text1]').fill('Von Tim geschrieben.');
	await tim.locator('[name=text2]').fill('Ganz neu.');
	await tim.getByRole('button', { name: 'Als neue Fassung speichern' }).click();
	await tim.getByText('Jemand hat die Vereinbarung geändert').waitFor();
	const both = (await tim.locator('[data-changed]').allInnerTexts()).join(' ');
	for (const word_ of ['Karla', 'Tim', 'Ganz neu.']) expect(both).toContain(word_);
	expect(await tim.locator('[name=text2]').inputValue()).toBe('Ganz neu.');
	await tim.locator('[name=text1]').fill('Von Karla und Tim geschrieben.');
	await tim.getByRole('button', { name: 'Als neue Fassung speichern' }).click();
	await done(tim, 'Gespeichert.');
	await tim.getByText('Von Karla und Tim geschrieben.').waitFor();
	await tim.getByText('Ganz neu.').waitFor();
	await made.end();
});

test('a region words its own templates, and agreements begin with them', async () => {
	const made = await conferences(browser);
	const desk = await made.signedIn(false);
	await desk.goto(`${made.origin}/koordination/vereinbarungen/vorlagen`);
	await desk.getByRole('link', { name: 'Neue Vorlage' }).click();
	await desk.getByLabel('Name der Vorlage').fill('Schulsozialarbeit');
	await desk.getByLabel('Laufzeit').selectOption('limited');
	await desk.locator('[name=text1]').fill('Grundlage sind die Standards der Region.');
	await desk.locator('[name=place3]').fill('1');
	await desk.locator('[name=place1]').fill('3');
	await desk.getByRole('button', { name: 'Vorlage speichern' }).click();
	await done(desk, 'Gespeichert.');
	await desk.getByRole('link', { name: 'Vereinbarungen', exact: true }).last().click();
	await desk.locator('summary', { hasText: 'Neue Vereinbarung' }).click();
	await desk.locator('#title').fill('Am Bach');
	await desk.locator('#template').selectOption({ label: 'Schulsozialarbeit' });
	await desk.getByRole('button', { name: 'Vereinbarung beginnen' }).click();
	await desk.getByText('muss befristet sein').waitFor();
	expect(await desk.locator('[name=heading1]').inputValue()).toBe('Zielgruppe');
	expect(await desk.locator('[name=text3]').inputValue()).toBe('Grundlage sind die Standards der Region.');
	await desk.locator('[name=from]').fill('1.8.2027');
	await desk.locator('[name=until]').fill('31.12.2027');
	await desk.getByRole('button', { name: 'Als neue Fassung speichern' }).click();
	await desk.getByText('Das Ende ist zu früh').first().waitFor();
	await made.end();
});

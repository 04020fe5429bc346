// From a priority to a mandate, by mail to whoever takes care, and to the next meeting that asks what became of it.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PHONE } from '../tests/board.ts';
import { startBrowser } from '../tests/browser.ts';
import { conferences } from '../tests/conference.ts';
import { until } from '../tests/server.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

const done = (page: Page, sentence: string) => page.locator('.kern-alert', { hasText: sentence }).waitFor();

test.each([true, false])(
	'a priority becomes a mandate, is answered by mail, and the next meeting asks; with JavaScript: %s',
	async (hasScript) => {
		const made = await conferences(browser);
		const desk = await made.signedIn(hasScript);
		// Nothing is closed before each priority is decided.
		await desk.goto(made.at(made.meeting, 'danach'));
		await desk.getByRole('button', { name: 'Abschließen', exact: true }).click();
		await desk.getByRole('alert').getByText('Über 3 Prioritäten ist noch nicht entschieden').waitFor();
		await desk.goto(made.at(made.meeting, 'auftraege'));
		await desk.getByRole('button', { name: 'Die eine Zusage aus dem Saal als Auftrag übernehmen' }).click();
		await done(desk, 'Der Auftrag ist gegeben.');
		await desk.getByRole('button', { name: 'Mit Absicht offen lassen: Kaffee' }).click();
		await done(desk, 'Mit Absicht offen gelassen.');
		await desk.getByRole('button', { name: 'Alle übrigen mit Absicht offen lassen' }).click();
		await desk.getByText('Über jede Priorität ist entschieden.').waitFor();
		expect(await desk.locator('[data-decision]').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['decision']))).toEqual([
			'mandate',
			'open',
			'open',
		]);
		await desk.goto(made.at(made.meeting, 'danach'));
		await desk.getByRole('button', { name: 'Abschließen', exact: true }).click();
		await done(desk, 'Das Treffen ist abgeschlossen.');
		// What is over took place.
		await desk.goto(made.at(made.meeting, ''));
		expect(await desk.locator('main').innerText()).not.toContain('fällt aus');

		// Somebody takes care, and is told.
		await desk.goto(made.at(made.meeting, 'auftraege'));
		await desk.getByLabel('Richtigstellen: Durchwahlen').click();
		const card = desk.locator('[data-mandate]');
		await card.getByLabel('Wer kümmert sich?').fill('Kim Amsel');
		await card.getByLabel('E-Mail').fill('kim amsel');
		await card.getByRole('button', { name: 'Speichern' }).click();
		await desk.getByText('Bitte geben Sie eine vollständige E-Mail-Adresse an.').first().waitFor();
		expect(await card.getByLabel('Wer kümmert sich?').inputValue()).toBe('Kim Amsel');
		await card.getByLabel('E-Mail').fill('kim@amsel.example');
		await card.getByRole('button', { name: 'Speichern' }).click();
		await done(desk, 'Richtiggestellt.');
		const mail = await until('the mail to whoever takes care', () => made.sink.to('kim@amsel.example')[0]);
		expect(mail.subject).toBe('Ihr Auftrag: Durchwahlen');
		const link = mail.link('/auftrag/');

		// On the phone: how it goes, later than thought, and why.
		const phone = await (await browser.newContext({ ...PHONE, javaScriptEnabled: hasScript })).newPage();
		await phone.goto(link);
		// Whoever wants to work on it is told to whoever takes care, and not to a meeting of others.
		await phone.getByRole('link', { name: 'robin@schule.example' }).waitFor();
		await phone.getByLabel('Stand festhalten: Durchwahlen').click();
		await phone.getByLabel('Wie steht es?').fill('Neun von vierzehn sind da.');
		await phone.getByRole('button', { name: 'Festhalten' }).click();
		await done(phone, 'Festgehalten.');
		await phone.getByLabel('Verschieben: Durchwahlen').click();
		await phone.getByRole('button', { name: 'Verschieben' }).click();
		await phone.getByText('Bitte sagen Sie, bis wann.').first().waitFor();
		await phone.locator('input[id^=postpone-due]').fill('Frühjahr 2030');
		await phone.getByLabel('Warum?').fill('Fünf fehlen noch.');
		await phone.getByRole('button', { name: 'Verschieben' }).click();
		await done(phone, 'Verschoben.');
		await phone.getByText('Frühjahr 2030 · einmal verschoben').waitFor();

		// The next meeting opens with it, and ends it with what became of it.
		await desk.goto(made.at(made.next, 'auftraege'));
		await desk.getByRole('heading', { name: 'Was wurde daraus?' }).waitFor();
		expect(await desk.locator('main').innerText()).not.toContain('robin@schule.example');
		await desk.getByLabel('Verlauf: Durchwahlen').click();
		for (const line of ['Neun von vierzehn sind da.', 'Fünf fehlen noch.', 'Bis wann? Frühjahr 2030'])
			await desk.getByText(line).first().waitFor();
		await desk.getByLabel('Abschließen: Durchwahlen').click();
		await desk.getByRole('button', { name: 'Abschließen' }).click();
		await desk.getByText('Bitte schreiben Sie, was daraus geworden ist.').first().waitFor();
		await desk.getByLabel('In einem Satz').fill('Die Liste hängt in jeder Schule.');
		await desk.getByRole('button', { name: 'Abschließen' }).click();
		await done(desk, 'Abgeschlossen.');
		await phone.reload();
		await phone.getByText('Die Liste hängt in jeder Schule.').first().waitFor();
		await phone.getByText('Dieser Auftrag ist abgeschlossen.').waitFor();
		const list = await desk.request.get(made.at(made.meeting, 'auftraege/list.csv'));
		expect(await list.text()).toContain('Die Liste hängt in jeder Schule.');
		await made.end();
	},
);

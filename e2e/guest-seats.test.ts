// A guest seat from the offer to the grant: asked for on a phone, decided by a link, given back.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DESK, PHONE } from '../tests/board.ts';
import { startBrowser } from '../tests/browser.ts';
import { makeRegion } from '../tests/make.ts';
import { until } from '../tests/server.ts';
import { sessionFor, startSite } from '../tests/site.ts';
import { startSink } from '../tests/smtp.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

const done = (page: Page, sentence: string) => page.locator('.kern-alert--success', { hasText: sentence }).waitFor();

test.each([true, false])(
	'a conference takes guests, two ask, one comes and gives the seat back; with JavaScript: %s',
	async (javaScriptEnabled) => {
		const sink = await startSink();
		const { server, database } = await startSite({ SMTP_URL: sink.url });
		const within = <T>(work: Parameters<typeof database.within<T>>[1]) => database.within([1], work);
		const coordinator = await within((tx) => makeRegion(tx, { origin: server.origin }));
		const context = await browser.newContext({ ...DESK, javaScriptEnabled });
		await context.addCookies([{ name: 'session', value: await sessionFor(database, 1, coordinator.person), url: server.origin }]);
		const desk = await context.newPage();
		const soon = new Date(Date.now() + 20 * 24 * 3600_000);
		const dayIn = (days: number) => {
			const day = new Date(soon.getTime() + days * 24 * 3600_000);
			return `${day.getUTCDate()}.${day.getUTCMonth() + 1}.${day.getUTCFullYear()}`;
		};

		await desk.goto(`${server.origin}/koordination/gastplaetze`);
		await desk.locator('summary', { hasText: 'Termin mit Gastplätzen eintragen' }).click();
		const enter = async (fields: Record<string, string>) => {
			for (const [label, text] of Object.entries(fields)) await desk.getByLabel(label, { exact: true }).fill(text);
			await desk.getByRole('button', { name: 'Festhalten' }).click();
		};
		await enter({ 'Gastgebende Einrichtung': 'Jugendamt Probe', Beginn: '14', Ende: '13:00', Ort: 'Raum 3 im Amt', Gastplätze: '1' });
		await desk.getByRole('alert').waitFor();
		expect(await desk.getByLabel('Ort', { exact: true }).inputValue()).toBe('Raum 3 im Amt');
		await desk.getByLabel('Wer außer Ihnen entscheidet').fill('Dana Denk');
		await desk.locator('#deciderEmail').fill('dana@amt.example');
		await enter({ Tag: dayIn(0), Ende: '16:00', 'Anfragen bis einschließlich': dayIn(-2) });
		await done(desk, 'Der Termin ist festgehalten.');

		const phone = await (await browser.newContext({ ...PHONE, javaScriptEnabled })).newPage();
		await phone.goto(`${server.origin}/veranstaltungen`);
		await phone.getByRole('link', { name: 'Gastplätze in Erziehungskonferenzen' }).click();
		await phone.getByRole('link', { name: /14:00/ }).click();
		const address = phone.url();
		expect(await phone.locator('main').innerText()).not.toContain('Raum 3');
		// No line and no box in which somebody could tell of a case.
		expect(await phone.locator('textarea').count()).toBe(0);
		const ask = async (name: string, email: string) => {
			await phone.goto(address);
			await phone.getByLabel('Ihr Name').fill(name);
			await phone.getByLabel('Ihre dienstliche E-Mail').fill(email);
			await phone.getByLabel('Ihre Einrichtung').fill('Grundschule Probe');
			await phone.getByLabel('Ihr Arbeitsfeld').selectOption('teaching');
			await phone.getByRole('button', { name: 'Anfragen' }).click();
			await phone.locator('#discreet-error', { hasText: 'Ohne diese Zusage geht es nicht.' }).waitFor();
			await phone.getByLabel('Was ich dort höre').check();
			await phone.getByRole('button', { name: 'Anfragen' }).click();
			await done(phone, 'Fast fertig');
			const mailed = await until('the mail to be answered', () => sink.to(email)[0]);
			await phone.goto(mailed.link('/gast/'));
			await phone.locator('dd', { hasText: name }).waitFor();
			await phone.getByRole('button', { name: 'Anfrage bestätigen' }).click();
			await done(phone, 'Ihre Anfrage ist da.');
		};
		await ask('Kim Amsel', 'kim@schule.example');
		await ask('Ria Rot', 'ria@schule.example');

		// Whoever decides needs no account.
		const asked = await until('the mail to whoever decides', () => sink.to('dana@amt.example')[0]);
		const dana = await (await browser.newContext({ ...PHONE, javaScriptEnabled })).newPage();
		await dana.goto(asked.link('/gastanfragen/'));
		await dana.getByRole('button', { name: 'Zusagen: Kim Amsel' }).click();
		await done(dana, 'Entschieden.');
		await dana.getByRole('button', { name: 'Zusagen: Ria Rot' }).click();
		await dana.getByText('Alle Gastplätze sind vergeben. Sagen Sie erst').first().waitFor();
		const granted = await until('the grant', () => sink.to('kim@schule.example').find(({ subject }) => /^Zusage/.test(subject ?? '')));
		expect(granted.text).toContain('Raum 3 im Amt');
		expect(granted.calendar).toContain('METHOD:REQUEST');
		await phone.goto(address);
		await phone.getByText('Alle Gastplätze sind vergeben.').waitFor();

		await phone.goto(granted.link('/gast/'));
		await phone.getByText('Sie sind eingeladen.').waitFor();
		await phone.getByText('Raum 3 im Amt').waitFor();
		await phone.getByRole('button', { name: 'Platz zurückgeben' }).click();
		await done(phone, 'Zurückgezogen.');
		expect(await phone.locator('main').innerText()).not.toContain('Raum 3');
		// The desk leads to what nobody has decided.
		await desk.goto(`${server.origin}/koordination`);
		await desk.getByRole('link', { name: 'Eine Anfrage für einen Gastplatz: Jugendamt Probe' }).click();
		await desk.getByRole('button', { name: 'Zusagen: Ria Rot' }).click();
		await done(desk, 'Entschieden.');
		await desk.locator('summary', { hasText: 'Für Gäste absagen' }).click();
		await desk.getByRole('button', { name: 'Für Gäste absagen' }).click();
		await done(desk, 'Abgesagt.');
		const off = await until('the mail that it is called off', () =>
			sink.to('ria@schule.example').find(({ subject }) => /^Abgesagt/.test(subject ?? '')),
		);
		expect(off.calendar).toContain('METHOD:CANCEL');
		await phone.goto(`${server.origin}/gastplaetze`);
		await phone.getByText('Zurzeit gibt es keinen Termin mit Gastplätzen.').waitFor();
		await database.close();
		await server.end();
		await sink.stop();
	},
);

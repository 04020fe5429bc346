// The red thread in a browser: what a visitor reads of it, where it leads, and what whoever keeps it sees.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { give, showMandate } from '#modules/thread/write.server.ts';
import { showAgreement } from '#modules/thread/write-agreement.server.ts';
import { boardOfToday, DESK, PHONE } from '../tests/board.ts';
import { startBrowser } from '../tests/browser.ts';
import { makeAgreement } from '../tests/make-thread.ts';
import { readPdf } from '../tests/pdf.ts';
import { ask } from '../tests/site.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

/** A meeting with a mandate and two agreements that all have signed; one of them is public. */
async function make() {
	const made = await boardOfToday();
	const facts = {
		key: null,
		bundle: null,
		asked: 'Jugendamt',
		step: '',
		due: '',
		carerName: 'Kim Geheim',
		carerEmail: 'kim@amt.example',
		asking: null,
	};
	const ids = await made.within(async (tx) => {
		const mandate = await give(tx, made.organiser, { ...facts, title: 'Offener Auftrag' }, new Date());
		await give(tx, made.organiser, { ...facts, title: 'Geheimer Auftrag' }, new Date());
		const agreements = [];
		for (const title of ['Öffentliche Vereinbarung', 'Geheime Vereinbarung'])
			agreements.push(await makeAgreement(tx, made.organiser, title, { isSigned: true }));
		return { mandate, agreements };
	});
	return { ...made, ...ids };
}

test('a visitor finds what was made public and nothing else, in page, source, data, poster and by address', async () => {
	const made = await make();
	const [open, secret] = made.agreements as [(typeof made.agreements)[0], (typeof made.agreements)[0]];
	await made.within(async (tx) => {
		await showMandate(tx, made.organiser, { mandate: made.mandate, isPublic: true });
		await showAgreement(tx, open.by, true);
	});
	const hidden = /Geheim|Petra Paul|Kim Amsel|amt\.example/;
	for (const path of ['/faden', '/faden/faden.json', `/faden/vereinbarungen/${open.id}`, `/faden?about=${made.mandate}`, '/en/thread']) {
		const { body, status } = await ask(made.origin + path);
		expect(status).toBe(200);
		expect(body, path).not.toMatch(hidden);
	}
	expect((await ask(`${made.origin}/faden`)).body).toMatch(/Offener Auftrag[\s\S]*Öffentliche Vereinbarung/);
	for (const path of [`/faden/vereinbarungen/${secret.id}`, '/faden/vereinbarungen/nichts', `/faden?about=${secret.id}`]) {
		const { body } = await ask(made.origin + path);
		expect(body).not.toMatch(/Geheim/);
	}
	expect((await ask(`${made.origin}/faden/vereinbarungen/${secret.id}`)).status).toBe(404);
	const poster = await readPdf(new Uint8Array(await (await fetch(`${made.origin}/faden/poster.pdf`)).arrayBuffer()));
	const text = poster.pages.map((page) => page.text).join(' ');
	expect(text).toContain('Öffentliche Vereinbarung');
	expect(text).not.toMatch(hidden);
	expect(poster.isUa1).toBe(true);
	await made.end();
});

test.each([true, false])(
	'what is kept at the desk is made public there, and leads to where it comes from; with JavaScript: %s',
	async (hasScript) => {
		const made = await make();
		const context = await browser.newContext({ ...DESK, javaScriptEnabled: hasScript });
		await context.addCookies([{ name: 'session', value: made.session, url: made.origin }]);
		const desk = await context.newPage();
		const phone = await (await browser.newContext({ ...PHONE, javaScriptEnabled: hasScript })).newPage();
		await phone.goto(`${made.origin}/faden`);
		expect(await phone.locator('main').innerText()).not.toContain('Auftrag');
		await desk.goto(`${made.origin}/koordination/faden`);
		await desk.getByRole('link', { name: 'Geheime Vereinbarung' }).click();
		await desk.getByRole('button', { name: 'Öffentlich zeigen' }).click();
		await desk.getByText('Geändert, was öffentlich ist.').waitFor();
		await desk.goto(`${made.origin}/koordination/treffen/${made.meeting.meeting.slug}/auftraege`);
		await desk.getByRole('button', { name: 'Öffentlich zeigen: Offener Auftrag' }).click();
		await desk.getByText('Geändert, was öffentlich ist.').waitFor();
		await phone.reload();
		await phone.getByText('Offener Auftrag').waitFor();
		await phone.getByRole('link', { name: 'Geheime Vereinbarung' }).focus();
		await phone.keyboard.press('Enter');
		await phone.getByRole('heading', { name: 'Geheime Vereinbarung' }).waitFor();
		await phone.getByRole('link', { name: 'Woher kommt das? Was wurde daraus?' }).click();
		await phone.getByText('Sie sehen, was zu „Geheime Vereinbarung“ gehört.').waitFor();
		expect(await phone.locator('main').innerText()).not.toContain('Offener Auftrag');
		// Nothing of it is wider than a phone.
		expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
		await phone.getByRole('link', { name: 'Den ganzen Faden zeigen' }).click();
		await phone.getByLabel('Suche').fill('gibt es nicht');
		await phone.getByRole('button', { name: 'Anzeigen' }).click();
		await phone.getByText('Am Faden hängt nichts, das dazu passt.').waitFor();
		await desk.goBack();
		await desk.goto(`${made.origin}/koordination/treffen/${made.meeting.meeting.slug}/auftraege`);
		await desk.getByRole('button', { name: 'Nicht mehr öffentlich zeigen: Offener Auftrag' }).click();
		await phone.goto(`${made.origin}/faden`);
		expect(await phone.locator('main').innerText()).not.toContain('Offener Auftrag');
		await made.end();
	},
);

// A photo is put on a meeting's page, and withdrawn everywhere at once.
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import { startBrowser } from '../tests/browser.ts';
import { makeMeeting, makePicture, makeRegion, person } from '../tests/make.ts';
import { ask, sessionFor, startSite } from '../tests/site.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

test.each([true, false])(
	'a photo with credit and description, gone from page, address and database when withdrawn (script: %s)',
	async (hasScript) => {
		const { server, database } = await startSite();
		const { origin } = server;
		const ours = await database.within([1], async (tx) => {
			const coordinator = await makeRegion(tx, { origin });
			const made = await makeMeeting(tx, coordinator);
			await conduct.register(tx, made.open, person('ohne', { name: 'Person ohne Foto' }), [], 'de');
			await conduct.register(tx, made.open, person('gern', { consentPhoto: true }), [], 'de');
			return { coordinator, slug: made.meeting.slug };
		});
		const context = await browser.newContext({ javaScriptEnabled: hasScript, locale: 'de-DE', viewport: { width: 375, height: 720 } });
		const session = await sessionFor(database, 1, ours.coordinator.person);
		await context.addCookies([{ name: 'session', value: session, url: origin }]);
		const page = await context.newPage();
		page.setDefaultTimeout(15_000);
		await page.goto(`${origin}/koordination/treffen/${ours.slug}/fotos`);
		await page.getByText('1 Person hat nicht erlaubt').click();
		await page.getByText('Person ohne Foto').waitFor();
		const picture = { name: 'IMG_1.JPG', mimeType: 'image/jpeg', buffer: await makePicture() };
		const file = page.getByLabel('Bild', { exact: true });

		// Without a description it is refused, and what was typed stands there still.
		await file.setInputFiles(picture);
		await page.getByLabel('Fotografiert von').fill('Erika Foto');
		await page.getByRole('button', { name: 'Foto hinzufügen' }).click();
		await page.getByRole('alert').waitFor();
		expect(await page.getByLabel('Fotografiert von').inputValue()).toBe('Erika Foto');
		await file.setInputFiles(picture);
		await page.getByLabel('Was ist zu sehen?').fill('Fünf Personen sortieren Karten');
		await page.getByLabel('Rechte bei').fill('Landkreis Probe');
		await page.getByLabel('Sind Menschen zu erkennen?').selectOption({ label: 'Ja, und alle haben eingewilligt' });
		await page.getByRole('button', { name: 'Foto hinzufügen' }).click();
		await page.getByText('Das Foto ist auf der Seite des Treffens.').waitFor();

		// Everybody sees it, with its credit; nobody keeps it.
		const open = `${origin}/veranstaltungen/${ours.slug}`;
		const shown = (await ask(open)).body;
		expect(shown).toContain('alt="Fünf Personen sortieren Karten"');
		expect(shown).toContain('Foto: Erika Foto / Landkreis Probe');
		const address = origin + (/src="(\/veranstaltungen\/[^"]+\/fotos\/[^"?]+)/.exec(shown)?.[1] ?? '');
		const answer = await fetch(address);
		expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
			200,
			'image/webp',
			'no-store',
		]);
		expect((await sharp(await answer.arrayBuffer()).metadata()).exif).toBeUndefined();
		// By no other meeting's address.
		expect((await fetch(address.replace(ours.slug, 'anderes-treffen'))).status).toBe(404);

		await page.getByRole('button', { name: 'Zurückziehen: Fünf Personen sortieren Karten' }).click();
		await page.getByText('Das Foto ist überall zurückgezogen.').waitFor();
		expect((await ask(open)).body).not.toMatch(/Fünf Personen|Erika Foto|<img/);
		expect([(await fetch(address)).status, (await fetch(`${address}?size=small`)).status]).toEqual([404, 404]);
		const kept = await database.within([1], (tx) =>
			tx.selectFrom('events.photo').select(['large', 'small', 'alt', 'caption', 'photographer', 'holder']).execute(),
		);
		expect(kept).toEqual([{ large: null, small: null, alt: '–', caption: '', photographer: '–', holder: '' }]);

		await context.close();
		await database.close();
		expect(await server.end()).toBe(0);
	},
);

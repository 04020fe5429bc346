// The README's first steps: from an empty installation to a published meeting, page by page as they are written down there.
// PICTURES=docs makes the pictures beside them anew.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { startBrowser } from '../tests/browser.ts';
import { freshAddress } from '../tests/database.ts';
import { startServer } from '../tests/server.ts';
import { ask } from '../tests/site.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const MOST_PAGES = 6;
// A tired person types a character a second and spends half of ten minutes on reading.
const MOST_CHARACTERS = 300;

async function picture(page: Page, name: string, of?: Locator): Promise<void> {
	const folder = process.env['PICTURES'];
	if (!folder) return;
	await of?.scrollIntoViewIfNeeded();
	const shot = await page.screenshot({ animations: 'disabled' });
	await sharp(shot)
		.resize(860)
		.webp({ quality: 72 })
		.toFile(path.resolve(ROOT, folder, `first-steps-${name}.webp`));
}

test('from an empty installation to a published meeting, on six pages at the most', async () => {
	const url = await freshAddress();
	const server = await startServer({ DATABASE_URL: url });
	const made = spawnSync(
		process.execPath,
		[
			path.join(ROOT, 'bin/augenhoehe.ts'),
			'create-coordinator',
			...['--name', 'Kim Sommer', '--email', 'kim.sommer@kreis-auental.example', '--region', 'Landkreis Auental', '--land', 'Auenland'],
			...[
				'--operator',
				'Bildungsbüro Auental',
				'--address',
				'Am Ufer 3, 99999 Auental',
				'--operator-email',
				'bildung@kreis-auental.example',
			],
		],
		{ env: { ...process.env, DATABASE_URL: url, APP_ORIGIN: server.origin }, encoding: 'utf8' },
	);
	expect(made.status, made.stderr).toBe(0);
	const browser = await startBrowser();
	const context = await browser.newContext({ locale: 'de-DE', viewport: { width: 1100, height: 760 } });
	const page = await context.newPage();
	page.setDefaultTimeout(15_000);
	const seen: string[] = [];
	page.on('framenavigated', (frame) => frame === page.mainFrame() && seen.push(new URL(frame.url()).pathname));
	let typed = 0;
	const type = async (name: string, text: string) => {
		typed += text.length;
		await page.locator(`[name="${name}"]`).fill(text);
	};

	// 1 · The link that the command printed.
	await page.goto(JSON.parse(made.stdout).signIn);
	await picture(page, '1');
	await page.getByRole('button', { name: 'Jetzt anmelden' }).click();
	// 2 · The desk.
	await page.getByRole('heading', { level: 1, name: 'Koordination' }).waitFor();
	await picture(page, '2');
	await page.getByRole('link', { name: 'Neues Treffen' }).click();
	// 3 · The one form: what, when, where, how many.
	const year = String(new Date().getFullYear() + 1);
	await type('title', '1. Kooperationstreffen Auental');
	await type('objective', 'Wir lernen uns kennen.');
	for (const [name, text] of Object.entries({ day: '16', month: '9', year, start: '9:00', end: '13:00' })) await type(name, text);
	await page.locator('[name="venueKind"]').selectOption('external');
	await type('venueName', 'Bürgerhaus Auental');
	await type('venueAddress', 'Am Ufer 3, 99999 Auental');
	await type('capacity', '60');
	const today = new Date().toISOString().slice(0, 10).split('-');
	const window = { opensDay: today[2], opensMonth: today[1], opensYear: today[0], closesDay: '9', closesMonth: '9', closesYear: year };
	for (const [name, text] of Object.entries(window))
		if ((await page.locator(`[name="${name}"]`).inputValue()) === '') await type(name, text ?? '');
	await picture(page, '3', page.locator('[name="title"]'));
	await page.getByRole('button', { name: 'Entwurf anlegen' }).click();
	// 4 · The draft, as only the team sees it; warnings stand here.
	await page.getByRole('heading', { level: 1, name: '1. Kooperationstreffen Auental' }).waitFor();
	await picture(page, '4');
	await page.getByRole('button', { name: 'Veröffentlichen' }).click();
	await page.getByText('Veröffentlicht', { exact: false }).first().waitFor();
	// 5 · What everybody sees.
	await page.getByRole('link', { name: 'Öffentliche Seite' }).click();
	await page.getByRole('link', { name: 'Zur Anmeldung' }).waitFor();
	await picture(page, '5');

	expect(new Set(seen).size, [...new Set(seen)].join(' ')).toBeLessThanOrEqual(MOST_PAGES);
	expect(typed).toBeLessThanOrEqual(MOST_CHARACTERS);
	expect((await ask(`${server.origin}/veranstaltungen`)).body).toContain('1. Kooperationstreffen Auental');
	await browser.close();
	expect(await server.end()).toBe(0);
});

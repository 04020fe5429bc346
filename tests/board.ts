// A board of a running site, and what tests of it do again and again.
import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { cardsOf } from '#modules/boards/read.server.ts';
import { makeBoard, makeMeeting, makeRegion } from './make.ts';
import { ask, sessionFor, startSite } from './site.ts';

/** A phone in portrait, and a desk. */
export const PHONE = { locale: 'de-DE', viewport: { width: 375, height: 720 } };
export const DESK = { locale: 'de-DE', viewport: { width: 1280, height: 900 } };

/** A board of a meeting, ready to be joined, with the links to lead and to show it. */
export async function boardOfToday(facts: Parameters<typeof makeBoard>[2] = {}, env: Record<string, string> = {}) {
	const site = await startSite(env);
	const { origin } = site.server;
	const within = <T>(work: Parameters<typeof site.database.within<T>>[1]) => site.database.within([1], work);
	const coordinator = await within((tx) => makeRegion(tx, { origin }));
	const meeting = await within((tx) => makeMeeting(tx, coordinator));
	const made = await within((tx) => makeBoard(tx, meeting, facts));
	const session = await sessionFor(site.database, 1, coordinator.person);
	const cards = () => within((tx) => cardsOf(tx, made.board.id));
	const lead = (action: string, form: Record<string, string>) =>
		ask(`${origin}/moderation/${made.facilitator}?/${action}`, { form: { key: randomUUID(), ...form } });
	let stage = 1;
	const moveTo = async (...through: string[]) => {
		for (const state of through) {
			expect((await lead('move', { state, minutes: '', seen: String(stage) })).status).toBe(303);
			stage++;
		}
	};
	const end = async () => {
		await site.database.close();
		expect(await site.server.end()).toBe(0);
	};
	return { ...made, meeting, coordinator, session, origin, within, cards, lead, moveTo, end };
}

type Made = Awaited<ReturnType<typeof boardOfToday>>;

/** A phone that has opened a board, and can keep what it writes. */
export async function phoneAt(
	browser: Browser,
	made: Made,
	table: number | null,
	origin = made.origin,
): Promise<{ page: Page; context: BrowserContext }> {
	const context = await browser.newContext(PHONE);
	const page = await context.newPage();
	await page.goto(`${origin}/b/${made.board.code}${table === null ? '' : `-${table}`}`);
	await page.locator('[data-outbox]:not([data-outbox=closed])').waitFor();
	return { page, context };
}

/** Waits until everything that a phone wrote has arrived. */
export const settled = (page: Page) => page.locator('[data-outbox="0"]').waitFor();

/** Writes a card on a phone. */
export async function write(page: Page, kind: string, text: string): Promise<void> {
	await page.getByRole('radio', { name: kind }).check({ force: true });
	await page.getByLabel('Ihre Karte', { exact: true }).fill(text);
	await page.getByRole('button', { name: 'Karte abgeben' }).click();
	await page.locator('[data-card]', { hasText: text }).waitFor();
}

/** What a screen or a page says about its ranking, line by line. */
export async function rankingOf(page: Page): Promise<string[]> {
	await page.locator('[data-rank]').first().waitFor();
	const told = await page.locator('[data-rank]').allInnerTexts();
	return told.map((text) => text.replaceAll(/\s+/g, ' ').replace(/ · von Ihnen: \d/, '')).sort();
}

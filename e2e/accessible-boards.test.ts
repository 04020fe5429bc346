// The pages of boards in every state, as tests/walk.ts looks at them.
import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Facilitator } from '#modules/boards/access.ts';
import { guestBy } from '#modules/boards/read.server.ts';
import type { State } from '#modules/boards/rules.ts';
import { chooseAt, writeCard } from '#modules/boards/write.server.ts';
import * as boards from '#modules/boards/write-board.server.ts';
import { showToAll } from '#modules/boards/write-handover.server.ts';
import type { Organiser } from '#modules/events/access.ts';
import { startBrowser } from '../tests/browser.ts';
import { makeBoard, makeMeeting, makeRegion } from '../tests/make.ts';
import { sessionFor, startSite } from '../tests/site.ts';
import { walk } from '../tests/walk.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

const open = (page: Page) => page.locator('[data-outbox]:not([data-outbox=closed])').waitFor();

test('every page of a board, in every state', { timeout: 400_000 }, async () => {
	const { server, database } = await startSite();
	const within = <T>(work: Parameters<typeof database.within<T>>[1]) => database.within([1], work);
	const coordinator = await within((tx) => makeRegion(tx, { origin: server.origin }));
	const meeting = await within((tx) => makeMeeting(tx, coordinator));
	const now = new Date();
	const boardIn = async (...states: State[]) => {
		const codes = states.at(-1) === 'voting' ? 3 : 0;
		const made = await within((tx) => makeBoard(tx, meeting, { title: `Brett: ${states.at(-1) ?? 'bereit'}`, codes }));
		const id = randomUUID();
		for (const [at, state] of states.entries()) {
			await within((tx) => boards.moveTo(tx, made.by, state, 10, at + 1, now));
			if (at > 0) continue;
			const by = await within((tx) => guestBy(tx, 1, made.board.id, 'somebody', 1));
			const card = { rev: 1, stage: 2, pitfall: null, interface: null };
			const [wishes, , pitfalls] = made.columns as [string, string, string];
			await within((tx) => writeCard(tx, by, id, { ...card, column: wishes, text: 'Ein fester Mensch, der zurückruft' }, now));
			await within((tx) => writeCard(tx, by, randomUUID(), { ...card, column: pitfalls, text: 'Nennt einen Namen' }, now));
			const lines = ['Parkplätze', 'Kaffee'];
			await within((tx) => boards.addPaper(tx, made.by, { key: randomUUID(), table: 1, column: wishes, lines }));
		}
		if (states.at(-1) === 'selecting') await within((tx) => chooseAt(tx, made.by, 1, id, true));
		return made;
	};
	const [ready, collecting, selecting, bundling, voting, counting, result, handover, closed] = [
		await boardIn(),
		await boardIn('collecting'),
		await boardIn('collecting', 'selecting'),
		await boardIn('collecting', 'bundling'),
		await boardIn('collecting', 'voting'),
		await boardIn('collecting', 'voting', 'counting'),
		await boardIn('collecting', 'voting', 'counting', 'result'),
		await boardIn('collecting', 'voting', 'counting', 'result', 'handover'),
		await boardIn('collecting', 'voting', 'counting', 'result', 'closed'),
	];
	const { organiser } = meeting;
	await within((tx) => showToAll(tx, { ...organiser, ...closed.by } as Organiser & Facilitator, true));
	const session = await sessionFor(database, 1, coordinator.person);
	const empty = await within((tx) => makeMeeting(tx, coordinator, { input: { title: 'Ohne Brett' } }));
	const desk = (slug: string, rest = '') => `/koordination/treffen/${slug}/bretter${rest}`;
	const all = { ready, collecting, selecting, bundling, voting, counting, result, handover, closed };
	await walk(
		browser,
		server.origin,
		[
			{ name: 'code', path: '/b' },
			{
				name: 'code, a wrong one',
				path: '/b',
				act: async (page) => {
					await page.getByLabel('Code').fill('ABC');
					await page.getByRole('button', { name: 'Weiter' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			...Object.entries(all).flatMap(([name, made]) => [
				{ name: `phone, ${name}`, path: `/b/${made.board.code}-1`, act: open },
				{ name: `facilitator, ${name}`, path: `/moderation/${made.facilitator}` },
				{ name: `team, ${name}`, path: `/buendeln/${made.team}` },
				{ name: `screen, ${name}`, path: `/leinwand/${made.projector}` },
				{ name: `desk, ${name}`, path: desk(made.meeting.slug, `/${made.board.id}`), signedIn: true },
			]),
			{
				name: 'phone, cards that arrived, wait, change and are hidden',
				path: `/b/${collecting.board.code}-1`,
				act: async (page) => {
					await open(page);
					await page.getByLabel('Ihre Karte').fill('Angekommen');
					await page.getByRole('button', { name: 'Karte abgeben' }).click();
					await page.locator('[data-outbox="0"]').waitFor();
					await page.route('**/cards/*', (route) => route.fulfill({ status: 429 }));
					await page.getByLabel('Ihre Karte').fill('Wartet');
					await page.getByRole('button', { name: 'Karte abgeben' }).click();
					await page.getByText('wartet auf Verbindung').waitFor();
					await page.getByRole('button', { name: 'Ändern: Angekommen' }).first().click();
				},
			},
			{
				name: 'team, with bundles and what was done',
				path: `/buendeln/${bundling.team}`,
				act: async (page) => {
					await open(page);
					for (const text of ['Kaffee', 'Parkplätze']) {
						await page.getByRole('checkbox', { name: `Auswählen: ${text}` }).check();
						await page.getByLabel('Titel des neuen Bündels').fill(`Bündel ${text}`);
						await page.getByRole('button', { name: 'Neues Bündel', exact: true }).click();
					}
					await page
						.getByRole('button', { name: /^Rückgängig/ })
						.first()
						.waitFor();
				},
			},
			{
				name: 'phone, a ballot for somebody else and a code that is none',
				path: `/b/${voting.board.code}-1`,
				act: async (page) => {
					await open(page);
					await page.getByRole('button', { name: 'Für jemanden ohne Handy abstimmen' }).click();
					await page.getByLabel('Code auf Ihrem Zettel').first().fill('falsch');
					await page.getByLabel('Code auf Ihrem Zettel').first().press('Tab');
					await page.getByText('Diesen Code gibt es hier nicht').waitFor();
				},
			},
			{
				name: 'facilitator, slips that were counted differently',
				path: `/moderation/${voting.facilitator}`,
				act: async (page) => {
					for (const slips of ['2', '3']) {
						const field = page.getByLabel('Zettel', { exact: true });
						if (!(await field.isVisible())) await page.locator('summary', { hasText: 'Punkte vom Papier' }).click();
						await field.fill(slips);
						await page.getByRole('button', { name: 'Zählung eintragen' }).click();
						await page.getByText(slips === '2' ? 'Die erste Zählung ist eingetragen.' : 'Die Zählungen unterscheiden sich').waitFor();
					}
				},
			},
			{
				name: 'facilitator, with errors',
				path: `/moderation/${collecting.facilitator}`,
				act: async (page) => {
					await page.locator('html[data-by]').waitFor();
					await page.locator('#minutes-voting').fill('viele');
					await page.getByRole('button', { name: 'Abstimmung beginnen' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{
				name: 'facilitator, a priority that was handed over',
				path: `/moderation/${handover.facilitator}`,
				act: async (page) => {
					await page.locator('summary', { hasText: '1. ' }).first().click();
					await page.getByLabel('Wer kümmert sich?').first().fill('Bildungsbüro');
					await page.getByRole('button', { name: 'Festhalten' }).first().click();
					await page.getByText('Bildungsbüro').first().waitFor();
				},
			},
			{
				name: 'event, with its results',
				path: `/veranstaltungen/${meeting.meeting.slug}`,
			},
			{ name: 'phone, without a table', path: `/b/${selecting.board.code}`, act: open },
			{
				name: 'phone, working along with errors',
				path: `/b/${handover.board.code}-1`,
				act: async (page) => {
					await open(page);
					await page.locator('summary', { hasText: 'Ich arbeite mit' }).first().click();
					await page.getByRole('button', { name: 'Mitarbeiten' }).click();
					await page.getByText('Bitte sagen Sie, wie Sie heißen.').waitFor();
				},
			},
			{ name: 'desk, no board', path: desk(empty.meeting.slug), signedIn: true },
			{ name: 'desk, boards', path: desk(meeting.meeting.slug), signedIn: true },
			{
				name: 'desk, a board without anything',
				path: desk(empty.meeting.slug),
				signedIn: true,
				act: async (page) => {
					await page.getByLabel('Titel', { exact: true }).fill('');
					await page.getByRole('button', { name: 'Brett anlegen' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
		],
		session,
	);
	await database.close();
	expect(await server.end()).toBe(0);
});

// The pages of the thread in every state, as tests/walk.ts looks at them.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { carerToken } from '#modules/thread/read.server.ts';
import * as thread from '#modules/thread/write.server.ts';
import { showAgreement } from '#modules/thread/write-agreement.server.ts';
import { startBrowser } from '../tests/browser.ts';
import { leadBoard, makeBoard, makeMeeting, makeRegion } from '../tests/make.ts';
import { makeProfile } from '../tests/make-register.ts';
import { makeAgreement, makeGroup, makeMinutes, makeSlot, makeStatement } from '../tests/make-thread.ts';
import { sessionFor, startSite } from '../tests/site.ts';
import { walk } from '../tests/walk.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

test('every page of the thread, with something on it, empty and with errors', { timeout: 400_000 }, async () => {
	const { server, database } = await startSite();
	const within = <T>(work: Parameters<typeof database.within<T>>[1]) => database.within([1], work);
	const coordinator = await within((tx) => makeRegion(tx, { origin: server.origin }));
	const meeting = await within((tx) => makeMeeting(tx, coordinator));
	const { organiser } = meeting;
	const now = new Date();
	const closed = await within((tx) => makeBoard(tx, meeting));
	await within((tx) => leadBoard(tx, closed.by, 'collecting', 'voting', 'counting', 'result', 'closed'));
	const agreement = await within((tx) => makeAgreement(tx, meeting.organiser));
	const statement = await within((tx) => makeStatement(tx, meeting.organiser, 'Feste Ansprechpersonen', true));
	const seat = await within((tx) => makeSlot(tx, coordinator));
	const profile = await within((tx) => makeProfile(tx, coordinator, { type: 'school', number: '1', forms: ['Grundschule'] }));
	const group = await within((tx) => makeGroup(tx, coordinator, meeting.meeting.id));
	const minutes = await within((tx) => makeMinutes(tx, meeting.organiser));
	const shown = await within(async (tx) => {
		const made = await makeAgreement(tx, meeting.organiser, 'Für alle', { isSigned: true });
		await showAgreement(tx, made.by, true);
		return made;
	});
	const mandate = await within(async (tx) => {
		const facts = {
			key: null,
			bundle: null,
			asked: 'Bildungsbüro',
			step: 'Liste',
			due: '2020-03',
			carerName: 'Kim',
			carerEmail: 'kim@amsel.example',
			asking: null,
		};
		const id = await thread.give(tx, organiser, { ...facts, title: 'Durchwahlen' }, now);
		await thread.report(tx, organiser, { mandate: id, note: 'Neun von vierzehn.' }, now);
		const ended = await thread.give(tx, organiser, { ...facts, title: 'Elternabende' }, now);
		await thread.end(tx, organiser, { mandate: ended, kind: 'done', note: 'Zwei Abende.' }, now);
		await thread.leave(tx, organiser, { mandate: ended }, now);
		return carerToken(tx, 1, id);
	});
	const session = await sessionFor(database, 1, coordinator.person);
	const empty = await within((tx) => makeMeeting(tx, coordinator, { input: { title: 'Noch nichts' } }));
	await walk(
		browser,
		server.origin,
		[
			{
				name: 'desk, mandates and priorities',
				path: `/koordination/treffen/${meeting.meeting.slug}/auftraege`,
				signedIn: true,
			},
			{
				name: 'desk, mandates with errors',
				path: `/koordination/treffen/${meeting.meeting.slug}/auftraege`,
				signedIn: true,
				act: async (page) => {
					await page.locator('summary', { hasText: 'Auftrag ohne Priorität' }).click();
					await page
						.locator('form', { has: page.locator('#title-new') })
						.getByRole('button', { name: 'Auftrag geben' })
						.click();
					await page.getByRole('alert').waitFor();
				},
			},
			{
				name: 'carer, a mandate with errors',
				path: `/auftrag/${mandate}`,
				act: async (page) => {
					await page.getByLabel('Verschieben: Durchwahlen').click();
					await page.getByRole('button', { name: 'Verschieben' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'desk, all mandates', path: '/koordination/auftraege', signedIn: true },
			{ name: 'desk, no mandate that fits', path: '/koordination/auftraege?q=nirgends', signedIn: true },
			{ name: 'desk, working groups', path: '/koordination/arbeitsgruppen', signedIn: true },
			{ name: 'desk, a working group', path: `/koordination/arbeitsgruppen/${group.id}`, signedIn: true },
			{
				name: 'desk, a working group with errors',
				path: `/koordination/arbeitsgruppen/${group.id}`,
				signedIn: true,
				act: async (page) => {
					await page.locator('summary', { hasText: 'Jemanden aufnehmen' }).click();
					await page.getByRole('button', { name: 'Aufnehmen', exact: true }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'desk, guest seats', path: '/koordination/gastplaetze', signedIn: true },
			{ name: 'desk, a conference that takes guests', path: `/koordination/gastplaetze/${seat.slot}`, signedIn: true },
			{
				name: 'desk, guest seats with errors',
				path: '/koordination/gastplaetze',
				signedIn: true,
				act: async (page) => {
					await page.locator('summary', { hasText: 'Termin mit Gastplätzen eintragen' }).click();
					await page.getByRole('button', { name: 'Festhalten' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{
				name: 'desk, an organisation with errors',
				path: `/koordination/organisationen/${profile.id}`,
				signedIn: true,
				act: async (page) => {
					await page.locator('summary', { hasText: 'Angaben ändern' }).click();
					await page.getByRole('textbox', { name: 'Website' }).fill('kein Netz');
					await page.getByRole('button', { name: 'Speichern' }).click();
					await page.locator('#website-error').waitFor();
				},
			},
			{
				name: 'an organisation by its own link',
				path: `/einrichtung/${profile.token}`,
				act: (page) => page.locator('summary', { hasText: 'Angaben ändern' }).click(),
			},
			{ name: 'guest seats', path: '/gastplaetze' },
			{
				name: 'asking for a guest seat with errors',
				path: `/gastplaetze/${seat.slot}`,
				act: async (page) => {
					await page.getByRole('button', { name: 'Anfragen' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'a request for a guest seat', path: `/gast/${seat.guest}` },
			{ name: 'deciding about guests', path: `/gastanfragen/${seat.decider}` },
			{ name: 'desk, processes', path: '/koordination/prozesse?new=yes', signedIn: true },
			{ name: 'desk, statements', path: '/koordination/grundlagen', signedIn: true },
			{ name: 'desk, no statement that fits', path: '/koordination/grundlagen?status=retired', signedIn: true },
			{
				name: 'desk, a statement with errors',
				path: '/koordination/grundlagen',
				signedIn: true,
				act: async (page) => {
					await page.locator('summary', { hasText: 'Beschluss oder Standard festhalten' }).click();
					await page.getByRole('button', { name: 'Festhalten', exact: true }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'desk, a standard', path: `/koordination/grundlagen/${statement}`, signedIn: true },
			{ name: 'a standard that everybody reads', path: `/faden/grundlagen/${statement}` },
			{ name: 'desk, minutes', path: `/koordination/treffen/${meeting.meeting.slug}/protokolle`, signedIn: true },
			{ name: 'desk, wording minutes', path: `/koordination/treffen/${meeting.meeting.slug}/protokolle/${minutes.id}`, signedIn: true },
			{
				name: 'desk, releasing minutes',
				path: `/koordination/treffen/${meeting.meeting.slug}/protokolle/${minutes.id}/fassungen`,
				signedIn: true,
			},
			{
				name: 'desk, releasing minutes with errors',
				path: `/koordination/treffen/${meeting.meeting.slug}/protokolle/${minutes.id}/fassungen`,
				signedIn: true,
				act: async (page) => {
					await page.getByRole('button', { name: 'Auf die Liste' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{
				name: 'desk, a section of minutes without a heading',
				path: `/koordination/treffen/${meeting.meeting.slug}/protokolle/${minutes.id}`,
				signedIn: true,
				act: async (page) => {
					await page.getByLabel('Überschrift').first().fill('');
					await page.getByRole('button', { name: 'Speichern' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'desk, no minutes yet', path: `/koordination/treffen/${empty.meeting.slug}/protokolle`, signedIn: true },
			{ name: 'minutes that somebody got', path: `/protokolle/${minutes.token}` },
			{ name: 'desk, no mandates yet', path: `/koordination/treffen/${empty.meeting.slug}/auftraege`, signedIn: true },
			{ name: 'desk, the thread', path: '/koordination/faden', signedIn: true },
			{ name: 'desk, nothing on the thread that fits', path: '/koordination/faden?q=nirgends', signedIn: true },
			{ name: 'the thread', path: '/faden' },
			{ name: 'an agreement that everybody reads', path: `/faden/vereinbarungen/${shown.id}` },
			{ name: 'desk, agreements', path: '/koordination/vereinbarungen', signedIn: true },
			{ name: 'desk, an agreement', path: `/koordination/vereinbarungen/${agreement.id}`, signedIn: true },
			{ name: 'desk, wording an agreement', path: `/koordination/vereinbarungen/${agreement.id}/bearbeiten`, signedIn: true },
			{ name: 'desk, comparing versions', path: `/koordination/vereinbarungen/${agreement.id}/vergleich`, signedIn: true },
			{
				name: 'desk, an agreement with errors',
				path: `/koordination/vereinbarungen/${agreement.id}`,
				signedIn: true,
				act: async (page) => {
					await page.locator('summary', { hasText: 'Unterschrift auf Papier' }).click();
					await page.getByRole('button', { name: 'Eintragen' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'desk, a template of agreements', path: '/koordination/vereinbarungen/vorlagen?new=yes', signedIn: true },
			{
				name: 'party, an agreement with errors',
				path: `/vereinbarung/${agreement.token}`,
				act: async (page) => {
					await page.getByRole('button', { name: 'Unterschreiben' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'party that is told', path: `/vereinbarung/${agreement.told}` },
		],
		session,
	);
	await database.close();
	expect(await server.end()).toBe(0);
});

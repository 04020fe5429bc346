// The pages of the day and of what comes after it, in every state, as tests/walk.ts looks at them.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import * as events from '#modules/events/write.server.ts';
import { addMaterial } from '#modules/events/write-after.server.ts';
import { announce } from '#modules/events/write-now.server.ts';
import { workOut } from '#modules/groups/output.server.ts';
import { groups } from '#modules/groups/read.server.ts';
import { seatingOf, toSeat } from '#modules/groups/read-plan.server.ts';
import { problemOf, usual } from '#modules/groups/rules.ts';
import * as seating from '#modules/groups/write.server.ts';
import type { DoorKeeper, Participant } from '#modules/registration/access.ts';
import { personalTokenOf, placeById } from '#modules/registration/read.server.ts';
import { doorKeeperBy, doorToken } from '#modules/registration/read-door.server.ts';
import { certify, takeAway, thank } from '#modules/registration/write-after.server.ts';
import { noteScans, openDoor } from '#modules/registration/write-door.server.ts';
import { startBrowser } from '../tests/browser.ts';
import { beginAgo, type Made, makeMeeting, makeRegion, person } from '../tests/make.ts';
import { sessionFor, startSite } from '../tests/site.ts';
import { walk } from '../tests/walk.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

const PEOPLE = 14;

test('every page of the day and of what comes after it, in every state', { timeout: 400_000 }, async () => {
	const { server, database } = await startSite();
	const within = <T>(work: Parameters<typeof database.within<T>>[1]) => database.within([1], work);
	const coordinator = await within((tx) => makeRegion(tx, { origin: server.origin }));
	const now = new Date();
	const make = async (title: string, people: number) => {
		const made = await within((tx) => makeMeeting(tx, coordinator, { workshops: [4], input: { title } }));
		const places: string[] = [];
		for (let number = 0; number < people; number++) {
			const facts = { consentContact: number < 3, organisation: `Schule ${number % 3}` };
			places.push(
				(
					await within((tx) =>
						conduct.register(
							tx,
							made.open,
							person(`${title.toLowerCase().replaceAll(' ', '-')}-${number}`, { ...facts, name: `Person ${number}` }),
							[],
							'de',
						),
					)
				).place as string,
			);
		}
		return { ...made, places };
	};
	const doorOf = async (made: Made) => within(async (tx) => doorToken(tx, 1, await openDoor(tx, made.organiser, 'Haupteingang', now)));
	const tokenOf = (place: string) =>
		within(async (tx) => personalTokenOf(tx, 1, (await placeById(tx, place)) as { id: string; linkVersion: number }));

	const empty = await make('Leeres Treffen', 0);
	const today = await make('Treffen von heute', PEOPLE);
	const over = await make('Treffen von gestern', 5);
	const door = await doorOf(today);
	await within(async (tx) => {
		await beginAgo(tx, today, 1);
		await beginAgo(tx, over, 24);
		const part = { description: '', track: '', speaker: null } as const;
		await events.addAgendaItem(tx, today.organiser, { ...part, kind: 'talk', title: 'Vortrag', room: 'Aula', start: '0:00', end: '23:58' });
		await announce(tx, today.organiser, 'Der Bus fährt um fünf.');
		const by = (await doorKeeperBy(tx, 1, door, now)) as DoorKeeper;
		const blank = { kind: 'arrive', code: '', name: '', organisation: '', anyway: false, agoSeconds: 0 } as const;
		const scans = today.places.slice(0, 6).map((place) => ({ ...blank, key: crypto.randomUUID(), place }));
		await noteScans(tx, by, scans, { now, language: 'de' });
		const input = { tables: { count: 3 }, rounds: 3, minutes: 20, people: 'registered', weights: usual } as const;
		await seating.savePlan(tx, today.organiser, input, 1);
		const [first] = await groups(tx, today.organiser);
		const moderator = today.places[0] as string;
		await seating.saveGroup(tx, today.organiser, { group: first?.id ?? '', topic: 'Was gelingt?', room: 'R 1', moderator });
		await seating.savePlan(tx, over.organiser, input, 1);
	});
	const basis = await within((tx) => seatingOf(tx, today.organiser));
	if (!basis) throw new Error('no plan');
	const { rounds } = await workOut(problemOf(toSeat(basis, false), 200));
	await within(async (tx) => {
		await seating.saveSeating(tx, today.organiser, basis, rounds, now);
		await seating.beginRound(tx, today.organiser, 1, 20, now);
		await seating.beginRound(tx, today.organiser, 2, 20, now);
		await certify(tx, over.organiser, { minutes: 240, town: 'Probe', signer: 'Karla', signerFunction: 'Büro' }, now);
		await addMaterial(tx, over.organiser, { title: 'Folien', url: '' }, new TextEncoder().encode('%PDF-1.7'));
		await addMaterial(tx, over.organiser, { title: 'Im Netz', url: 'https://x.example/folien' }, null);
		await thank(tx, over.organiser, 'Danke!', now);
		const guest = { region: 1, meeting: over.meeting.id, place: over.places[0] } as Participant;
		await takeAway(tx, guest, { startsAt: new Date(0) }, { text: 'Mehr Zeit für Gespräche.', withName: false }, now);
		await takeAway(tx, guest, { startsAt: new Date(0) }, { text: 'Wir rufen uns an.', withName: true }, now);
	});
	const [here, gone, alone] = [
		await tokenOf(today.places[3] as string),
		await tokenOf(over.places[0] as string),
		await tokenOf(over.places[4] as string),
	];
	const session = await sessionFor(database, 1, coordinator.person);
	const desk = (made: Made, tab: string) => `/koordination/treffen/${made.meeting.slug}/${tab}`;
	await walk(
		browser,
		server.origin,
		[
			{ name: 'day, nothing yet', path: desk(empty, 'tag'), signedIn: true },
			{ name: 'day, going on', path: desk(today, 'tag?done=door'), signedIn: true },
			{
				name: 'day, an announcement without a text',
				path: desk(today, 'tag'),
				signedIn: true,
				act: async (page) => {
					await page.getByRole('button', { name: 'Ansagen', exact: true }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			...['badges', 'doors', 'rooms', 'signatures', 'participants', 'seats', 'tables'].map((what) => ({
				name: `print ${what}`,
				path: desk(today, `tag/drucken?what=${what}`),
				signedIn: true,
			})),
			{ name: 'print, nothing yet', path: desk(empty, 'tag/drucken'), signedIn: true },
			{ name: 'groups, no plan', path: desk(empty, 'gruppen'), signedIn: true },
			{ name: 'groups, planned', path: desk(over, 'gruppen?done=saved'), signedIn: true },
			{ name: 'groups, going on', path: desk(today, 'gruppen?done=begun'), signedIn: true },
			{
				name: 'groups, with errors',
				path: desk(empty, 'gruppen'),
				signedIn: true,
				act: async (page) => {
					await page.getByRole('button', { name: 'Speichern' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'move at a table', path: desk(today, `gruppen/umsetzen?round=2&place=${today.places[5]}`), signedIn: true },
			{ name: 'after, ahead', path: desk(empty, 'danach'), signedIn: true },
			{ name: 'after, over', path: desk(over, 'danach?done=certified&count=5'), signedIn: true },
			{
				name: 'after, with errors',
				path: desk(over, 'danach'),
				signedIn: true,
				act: async (page) => {
					await page.getByRole('button', { name: 'Material hinzufügen' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'people, who is missing', path: desk(today, 'teilnehmende?arrived=no'), signedIn: true },
			{
				name: 'door',
				path: `/tuer/${door}`,
				act: async (page) => {
					await page.getByLabel('Wer kommt?').fill('per');
					await page.locator('[data-found] button').first().click();
					await page.locator('[data-acts] li').first().waitFor();
					await page.getByLabel('Wer kommt?').fill('sch');
					await page.locator('[data-found] button').first().waitFor();
				},
			},
			{ name: 'door, somebody let in', path: `/tuer/${door}?done=in&who=${today.places[1]}` },
			{ name: 'door, somebody who was there', path: `/tuer/${door}?done=already&who=${today.places[1]}` },
			{ name: 'hall', path: `/tuer/${door}/saal` },
			{ name: 'now', path: `/meine-anmeldung/${here}/jetzt` },
			{ name: 'my place today', path: `/meine-anmeldung/${here}` },
			{ name: 'afterwards', path: `/meine-anmeldung/${gone}/danach?done=sent` },
			{ name: 'afterwards, without contacts', path: `/meine-anmeldung/${alone}/danach` },
			{
				name: 'afterwards, with errors',
				path: `/meine-anmeldung/${gone}/danach`,
				act: async (page) => {
					await page.getByRole('button', { name: 'Abschicken' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'check a certificate', path: '/bescheinigung?code=ABCDE' },
			{
				name: 'no such certificate',
				path: '/bescheinigung?code=ABCDE',
				act: async (page) => {
					await page.getByLabel('Nachname').fill('Niemand');
					await page.getByRole('button', { name: 'Prüfen' }).click();
					await page.locator('[data-certificate="no"]').waitFor();
				},
			},
		],
		session,
	);
	await database.close();
	expect(await server.end()).toBe(0);
});

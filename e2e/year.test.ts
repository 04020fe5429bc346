// A coordinator's year: the sixth edition planned as "two years on", invited from the register, filled, released, moved.
// Everybody concerned gets exactly one mail for each change, and every calendar is right.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as writes from '#modules/events/write-format.server.ts';
import { startBrowser } from '../tests/browser.ts';
import { readBack } from '../tests/calendar.ts';
import { makeColleague, makeMeeting, makeRegion } from '../tests/make.ts';
import { until } from '../tests/server.ts';
import { ask, sessionFor, startSite } from '../tests/site.ts';
import { type Arrived, startSink } from '../tests/smtp.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

const INVITED = 120;
const COMING = 64;
const DECLINING = 16;

async function journey(hasScript: boolean): Promise<void> {
	const sink = await startSink();
	const site = await startSite({ SMTP_URL: sink.url });
	const { origin } = site.server;
	const year = new Date().getFullYear() + 2;
	const coordinator = await site.database.within([1], async (tx) => {
		const by = await makeRegion(tx, { origin });
		const { organiser } = await makeMeeting(tx, by, { rounds: 1, input: { title: 'Das fünfte Treffen' } });
		const format = await writes.addFormat(tx, by, { name: 'Kooperationstreffen', cadence: 24 });
		const fifth = await writes.planEdition(tx, by, { format, area: null, number: 5, planned: { year: year - 2 } });
		await writes.holdEdition(tx, organiser, fifth);
		for (let number = 0; number < INVITED; number++)
			await makeColleague(tx, by, number, { function: number % 2 ? 'Schulleitung' : 'Schulsozialarbeit' });
		await makeColleague(tx, by, 'im Amt', { function: 'Verwaltung', type: 'youthWelfareOffice' });
		return by.person;
	});
	// One of the addresses is no longer one.
	sink.unknown.add('person-119@schule.example');

	const context = await browser.newContext({ javaScriptEnabled: hasScript, locale: 'de-DE', viewport: { width: 375, height: 720 } });
	await context.addCookies([{ name: 'session', value: await sessionFor(site.database, 1, coordinator), url: origin }]);
	const desk = await context.newPage();
	desk.setDefaultTimeout(15_000);
	const field = (name: string) => desk.locator(`[name="${name}"]`);
	const fill = async (values: Record<string, string>) => {
		for (const [name, value] of Object.entries(values)) await field(name).fill(value);
	};
	const mailsTo = (subject: string) => sink.mails.filter((mail) => mail.subject?.startsWith(subject));
	const addressesOf = (mails: readonly Arrived[]) => mails.map(({ to }) => to?.[0]?.address ?? '').sort();

	// "2028" is enough at first; then the day is fixed, with the venue still to be announced.
	await desk.goto(`${origin}/koordination/formate`);
	await desk.locator('summary', { hasText: 'Auflage vormerken' }).click();
	await desk.getByLabel('Wann, soweit bekannt').fill(String(year));
	await desk.getByRole('button', { name: 'Auflage vormerken' }).click();
	await desk.getByText('Die Auflage ist vorgemerkt.').waitFor();
	await desk.getByRole('link', { name: 'Treffen anlegen: 6. Kooperationstreffen' }).click();
	const [nowYear = '', nowMonth = '', nowDay = ''] = new Date().toISOString().slice(0, 10).split('-');
	await fill({ opensDay: nowDay, opensMonth: nowMonth, opensYear: nowYear, opensTime: '00:00' });
	await fill({ day: '24', month: '6', closesDay: '20', closesMonth: '6', closesYear: String(year), capacity: '80' });
	await field('venueKind').selectOption('open');
	await desk.getByRole('button', { name: 'Entwurf anlegen' }).click();
	await desk.getByRole('heading', { level: 1, name: '6. Kooperationstreffen' }).waitFor();
	const meeting = desk.url().replace(/\?.*/, '');
	await desk.getByRole('button', { name: 'Veröffentlichen' }).click();
	await desk.getByText('Ort wird noch bekannt gegeben').first().waitFor();

	// Six places are kept for the ASD.
	await desk.goto(`${meeting}/teilnehmende/freigehalten`);
	await desk.getByLabel('Arbeitsfeld').selectOption({ label: 'Allgemeiner Sozialer Dienst (ASD)' });
	await fill({ seats: '6', releaseDay: '1', releaseMonth: '6', releaseYear: String(year) });
	await desk.getByRole('button', { name: 'Plätze freihalten' }).click();
	await desk.getByText('Die Plätze sind freigehalten.').waitFor();

	// A hundred and twenty from the register: schools only, nobody from the office.
	await desk.goto(`${meeting}/einladungen`);
	await desk.getByRole('link', { name: 'Personen einladen' }).click();
	await desk.getByRole('group', { name: 'Art der Organisation' }).getByLabel('Schule', { exact: true }).check();
	await desk.getByRole('button', { name: 'Auswahl anzeigen' }).click();
	await desk.getByText(`${INVITED} Personen gehören zu dieser Auswahl.`).waitFor();
	await desk.getByLabel('Ein persönlicher Satz dazu').fill('Diesmal im neuen Saal.');
	await desk.getByRole('button', { name: 'Einladungen verschicken' }).click();
	await desk.getByText(`${INVITED} Einladungen gehen jetzt hinaus.`).waitFor();
	await until('all invitations', () => mailsTo('Einladung').length === INVITED - 1);
	await until('the refusal', async () =>
		(await ask(`${meeting}/einladungen`, { session: (await context.cookies())[0]?.value })).body.includes('1 nicht zustellbar'),
	);
	expect(new Set(addressesOf(mailsTo('Einladung'))).size).toBe(INVITED - 1);
	const letters = new Map(mailsTo('Einladung').map((mail) => [mail.to?.[0]?.address ?? '', mail]));
	const letter = (number: number) => letters.get(`person-${number}@schule.example`) as Arrived;
	expect(letter(0).text).toContain('Diesmal im neuen Saal.');

	// Most register by their link; some cannot come, one of them wants no more mails at all; the others are silent.
	const page = (number: number) => letter(number).link('/einladung/');
	const form = async (url: string, values: Record<string, string>) => expect((await ask(url, { form: values })).status).toBe(303);
	const registration = `${origin}${new URL(meeting).pathname.replace('/koordination/treffen/', '/veranstaltungen/')}/anmeldung`;
	for (let number = 0; number < COMING; number++) {
		const profession = number % 2 ? 'schoolLeadership' : 'schoolSocialWork';
		const invitation = page(number).split('/').at(-1) as string;
		// What is known of her stands there already; the address she prefers is another.
		const shown = (await ask(`${registration}?invitation=${invitation}`)).body;
		expect(shown).toContain(`value="person-${number}@schule.example"`);
		const email = number === 3 ? 'lieber-hier@schule.example' : `person-${number}@schule.example`;
		await form(registration, { name: `Person ${number}`, email, organisation: `Organisation ${number}`, profession, invitation });
	}
	for (let number = COMING; number < COMING + DECLINING; number++) await form(`${page(number)}?/decline`, {});
	const unsubscribed = 100;
	const stop = /<(.*)>/.exec(letter(unsubscribed).headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? '')?.[1] ?? '';
	// As a mail program does it by itself: no cookie, no page before.
	expect((await ask(stop, { form: { 'List-Unsubscribe': 'One-Click' } })).status).toBe(200);

	// Only the silent are reminded: without the one who stopped, and the one whose address is none.
	const silent = INVITED - COMING - DECLINING - 2;
	await desk.goto(`${meeting}/einladungen`);
	await desk.getByRole('link', { name: `${silent} Personen ohne Antwort erinnern` }).click();
	await desk.getByRole('button', { name: `${silent} Erinnerungen verschicken` }).click();
	await desk.getByText(`${silent} Erinnerungen gehen jetzt hinaus.`).waitFor();
	await until('all reminders', () => mailsTo('Kommen Sie?').length >= silent);
	const expected = Array.from({ length: INVITED - 1 }, (_, number) => number)
		.filter((number) => number >= COMING + DECLINING && number !== unsubscribed)
		.map((number) => `person-${number}@schule.example`);
	expect(addressesOf(mailsTo('Kommen Sie?'))).toEqual(expected.sort());

	// A school registers four on one form, on a phone.
	const visitor = await (await browser.newContext({ javaScriptEnabled: hasScript, viewport: { width: 375, height: 720 } })).newPage();
	visitor.setDefaultTimeout(15_000);
	await registerFour(visitor, registration);
	const four = ['ada', 'ben', 'cem', 'dana'].map((name) => `${name}@lindenschule.example`);
	await until('four confirmations', () => four.every((address) => sink.to(address).length > 0));
	expect(sink.to(four[0] as string)[0]?.text).toContain('Rosa Rektor hat Sie angemeldet.');

	// 68 have come, and what is left is kept: two more wait. When it is released, both are offered a place, and one takes it.
	const late = ['spaet-1@schule.example', 'spaet-2@schule.example'];
	await desk.goto(`${meeting}/bearbeiten`);
	await fill({ capacity: '74' });
	await desk.getByRole('button', { name: 'Speichern' }).click();
	await desk.getByText('Gespeichert.').waitFor();
	for (const email of late) await form(registration, { name: 'Spät', email, organisation: 'Organisation 1', profession: 'teaching' });
	await until('both wait', () => late.every((address) => sink.to(address).some(({ subject }) => subject?.startsWith('Warteliste'))));
	await desk.goto(`${meeting}/teilnehmende/freigehalten`);
	await desk.getByRole('button', { name: 'Jetzt freigeben: Allgemeiner Sozialer Dienst (ASD)' }).click();
	await desk.getByText('6 Plätze sind jetzt für alle da.').waitFor();
	await until('both offers', () => mailsTo('Ein Platz für Sie').length === 2);
	expect(addressesOf(mailsTo('Ein Platz für Sie'))).toEqual(late);
	const [taker = '', thinker = ''] = late;
	await form(`${sink.to(taker).at(-1)?.link('/meine-anmeldung/')}/annehmen`, {});
	await until('the place', () => sink.to(taker).some(({ subject }) => subject?.startsWith('Jetzt haben Sie einen Platz')));

	// The date moves, and the venue is known: two saves, one mail each to everybody who comes or waits.
	const coming = [
		...Array.from({ length: COMING }, (_, number) => (number === 3 ? 'lieber-hier@schule.example' : `person-${number}@schule.example`)),
		...four,
		taker,
	];
	const concerned = [...coming, thinker].sort();
	await desk.goto(`${meeting}/bearbeiten`);
	await fill({ day: '25' });
	await desk.getByRole('button', { name: 'Speichern' }).click();
	await desk.getByText(/^Gespeichert\./).waitFor();
	await until('mails about the date', () => mailsTo('Geändert').length >= concerned.length);
	expect(addressesOf(mailsTo('Geändert'))).toEqual(concerned);
	await desk.goto(`${meeting}/bearbeiten`);
	await field('venueKind').selectOption('external');
	await fill({ venueName: 'Bürgersaal', venueAddress: 'Am Ring 4' });
	await desk.getByRole('button', { name: 'Speichern' }).click();
	await desk.getByText(/^Gespeichert\./).waitFor();
	await until('mails about the venue', () => mailsTo('Geändert').length >= 2 * concerned.length);
	expect(addressesOf(mailsTo('Geändert'))).toEqual([...concerned, ...concerned].sort());

	// Every calendar: one entry all along, each mail a step further; whoever waits has none.
	for (const address of coming) {
		const parts = sink.to(address).flatMap(({ calendar }) => (calendar ? [calendar] : []));
		const told = await Promise.all(parts.map(readBack));
		expect(new Set(told.map(({ uid }) => uid)).size).toBe(1);
		expect(told.map(({ sequence, method }) => [sequence, method])).toEqual([
			[0, 'REQUEST'],
			[1, 'REQUEST'],
			[2, 'REQUEST'],
		]);
		expect(told.map(({ starts }) => starts.slice(8, 10))).toEqual(['24', '25', '25']);
		expect(told.map(({ location }) => location)).toEqual([
			'Ort wird noch bekannt gegeben',
			'Ort wird noch bekannt gegeben',
			'Bürgersaal, Am Ring 4',
		]);
	}
	expect(sink.to(thinker).flatMap(({ calendar }) => calendar ?? [])).toEqual([]);
	// Nobody else heard of it, and nobody got anything twice.
	expect(
		addressesOf(
			sink.mails.filter(
				({ subject }) => !/^(Einladung|Kommen Sie\?|Geändert|Ihr Platz|Warteliste|Ein Platz für Sie|Jetzt haben Sie)/.test(subject ?? ''),
			),
		),
	).toEqual([]);
	expect(addressesOf(mailsTo('Ihr Platz'))).toEqual(coming.filter((address) => address !== taker).sort());
	expect(addressesOf(mailsTo('Jetzt haben Sie'))).toEqual([taker]);

	await context.close();
	await visitor.context().close();
	await site.database.close();
	expect(await site.server.end()).toBe(0);
	await sink.stop();
}

async function registerFour(page: Page, registration: string): Promise<void> {
	await page.goto(registration);
	await page.getByRole('link', { name: /Mehrere Personen/ }).click();
	await page.getByLabel('Ihr Name').fill('Rosa Rektor');
	await page.getByLabel('Schule oder Organisation').fill('Lindenschule');
	await page.getByRole('button', { name: 'Weitere Personen' }).click();
	for (const [at, name] of ['Ada', 'Ben', 'Cem', 'Dana'].entries()) {
		const one = page.getByRole('group', { name: `${at + 1}. Person` });
		await one.getByLabel('Vor- und Nachname').fill(name);
		await one.getByLabel('Dienstliche E-Mail-Adresse').fill(`${name.toLowerCase()}@lindenschule.example`);
		await one.getByLabel('Arbeitsfeld').selectOption({ label: 'Lehrkraft oder Sonderpädagogik' });
	}
	await page.getByRole('button', { name: 'Alle verbindlich anmelden' }).click();
	await page.locator('main[data-registration="team"]').waitFor();
}

describe('a coordinator’s year', () => {
	test('with JavaScript', () => journey(true), 120_000);
	test('without JavaScript', () => journey(false), 120_000);
});

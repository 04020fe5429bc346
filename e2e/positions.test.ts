// A list of positions kept in a workbook: taken over, looked through, and confirmed by a school on a phone.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepProgramme } from '#modules/positions/write-programme.server.ts';
import { toXlsx } from '#platform/sheet/sheet.ts';
import { DESK } from '../tests/board.ts';
import { startBrowser } from '../tests/browser.ts';
import { makeRegion } from '../tests/make.ts';
import { makeProfile } from '../tests/make-register.ts';
import { until } from '../tests/server.ts';
import { sessionFor, startSite } from '../tests/site.ts';
import { startSink } from '../tests/smtp.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

const HEADINGS = ['Stellennummer', 'Schule', 'Anstellungsträger', 'Umfang', 'Fachkraft', 'Programm', 'Finanziert bis'];
const SCHOOLS = ['Ahornschule', 'Birkenschule', 'Eschenschule', 'Fichtenschule', 'Lindenschule', 'Ulmenschule'];
const PHONE = { viewport: { width: 375, height: 720 }, locale: 'de-DE', hasTouch: true, isMobile: true };

/** The last day of July next year, as offices write it. */
const summer = `31.07.${new Date().getUTCFullYear() + 1}`;
const ROWS = [
	['1', 'Ahornschule', 'Trägerwerk', 0.5, 'Alma Rieck', 'Landesprogramm', summer],
	['2', 'Birkenschule', 'Trägerwerk', 1, 'Bodo Lenz', 'Landesprogramm', summer],
	['3', 'Eschenschule', 'Trägerwerk', '0,75', 'Carla Öhl', 'Landesprogramm', summer],
	['4', 'Fichtenschule', '', 1, 'Doro Kunz', 'Kreismittel', ''],
	['5', 'Waldschule', '', 1, 'Emil Haas', 'Kreismittel', ''],
];

test.each([true, false])(
	'a list is taken over, gaps are seen, a census is sent, and a school confirms on a phone; with JavaScript: %s',
	async (javaScriptEnabled) => {
		const sink = await startSink();
		const { server, database } = await startSite({ SMTP_URL: sink.url });
		const within = <T>(work: Parameters<typeof database.within<T>>[1]) => database.within([1], work);
		const coordinator = await within((tx) => makeRegion(tx, { origin: server.origin }));
		await within(async (tx) => {
			for (const name of SCHOOLS)
				await makeProfile(tx, coordinator, { name, type: 'school', email: `${name.toLowerCase()}@schule.example` });
			await makeProfile(tx, coordinator, { name: 'Trägerwerk' });
			await keepProgramme(tx, coordinator, { programme: null, name: 'Kreismittel', lastOn: '', note: '', isArchived: false }, new Date());
		});
		const context = await browser.newContext({ ...DESK, javaScriptEnabled });
		await context.addCookies([{ name: 'session', value: await sessionFor(database, 1, coordinator.person), url: server.origin }]);
		const desk = await context.newPage();
		const done = (page: Page, sentence: string) => page.locator('.kern-alert--success', { hasText: sentence }).waitFor();

		await desk.goto(`${server.origin}/koordination`);
		await desk.getByRole('link', { name: 'Stellen', exact: true }).click();
		await desk.getByRole('link', { name: 'Liste von Stellen übernehmen' }).click();
		await desk.getByLabel('Datei (Excel oder CSV)').setInputFiles({
			name: 'Stellen.xlsx',
			mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
			buffer: await toXlsx({ name: 'Stellen', headings: HEADINGS, rows: ROWS }),
		});
		await desk.getByRole('button', { name: 'Ansehen' }).click();
		await desk.getByText('„Waldschule“ steht nicht im Verzeichnis der Organisationen').waitFor();
		await desk.getByRole('button', { name: '4 Stellen übernehmen' }).click();
		await done(desk, 'Übernommen: 4 neue Stellen');

		await desk.getByRole('link', { name: 'Prüfen' }).click();
		await desk.getByRole('link', { name: '3 Förderlücken' }).waitFor();
		await desk.getByRole('link', { name: '2 Schulen ohne jemanden' }).waitFor();
		const without = desk.locator('section', { has: desk.locator('#without') });
		expect((await without.getByRole('link').allInnerTexts()).toSorted()).toEqual(['Lindenschule', 'Ulmenschule']);
		await desk
			.locator('section', { has: desk.locator('#gaps') })
			.getByRole('link', { name: 'Eschenschule' })
			.click();
		await desk.getByText(`finanziert bis 31. Juli ${new Date().getUTCFullYear() + 1}`).waitFor();

		await desk.goto(`${server.origin}/koordination/stellen/erfassungen`);
		await desk.getByLabel('Name').fill('Stellen zum Stichtag');
		await desk.getByLabel('Antworten bis').fill('31.12.2099');
		await desk.getByRole('button', { name: 'Beginnen und 6 Schulen anschreiben' }).click();
		await done(desk, 'Die Erfassung hat begonnen');

		// The school's phone: from the mail to the answer.
		const mailTo = (address: string) => until(`the mail to ${address}`, () => sink.to(address)[0]);
		const mail = await mailTo('birkenschule@schule.example');
		const phone = await (await browser.newContext({ ...PHONE, javaScriptEnabled })).newPage();
		await phone.goto(mail.link('/erfassung/'));
		await phone.getByRole('heading', { name: 'Birkenschule' }).waitFor();
		await phone.getByText('Bodo Lenz, Umfang 1,00').waitFor();
		expect(await phone.locator('main').innerText()).not.toContain('Landesprogramm');
		await phone.getByRole('button', { name: 'Alles stimmt' }).click();
		await done(phone, 'Sie haben bestätigt');

		// Another one has something to say.
		await phone.goto((await mailTo('lindenschule@schule.example')).link('/erfassung/'));
		await phone.getByText('Für Ihre Schule ist keine Stelle eingetragen.').waitFor();
		await phone.locator('summary', { hasText: 'Etwas stimmt nicht' }).click();
		await phone.getByRole('button', { name: 'Absenden' }).click();
		await phone.getByRole('alert').getByText('Bitte schreiben Sie, was nicht stimmt.').waitFor();
		await phone.getByLabel('Was stimmt nicht?').fill('Bei uns arbeitet seit August Frau Jansen.');
		await phone.getByRole('button', { name: 'Absenden' }).click();
		await done(phone, 'Wir sehen uns an, was Sie geschrieben haben.');

		await desk.reload();
		await desk.getByText('2 von 6 Schulen haben geantwortet').waitFor();
		const row = desk.getByRole('row', { name: /Lindenschule/ });
		await row.locator('.prose', { hasText: 'Bei uns arbeitet seit August Frau Jansen.' }).waitFor();
		await row.getByRole('button', { name: 'Erledigt: Lindenschule' }).click();
		await done(desk, 'als erledigt vermerkt');
		await desk.goto(`${server.origin}/koordination/stellen`);
		expect(await desk.getByRole('row', { name: /Birkenschule/ }).innerText()).toMatch(/\d\d\.\d\d\.\d{4}$/);
		expect(await desk.getByRole('row', { name: /Ahornschule/ }).innerText()).toMatch(/–$/);

		// Somebody works more from a day on; the list can be taken back no more, and says so.
		await desk.getByRole('link', { name: 'Ahornschule' }).click();
		await desk.locator('summary', { hasText: 'Ab einem Tag ändern' }).click();
		await desk.locator('#fte-change').fill('0,75');
		await desk.getByRole('button', { name: 'Änderung eintragen' }).click();
		await done(desk, 'Die Änderung ist eingetragen.');
		await desk.getByText('teilweise besetzt').waitFor();
		await desk.goto(`${server.origin}/koordination/stellen/einlesen`);
		await desk.locator('summary', { hasText: 'Zurücknehmen' }).click();
		await desk.getByRole('button', { name: 'Zurücknehmen' }).click();
		await desk.getByRole('alert').getByText('Darum wird nichts zurückgenommen.').waitFor();

		await database.close();
		expect(await server.end()).toBe(0);
		await sink.stop();
	},
);

// The product's main job, end to end, with and without JavaScript, on the embedded database and on a server by address.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COORDINATOR } from '../demo/load.ts';
import { startBrowser } from '../tests/browser.ts';
import { freshAddress } from '../tests/database.ts';
import { forget, type Running, startServer, until } from '../tests/server.ts';
import { type Sink, startSink } from '../tests/smtp.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const MEETING = '5. Kooperationstreffen Jugendhilfe und Schule';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

interface Stage {
	server: Running;
	sink: Sink;
	hasScript: boolean;
	complaints: string[];
}

async function newPage({ hasScript, complaints }: Stage): Promise<Page> {
	const context = await browser.newContext({ javaScriptEnabled: hasScript, locale: 'de-DE', viewport: { width: 375, height: 720 } });
	const page = await context.newPage();
	page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
	page.on('pageerror', (error) => complaints.push(error.message));
	page.setDefaultTimeout(15_000);
	return page;
}

async function fillPerson(page: Page, name: string, email: string): Promise<void> {
	await page.getByLabel('Vor- und Nachname').fill(name);
	await page.getByLabel('Dienstliche E-Mail-Adresse').fill(email);
	await page.getByLabel('Schule oder Organisation').fill('Lindenschule, Lindenfurt');
	await page.getByLabel('Arbeitsfeld').selectOption({ label: 'Schulsozialarbeit' });
}

async function wish(page: Page, hasScript: boolean, titles: string[]): Promise<void> {
	for (const [at, title] of titles.entries())
		if (hasScript) await page.getByRole('button', { name: `${title}: wünschen` }).click();
		else await page.getByLabel(`${at + 1}. Wunsch`).selectOption({ label: title });
}

async function signIn(stage: Stage): Promise<Page> {
	const page = await newPage(stage);
	await page.goto(`${stage.server.origin}/anmelden`);
	await page.getByLabel('Ihre E-Mail-Adresse').fill(COORDINATOR);
	await page.getByRole('button', { name: 'Link zum Anmelden schicken' }).click();
	const mail = await until('the sign-in mail', () => stage.sink.to(COORDINATOR).find(({ subject }) => subject === 'Ihr Link zum Anmelden'));
	// A mail scanner that opens the link changes nothing: the button still works afterwards.
	await fetch(mail.link('/anmelden/'));
	await page.goto(mail.link('/anmelden/'));
	await page.getByRole('button', { name: 'Jetzt anmelden' }).click();
	await page.getByRole('heading', { level: 1, name: 'Koordination' }).waitFor();
	return page;
}

const mailTo = (stage: Stage, address: string, subject: string) =>
	until(`"${subject}" to ${address}`, () => stage.sink.to(address).find((mail) => mail.subject?.startsWith(subject)));

async function journey(stage: Stage): Promise<void> {
	const { origin } = stage.server;
	const ada = 'ada.probe@schule.example';
	const ben = 'ben.probe@schule.example';

	// A visitor finds the meeting and registers with three ranked wishes.
	const visitor = await newPage(stage);
	await visitor.goto(origin);
	await visitor.getByRole('link', { name: MEETING }).click();
	await visitor.getByRole('link', { name: 'Zur Anmeldung' }).click();
	await fillPerson(visitor, 'Ada Probe', ada);
	await wish(visitor, stage.hasScript, ['Innere Stärke im Alltag', 'Wenn ein Kind nicht kommt', 'Rücken, Atem, Stimme']);
	await visitor.getByLabel('Wünsche zum Essen').fill('ohne Nüsse');
	await visitor.getByLabel(/Mein Name und meine Organisation/).check();
	await visitor.getByRole('button', { name: 'Verbindlich anmelden' }).click();
	await visitor.locator('main[data-registration="confirmed"]').waitFor();

	// A mail with a calendar part arrives; by its link a wish is changed.
	const confirmation = await mailTo(stage, ada, 'Ihr Platz');
	expect(confirmation.calendar).toContain('METHOD:REQUEST');
	expect(confirmation.html).toContain('Meine Anmeldung ansehen');
	await visitor.goto(confirmation.link('/meine-anmeldung/'));
	await visitor.getByText('Sie haben einen Platz.').waitFor();
	if (stage.hasScript) {
		const higher = visitor.getByRole('button', { name: 'Rücken, Atem, Stimme: höher' });
		await higher.focus();
		await visitor.keyboard.press('Enter');
	} else {
		await visitor.getByLabel('2. Wunsch').selectOption({ label: 'Rücken, Atem, Stimme' });
		await visitor.getByLabel('3. Wunsch').selectOption({ label: 'Wenn ein Kind nicht kommt' });
	}
	await visitor.getByRole('button', { name: 'Änderungen speichern' }).click();
	await visitor.getByText('Gespeichert.').waitFor();
	await visitor.reload();
	expect(await visitor.locator('select[name="wish2"] option:checked').textContent()).toBe('Rücken, Atem, Stimme');
	expect(await visitor.getByLabel('Wünsche zum Essen').inputValue()).toBe('ohne Nüsse');

	// The coordinator closes the meeting at those who came; the next one waits.
	const desk = await signIn(stage);
	await desk.getByRole('link', { name: MEETING, exact: true }).click();
	const meeting = desk.url();
	await desk.goto(`${meeting}/bearbeiten`);
	await desk.getByLabel('Plätze', { exact: true }).fill('53');
	await desk.getByRole('button', { name: 'Speichern' }).click();
	await desk.getByText('Gespeichert.').waitFor();
	const late = await newPage(stage);
	await late.goto(`${origin}${new URL(meeting).pathname.replace('/koordination/treffen/', '/veranstaltungen/')}/anmeldung`);
	await fillPerson(late, 'Ben Probe', ben);
	await wish(late, stage.hasScript, ['Innere Stärke im Alltag']);
	await late.getByRole('button', { name: 'Auf die Warteliste setzen' }).click();
	await late.locator('main[data-registration="waiting"]').waitFor();
	await late.goto((await mailTo(stage, ben, 'Warteliste')).link('/meine-anmeldung/'));
	await late.getByText('Sie stehen auf der Warteliste, Platz 1.').waitFor();

	// She distributes, moves one by hand, and publishes.
	await desk.goto(`${meeting}/verteilung`);
	await desk.getByLabel('Losnummer').fill('7');
	await desk.getByRole('button', { name: 'Plätze verteilen' }).click();
	await desk.getByText('Bewiesen: Besser geht es nach diesem Maßstab nicht.').waitFor();
	const row = desk.getByRole('row', { name: /Ada Probe/ });
	await row.getByRole('link', { name: 'Ada Probe umsetzen' }).click();
	// Where a seat is free and what it costs is said before: for her, and measured at what was proven.
	const wanted = desk.locator('.ways > li', { has: desk.getByRole('button', { name: /^Umsetzen: / }) }).first();
	const title = await wanted.locator('h4').innerText();
	expect(await wanted.innerText()).toMatch(/Ada Probe(: \d\. Wunsch\.| hat das nicht gewünscht\.)[\s\S]*\([+−]1\)/);
	await wanted.getByRole('button').first().click();
	await desk.getByText('Ada Probe ist umgesetzt.').waitFor();
	// One click takes it back; she stays with it.
	await desk.getByRole('button', { name: 'Zurücknehmen', exact: true }).click();
	await desk.getByText('Zurückgenommen.').waitFor();
	await row.getByRole('link', { name: 'Ada Probe umsetzen' }).click();
	await wanted.getByRole('button').first().click();
	await desk.getByRole('button', { name: 'Plätze bekannt geben' }).click();
	await desk.getByText('Die Plätze sind bekannt gegeben.').waitFor();
	await desk.getByText('Losnummer 7').waitFor();

	// The participant reads place and reason, in the mail and on the page.
	const told = await mailTo(stage, ada, `Ihr Workshop: ${title}`);
	expect(told.text).toContain('Das Organisationsteam hat Ihnen diesen Platz gegeben.');
	await visitor.reload();
	await visitor.locator('.seat').getByText(title).waitFor();
	expect(await visitor.locator('.seat').innerText()).toContain('Das Organisationsteam hat Ihnen diesen Platz gegeben.');
	// Why, in numbers, and with no other name.
	await visitor.getByRole('link', { name: 'Warum gerade so?' }).click();
	await visitor.getByText('ein Los mit der Nummer 7').waitFor();
	const reasons = await visitor.locator('main').innerText();
	expect(reasons).toContain('Bewiesen: Besser geht es nach diesem Maßstab nicht.');
	expect(reasons).not.toMatch(/Ben Probe|Wulfert|Reichelt/);
	await visitor.getByRole('link', { name: 'Zurück zu Ihrer Anmeldung' }).click();
	// Everyone with a place was told, once.
	await until(
		'53 mails about workshops',
		() => stage.sink.mails.filter(({ subject }) => /^(Ihr Workshop|Workshops bei)/.test(subject ?? '')).length >= 53,
	);

	// She withdraws, and the next in line moves up.
	await visitor.getByRole('link', { name: 'Absagen' }).click();
	await visitor.getByRole('button', { name: 'Ja, ich sage ab' }).click();
	await visitor.locator('main[data-registration="withdrawn"]').waitFor();
	expect((await fetch(confirmation.link('/meine-anmeldung/'))).status).toBe(404);
	expect((await mailTo(stage, ada, 'Abgesagt')).calendar).toContain('METHOD:CANCEL');
	const offered = await mailTo(stage, ben, 'Ein Platz für Sie, bitte bis');
	// Reading the mail, or a scanner opening its link, takes nothing.
	await late.goto(offered.link('/meine-anmeldung/'));
	await late.getByText('Ein Platz ist frei. Wir halten ihn bis').waitFor();
	await late.getByRole('button', { name: 'Platz annehmen' }).click();
	await mailTo(stage, ben, 'Jetzt haben Sie einen Platz');
	await late.getByText('Sie haben einen Platz.').waitFor();
	expect(await late.locator('.seat').count()).toBe(1);

	expect(stage.complaints).toEqual([]);
}

async function withStage(env: Record<string, string>, hasScript: boolean, work: (stage: Stage) => Promise<void>): Promise<void> {
	const sink = await startSink();
	const server = await startServer({ SMTP_URL: sink.url, ...env });
	try {
		await work({ server, sink, hasScript, complaints: [] });
		expect(await server.end()).toBe(0);
	} finally {
		await server.end('SIGKILL');
		await sink.stop();
		forget(server);
	}
}

describe('from a published meeting to fairly given places', () => {
	test('with JavaScript, on a phone', () => withStage({}, true, journey));

	test('without JavaScript, on a PostgreSQL server by DATABASE_URL', async () => {
		const address = await freshAddress();
		const env = { ...process.env, DATABASE_URL: address };
		const made = spawnSync(process.execPath, [path.join(ROOT, 'bin/augenhoehe.ts'), 'demo'], { env, encoding: 'utf8' });
		expect(made).toMatchObject({ status: 0, stdout: '{"demonstration":true}\n' });
		await withStage({ DATABASE_URL: address }, false, journey);
	});
});

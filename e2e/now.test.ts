// "Jetzt" on a phone and in the hall: what the organiser changes is there at once, also where a network holds answers back.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import * as events from '#modules/events/write.server.ts';
import { personalTokenOf, placeById } from '#modules/registration/read.server.ts';
import { doorToken } from '#modules/registration/read-door.server.ts';
import { openDoor } from '#modules/registration/write-door.server.ts';
import { daysAfter } from '#platform/time/time.ts';
import { startBrowser } from '../tests/browser.ts';
import { makeDraft, makeMeeting, makeRegion, person } from '../tests/make.ts';
import { startProxy } from '../tests/proxy.ts';
import { until } from '../tests/server.ts';
import { ask, sessionFor, startSite } from '../tests/site.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

const HOUR = 3600_000;

/** A meeting that goes on just now, with workshops that begin in an hour and somebody who has a seat in one. */
async function meetingOfToday() {
	const site = await startSite();
	const { origin } = site.server;
	const made = await site.database.within([1], async (tx) => {
		const by = await makeRegion(tx, { origin });
		// An hour ago, but today: its programme lasts from midnight to midnight.
		const startsAt = new Date(Math.max(Date.now() - HOUR, daysAfter(new Date(), 0, '00:00').getTime()));
		const input = { title: 'Treffen von heute', startsAt, endsAt: new Date(Date.now() + 4 * HOUR) };
		const meeting = await makeMeeting(tx, by, { workshops: [4], input: { ...input, startsAt: new Date(Date.now() + 2 * HOUR) } });
		const place = (await conduct.register(tx, meeting.open, person(1), meeting.workshops, 'de')).place as string;
		await tx.updateTable('events.meeting').set({ starts_at: input.startsAt }).where('id', '=', meeting.meeting.id).execute();
		await conduct.publishPlaces(tx, meeting.organiser, await makeDraft(tx, meeting.organiser, { objective: 'generous', seed: 1 }));
		const part = { kind: 'talk', description: '', track: '', speaker: null, start: '0:00', end: '23:59' } as const;
		const talk = await events.addAgendaItem(tx, meeting.organiser, { ...part, title: 'Vortrag', room: 'Aula' });
		const door = await doorToken(tx, 1, await openDoor(tx, meeting.organiser, 'Nord', new Date()));
		const token = await personalTokenOf(tx, 1, (await placeById(tx, place)) as { id: string; linkVersion: number });
		return { ...meeting, door, token, place, talk };
	});
	const session = await sessionFor(site.database, 1, made.organiser.person);
	const announce = (text: string) => ask(`${origin}/koordination/treffen/${made.meeting.slug}/tag?/announce`, { session, form: { text } });
	const end = async () => {
		await site.database.close();
		expect(await site.server.end()).toBe(0);
	};
	return { ...made, site, origin, announce, end };
}

const by = (page: Page) => page.locator('[data-now]').getAttribute('data-by');

test('phone and hall show what is on, and at once what is announced, moved and called off', async () => {
	const made = await meetingOfToday();
	const context = await browser.newContext({ locale: 'de-DE', viewport: { width: 375, height: 720 } });
	const [phone, hall] = [await context.newPage(), await context.newPage()];
	await phone.goto(`${made.origin}/meine-anmeldung/${made.token}/jetzt`);
	await hall.goto(`${made.origin}/tuer/${made.door}/saal`);
	for (const page of [phone, hall]) {
		await page.getByText('Vortrag').waitFor();
		await until('the stream', async () => (await by(page)) === 'stream');
	}
	await phone.locator('[data-mine]').getByText('Workshop 1').waitFor();
	expect(await hall.locator('[data-mine]').count()).toBe(0);
	expect((await made.announce('Der Bus fährt um fünf.')).status).toBe(303);
	for (const page of [phone, hall]) await page.getByText('Der Bus fährt um fünf.').waitFor();
	// A missing text is said, and nothing is announced.
	const empty = await made.announce(' ');
	expect([empty.status, empty.body.includes('was angesagt werden soll')]).toEqual([400, true]);
	const part = { kind: 'talk', description: '', track: '', speaker: null, start: '0:00', end: '23:59' } as const;
	await made.site.database.within([1], (tx) => events.addAgendaItem(tx, made.organiser, { ...part, title: 'Feueralarm', room: 'Hof' }));
	for (const page of [phone, hall]) await page.locator('[data-on]').getByText('Feueralarm').waitFor();
	// Whoever withdraws is no longer shown anything.
	await made.site.database.within([1], (tx) =>
		conduct.withdraw(tx, { region: 1, meeting: made.meeting.id, place: made.place }, new Date()),
	);
	await until('the phone to be sent away', async () => (await phone.locator('[data-now]').count()) === 0);
	await context.close();
	await made.end();
});

test('a link that ends ends what is open by it: a door by a click, a personal link when a new one is sent', async () => {
	const made = await meetingOfToday();
	const session = await sessionFor(made.site.database, 1, made.organiser.person);
	const heard = { phone: '', hall: '' };
	const listenTo = async (name: keyof typeof heard, path: string) => {
		const answer = await fetch(made.origin + path);
		for await (const chunk of answer.body ?? []) heard[name] += new TextDecoder().decode(chunk);
	};
	const ended = [listenTo('phone', `/meine-anmeldung/${made.token}/jetzt/stream`), listenTo('hall', `/tuer/${made.door}/saal/stream`)];
	await until('both to look', () => heard.phone.includes('Vortrag') && heard.hall.includes('Vortrag'));
	const desk = `${made.origin}/koordination/treffen/${made.meeting.slug}`;
	await ask(`${desk}/tag?/closeDoor`, { session, form: { id: made.door.split('.')[0] as string } });
	await ask(`${desk}/teilnehmende?/renew`, { session, form: { place: made.place } });
	await Promise.all(ended);
	await made.announce('Nur für die, die noch dürfen.');
	expect(heard.phone + heard.hall).not.toContain('noch dürfen');
	await made.end();
});

test('one link has six pages open at the most: another one ends the oldest', async () => {
	const made = await meetingOfToday();
	const endings: number[] = [];
	for (let number = 0; number < 8; number++) {
		const answer = await fetch(`${made.origin}/meine-anmeldung/${made.token}/jetzt/stream`);
		void answer.text().then(() => endings.push(number));
	}
	await until('the two oldest to end', () => endings.length === 2);
	expect(endings.sort()).toEqual([0, 1]);
	await made.end();
});

test('a network that holds answers back: the page asks by itself and shows the same', async () => {
	const made = await meetingOfToday();
	const proxy = await startProxy(made.origin, { isBuffering: true });
	const context = await browser.newContext({ locale: 'de-DE' });
	const page = await context.newPage();
	await page.goto(`${proxy.origin}/meine-anmeldung/${made.token}/jetzt`);
	await until('asking', async () => (await by(page)) === 'asking');
	await made.announce('Es gibt Kaffee.');
	await page.getByText('Es gibt Kaffee.').waitFor();
	await context.close();
	await proxy.end();
	await made.end();
});

test('a connection that breaks is said, and what was missed is there when it is back', async () => {
	const made = await meetingOfToday();
	const proxy = await startProxy(made.origin);
	const context = await browser.newContext({ locale: 'de-DE' });
	const page = await context.newPage();
	await page.goto(`${proxy.origin}/meine-anmeldung/${made.token}/jetzt`);
	await until('the stream', async () => (await by(page)) === 'stream');
	proxy.trouble.isCut = true;
	proxy.drop();
	await page.locator('[data-connection]').getByText('Keine Verbindung').waitFor();
	await made.announce('Während es dunkel war.');
	proxy.trouble.isCut = false;
	await page.getByText('Während es dunkel war.').waitFor();
	expect(await page.locator('[data-connection]').innerText()).toBe('');
	await context.close();
	await proxy.end();
	await made.end();
});

test('the same without JavaScript: as it is now, and again every half minute', async () => {
	const made = await meetingOfToday();
	await made.announce('Garderobe im Keller.');
	const { body } = await ask(`${made.origin}/meine-anmeldung/${made.token}/jetzt`);
	expect(body).toContain('Vortrag');
	expect(body).toContain('Garderobe im Keller.');
	expect(body).toContain('<noscript><meta http-equiv="refresh" content="30"');
	await made.end();
});

test('a server that stops ends the answers that go on', async () => {
	const made = await meetingOfToday();
	const answer = await fetch(`${made.origin}/meine-anmeldung/${made.token}/jetzt/stream`);
	expect(answer.headers.get('content-type')).toBe('text/event-stream');
	let heard = '';
	const reading = (async () => {
		for await (const chunk of answer.body ?? []) heard += new TextDecoder().decode(chunk);
	})();
	await until('the first news', () => heard.includes('"title":"Treffen von heute"'));
	await made.end();
	await reading;
});

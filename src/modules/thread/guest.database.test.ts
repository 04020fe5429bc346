import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { database } from '../../../tests/database.ts';
import { makeRegion } from '../../../tests/make.ts';
import { refused } from '../../../tests/refused.ts';
import { decider, deciderAs, guest } from './access.ts';
import { guestMails } from './output-guest.server.ts';
import { deciderBy, deciderToken, guestBy, guestToken, slotFor } from './read-guest.server.ts';
import { freeSeats } from './rules-guest.ts';
import type { RequestInput, SlotInput } from './schema-guest.ts';
import * as thread from './write-guest.server.ts';

const { database: db, truth } = await database(8);
const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));
const NOW = new Date('2027-05-01T08:00:00Z');
const at = (hours: number) => new Date(NOW.getTime() + hours * 3600_000);

async function make(more: Partial<SlotInput> = {}) {
	const input: SlotInput = {
		key: randomUUID(),
		host: 'Jugendamt',
		place: 'Raum 3',
		seats: 1,
		startsAt: at(48),
		endsAt: at(50),
		closesAt: at(24),
		deciderName: 'Dana Denk',
		deciderEmail: 'dana@amt.example',
		...more,
	};
	await within((tx) => thread.offerSlot(tx, coordinator, input, NOW));
	const held = async () => (await within((tx) => slotFor(tx, input.key))) ?? expect.fail('the slot is there');
	const type = async (email: string, when = NOW, more_: Partial<RequestInput> = {}) => {
		const wish = {
			key: randomUUID(),
			name: `Gast ${email}`,
			email,
			organisation: 'Schule',
			profession: 'teaching',
			discreet: true,
			...more_,
		} as const;
		await within((tx) => thread.askForSeat(tx, 1, input.key, wish, when));
		return (await held()).requests.find((one) => one.email === email)?.id as string;
	};
	const confirm = (request: string, when = NOW) => within((tx) => thread.confirmRequest(tx, guest(1, { slot: input.key, request }), when));
	/** Asks, and answers the mail. */
	const ask = async (email: string, when = NOW, more_: Partial<RequestInput> = {}) => {
		const request = await type(email, when, more_);
		await confirm(request, when);
		return request;
	};
	const decide = (request: string, decision: 'granted' | 'declined', when = NOW) =>
		within((tx) => thread.decide(tx, decider(1, input.key, 1), { request, decision }, when));
	return { input, held, type, confirm, ask, decide };
}

const outbox = async (template: string, about: object) =>
	Number((await truth.query('select count(*) from platform.mail where template = $1 and about @> $2', [template, about])).rows[0].count);
const letter = (request: string, more = {}, now = NOW) =>
	within(async (tx) => (await guestMails['thread.guest']?.(tx, 1, { request, ...more }, now)) ?? null);

test('of two who are granted the last seat at once, one gets it, and whoever gives it back frees it', async () => {
	const made = await make();
	const [one, two] = [await made.ask('eins@schule.example'), await made.ask('zwei@schule.example')];
	const outcomes = await Promise.allSettled([made.decide(one, 'granted'), made.decide(two, 'granted')]);
	expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
	const { requests, ...slot } = await made.held();
	expect(freeSeats(slot, requests)).toBe(0);
	const [lucky, other] = requests.find(({ id }) => id === one)?.decision === 'granted' ? [one, two] : [two, one];
	await refused(made.decide(other, 'granted'), /Alle Gastplätze sind vergeben/);
	await refused(made.ask('drei@schule.example'), /Alle Gastplätze sind vergeben/);
	await within((tx) => thread.withdraw(tx, guest(1, { slot: made.input.key, request: lucky }), NOW));
	await made.decide(other, 'granted');
	await refused(made.decide(lucky, 'granted'), /gibt es nicht mehr/);
});

test('whoever asks twice is answered alike and stands there once; only by their link they confirm, and ask again', async () => {
	const made = await make({ seats: 2 });
	const id = await made.type('kim@schule.example', NOW, { name: 'Verschrieben' });
	await refused(made.decide(id, 'granted'), /gibt es nicht mehr/);
	expect(await outbox('thread.guestAsked', { slot: made.input.key })).toBe(0);
	expect((await letter(id))?.subject).toMatch(/^Bitte bestätigen/);
	// Until it is confirmed, the last form counts: somebody else may have typed the address.
	expect(await made.ask('kim@schule.example', NOW, { name: 'Kim' })).toBe(id);
	expect(await made.type('kim@schule.example', NOW, { name: 'Jemand anders' })).toBe(id);
	expect((await made.held()).requests).toMatchObject([{ name: 'Kim', decision: null, isConfirmed: true }]);
	expect(await outbox('thread.guest', { request: id })).toBe(1);
	await within((tx) => thread.withdraw(tx, guest(1, { slot: made.input.key, request: id }), NOW));
	await made.type('kim@schule.example', NOW, { name: 'Jemand anders' });
	expect((await made.held()).requests).toMatchObject([{ name: 'Kim', decision: 'withdrawn' }]);
	expect((await letter(id, { again: 'yes' }))?.subject).toMatch(/^Noch einmal anfragen/);
	expect(await outbox('thread.guest', { request: id, again: 'yes' })).toBe(1);
	// A mail that was on its way when they took it back says nothing.
	expect(await letter(id)).toBeNull();
	await made.confirm(id);
	expect((await made.held()).requests).toMatchObject([{ name: 'Kim', decision: null }]);
	// Whoever decides hears of it, and not of each within the hour; a form that was used tells nothing of who asked.
	const key = randomUUID();
	await made.ask('zweite@schule.example', NOW, { key });
	await made.ask('dritte@schule.example', NOW, { key });
	expect((await made.held()).requests).toHaveLength(3);
	expect(await outbox('thread.guestAsked', { slot: made.input.key })).toBe(1);
	await refused(made.ask('spaet@schule.example', at(24)), /nicht mehr anfragen/);
	await refused(
		within((tx) =>
			thread.askForSeat(
				tx,
				1,
				randomUUID(),
				{ key: randomUUID(), name: 'X', email: 'x@y.de', organisation: 'Z', profession: 'other', discreet: true },
				NOW,
			),
		),
		/gibt es nicht mehr/,
	);
});

test('mails say how it stands when they are sent: the place only with a grant, with an entry for the calendar that is taken back', async () => {
	const made = await make();
	const id = await made.ask('kim@schule.example');
	const asked = await letter(id);
	expect(JSON.stringify(asked?.blocks)).not.toContain('Raum 3');
	expect(asked?.calendar).toBeUndefined();
	await made.decide(id, 'granted');
	const granted = await letter(id);
	expect(JSON.stringify(granted?.blocks)).toContain('Raum 3');
	expect(granted?.calendar).toMatchObject({ method: 'REQUEST', content: expect.stringMatching(/SEQUENCE:0/) });
	await within((tx) => thread.offerSlot(tx, coordinator, { ...made.input, place: 'Raum 4' }, NOW));
	expect(await outbox('thread.guest', { request: id })).toBe(3);
	expect((await letter(id))?.calendar?.content).toMatch(/SEQUENCE:1/);
	await made.decide(id, 'declined');
	expect(await outbox('thread.guest', { request: id, was: 'granted' })).toBe(1);
	expect(await letter(id, { was: 'granted' })).toMatchObject({
		subject: expect.stringMatching(/^Zusage zurückgenommen/),
		calendar: { method: 'CANCEL' },
	});
	expect((await letter(id))?.calendar).toBeUndefined();
	await within((tx) => thread.callOff(tx, coordinator, made.input.key, NOW));
	await within((tx) => thread.callOff(tx, coordinator, made.input.key, NOW));
	expect((await letter(id))?.subject).toMatch(/^Abgesagt/);
	expect(await letter(id, {}, at(50))).toBeNull();
	await refused(made.decide(id, 'granted'), /gibt es nicht mehr/);
	await refused(
		within((tx) => thread.offerSlot(tx, coordinator, made.input, NOW)),
		/gibt es nicht mehr/,
	);
});

test('links lead to one request and one slot; somebody else decides with another link, and after thirty days nobody is known', async () => {
	const [made, other] = [await make(), await make()];
	const id = await made.ask('kim@schule.example');
	const [token, deciding] = await within(async (tx) => [await guestToken(tx, 1, id), await deciderToken(tx, 1, made.input.key)] as const);
	expect(await within((tx) => guestBy(tx, 1, token))).toMatchObject({ request: id, slot: made.input.key });
	expect(await within((tx) => guestBy(tx, 1, deciding))).toBeUndefined();
	expect(await within((tx) => deciderBy(tx, 1, token))).toBeUndefined();
	await refused(
		within((tx) => thread.decide(tx, deciderAs(coordinator, other.input.key), { request: id, decision: 'granted' }, NOW)),
		/gibt es nicht mehr/,
	);
	await within((tx) => thread.offerSlot(tx, coordinator, { ...made.input, deciderEmail: 'neu@amt.example' }, NOW));
	expect(await within((tx) => deciderBy(tx, 1, deciding))).toBeUndefined();
	// Whoever came by the earlier link and waited for the lock comes too late.
	await refused(made.decide(id, 'granted'), /jemand anders zuständig/);
	await within((tx) => thread.decide(tx, deciderAs(coordinator, made.input.key), { request: id, decision: 'granted' }, NOW));
	const wide = await make({ seats: 2 });
	for (const email of ['a@schule.example', 'b@schule.example']) await wide.decide(await wide.ask(email), 'granted');
	await refused(
		within((tx) => thread.offerSlot(tx, coordinator, { ...wide.input, seats: 1 }, NOW)),
		/schon zugesagt/,
	);
	await refused(
		within((tx) => thread.offerSlot(tx, coordinator, { ...made.input, startsAt: at(-1) }, NOW)),
		/in der Vergangenheit/,
	);
	await refused(wide.decide(id, 'declined', at(48)), /schon begonnen/);
	await refused(
		within((tx) => thread.withdraw(tx, guest(1, { slot: made.input.key, request: id }), at(48))),
		/schon begonnen/,
	);
	const open = await make();
	await open.type('nie@schule.example');
	await within((tx) => thread.eraseGuests(tx, at(50), NOW));
	expect((await open.held()).requests).toHaveLength(1);
	await within((tx) => thread.eraseGuests(tx, at(50), at(1)));
	expect((await open.held()).requests).toHaveLength(0);
	expect((await made.held()).requests).toHaveLength(1);
	await within((tx) => thread.eraseGuests(tx, at(51), NOW));
	expect(await made.held()).toMatchObject({ requests: [], deciderName: '', deciderEmail: '', host: 'Jugendamt' });
	expect(await within((tx) => guestBy(tx, 1, token))).toBeUndefined();
});

test('there is no place for what a conference is about: a request has room for who and where from, and for nothing else', async () => {
	const { rows } = await truth.query(
		`select column_name from information_schema.columns
		where table_schema = 'thread' and table_name in ('guest_slot', 'guest_request') and data_type = 'text' order by 1`,
	);
	expect([...new Set(rows.map(({ column_name: name }) => name))]).toEqual([
		'decider_email',
		'decider_name',
		'decision',
		'email',
		'host',
		'name',
		'organisation',
		'place',
		'profession',
	]);
});

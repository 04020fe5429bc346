import { describe, expect, test } from 'vitest';
import { certificates } from '#modules/conduct/output-certificate.server.ts';
import { shared, snapshotFor } from '#modules/conduct/read-now.server.ts';
import { nowOf } from '#modules/conduct/rules-now.ts';
import * as conduct from '#modules/conduct/write.server.ts';
import { meetingById } from '#modules/events/read.server.ts';
import { materialFile, materials } from '#modules/events/read-after.server.ts';
import { attendances } from '#modules/events/read-attendance.server.ts';
import { pulse } from '#modules/events/read-now.server.ts';
import { addMaterial, removeMaterial } from '#modules/events/write-after.server.ts';
import { noteAttendance } from '#modules/events/write-attendance.server.ts';
import { announce } from '#modules/events/write-now.server.ts';
import { beginRound } from '#modules/groups/write.server.ts';
import { regions } from '#modules/places/read.server.ts';
import { cards } from '#platform/calendar/card.ts';
import { inGroups } from '#platform/code.ts';
import type { Tx } from '#platform/db/database.ts';
import { asText } from '#platform/mail/message.ts';
import { makeDocument } from '#platform/pdf/pdf.ts';
import { database } from '../../../tests/database.ts';
import { beginAgo, DAY, type Made, makeMeeting, makeRegion, makeSeating, person } from '../../../tests/make.ts';
import { readPdf } from '../../../tests/pdf.ts';
import { refused } from '../../../tests/refused.ts';
import type { DoorKeeper, Participant } from './access.ts';
import { templates } from './output-after.server.ts';
import { attendees, certificateCodes, certified, contacts, isCertified, takeaways } from './read-after.server.ts';
import { doorKeeperBy, doors, doorToken } from './read-door.server.ts';
import { minutesOf } from './rules-after.ts';
import { erasePlaces } from './write.server.ts';
import { certify, takeAway, thank } from './write-after.server.ts';
import { noteScans, openDoor } from './write-door.server.ts';

const { database: db, truth } = await database(6);
const coordinator = await db.within([1], (tx) => makeRegion(tx));
const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
const now = new Date();
const PLAN = { minutes: 210, town: 'Lindenfurt', signer: 'Karla Koordination', signerFunction: 'Bildungsbüro' };

/** A meeting that is over, with people; the first of them came through a door. */
async function held(names: readonly string[], came = names.length, facts: Record<string, object> = {}) {
	const made = await within((tx) => makeMeeting(tx, coordinator, { input: { title: 'Treffen auf Augenhöhe' } }));
	const places: string[] = [];
	for (const [at, name] of names.entries())
		places.push((await within((tx) => conduct.register(tx, made.open, person(at, { name, ...facts[name] }), [], 'de'))).place as string);
	await within(async (tx) => {
		await beginAgo(tx, made, 5);
		if (came === 0) return;
		const by = (await doorKeeperBy(tx, 1, await doorToken(tx, 1, await openDoor(tx, made.organiser, '', now)), now)) as DoorKeeper;
		const blank = { kind: 'arrive', code: '', name: '', organisation: '', anyway: false, agoSeconds: 0 } as const;
		const scans = places.slice(0, came).map((place) => ({ ...blank, key: crypto.randomUUID(), place }));
		await noteScans(tx, by, scans, { now, language: 'de' });
	});
	return { ...made, meeting: { ...made.meeting, startsAt: new Date(Date.now() - 5 * 3600_000) }, places };
}

const as = (made: Made, place: string) => ({ region: 1, meeting: made.meeting.id, place, endsAt: made.meeting.endsAt }) as Participant;

describe('certificates', () => {
	const codeOf = async (place: string, name: string, minutes = PLAN.minutes) =>
		(await within((tx) => certificateCodes(tx, 1, [{ id: place, name }], minutes)))[0] as string;
	const isGood = (code: string, surname: string) => within((tx) => isCertified(tx, { code, surname }));

	test('those who came get one; where no door was kept, everybody with a place', async () => {
		const made = await held(['Ada Eins', 'Bo Zwei', 'Cem Drei'], 2);
		expect(await within((tx) => certify(tx, made.organiser, PLAN, now))).toBe(2);
		expect([...(await within((tx) => certified(tx, made.organiser)))].sort()).toEqual(made.places.slice(0, 2).sort());
		const without = await held(['Ada Eins', 'Bo Zwei', 'Cem Drei'], 0);
		expect(await within((tx) => certify(tx, without.organiser, PLAN, now))).toBe(3);
	});

	test('a code and any word of the name answer yes, anything else no', async () => {
		const made = await held(['Nguyễn Thị Ánh', 'Anna von der Heide-Lüders']);
		await within((tx) => certify(tx, made.organiser, PLAN, now));
		const [one, two] = [
			await codeOf(made.places[0] as string, 'Nguyễn Thị Ánh'),
			await codeOf(made.places[1] as string, 'Anna von der Heide-Lüders'),
		];
		expect(one).toMatch(/^[0-9A-HJKMNP-TV-Z]{15}$/);
		expect(await isGood(one, 'Nguyen')).toBe(true);
		expect(await isGood(inGroups(one, 5, '-').toLowerCase(), ' ÁNH ')).toBe(true);
		expect(await isGood(two, 'von der Heide-Lüders')).toBe(true);
		expect(await isGood(two, 'Luders')).toBe(true);
		for (const [code, surname] of [
			[one, 'Lüders'],
			[two, 'Nguyen'],
			[one, ''],
			[one, 'von der Heide'],
			// Every word that is typed must be of the name.
			[two, 'Heide Nguyen'],
			[`${one.slice(0, -1)}${one.endsWith('0') ? '1' : '0'}`, 'Nguyen'],
			['', 'Nguyen'],
		] as const)
			expect(await isGood(code, surname)).toBe(false);
	});

	test('what is stored names nobody, and can still be checked when the registration is gone', async () => {
		const made = await held(['Olena Geheimnis']);
		await within((tx) => certify(tx, made.organiser, PLAN, now));
		const code = await codeOf(made.places[0] as string, 'Olena Geheimnis');
		await within((tx) => erasePlaces(tx, new Date(Date.now() + 1000)));
		const { rows } = await truth.query('select * from registration.certificate where meeting_id = $1', [made.meeting.id]);
		expect(rows).toHaveLength(1);
		expect(rows[0].place_id).toBeNull();
		expect(JSON.stringify(rows)).not.toMatch(new RegExp(`geheimnis|olena|${code}|${made.places[0]}`, 'i'));
		expect(await isGood(code, 'Geheimnis')).toBe(true);
	});

	test('issued anew with other hours the earlier ones are no longer good; with the same they stay', async () => {
		const made = await held(['Ada Wechsel']);
		const place = made.places[0] as string;
		await within((tx) => certify(tx, made.organiser, PLAN, now));
		const [before, after] = [await codeOf(place, 'Ada Wechsel'), await codeOf(place, 'Ada Wechsel', 120)];
		await within((tx) => certify(tx, made.organiser, { ...PLAN, signer: 'Jemand' }, now));
		expect(await isGood(before, 'Wechsel')).toBe(true);
		await within((tx) => certify(tx, made.organiser, { ...PLAN, minutes: 120 }, now));
		expect([await isGood(before, 'Wechsel'), await isGood(after, 'Wechsel')]).toEqual([false, true]);
	});

	test('not for more time than the meeting took', async () => {
		const made = await held(['Ada Lang']);
		await refused(
			within((tx) => certify(tx, made.organiser, { ...PLAN, minutes: 255 }, now)),
			/So lange hat das Treffen nicht gedauert/,
		);
		expect(await within((tx) => certified(tx, made.organiser))).toEqual(new Set());
	});

	test('before the meeting there are none', async () => {
		const made = await within((tx) => makeMeeting(tx, coordinator));
		await refused(
			within((tx) => certify(tx, made.organiser, PLAN, now)),
			/sobald das Treffen begonnen hat/,
		);
	});

	test('as a batch and for one of them: hours, contents and a code on one page each, for every reader', async () => {
		const made = await held(['İlknur Şahin', 'Łukasz Żak', 'Олена Шевченко']);
		await within((tx) => certify(tx, made.organiser, PLAN, now));
		const draft = (place?: string) =>
			within(async (tx) => {
				const [region] = await regions(tx);
				const meeting = await meetingById(tx, made.meeting.id);
				if (!region || !meeting) throw new Error('nothing here');
				return certificates(tx, made.organiser, { region, meeting, language: 'de', now }, place);
			});
		const all = await draft();
		const batch = await readPdf(await makeDocument(all?.template ?? '', all?.data));
		expect(batch).toMatchObject({ isTagged: true, isUa1: true, language: 'de' });
		expect(batch.pages.map(({ text }) => text.includes('Umfang:') && text.includes('3,5 Zeitstunden'))).toEqual([true, true, true]);
		for (const name of ['İlknur Şahin', 'Łukasz Żak', 'Олена Шевченко'])
			expect(batch.pages.filter(({ text }) => text.includes(name))).toHaveLength(1);
		const mine = await draft(made.places[1]);
		const single = await readPdf(await makeDocument(mine?.template ?? '', mine?.data));
		expect(single.pages).toHaveLength(1);
		expect(single.pages[0]?.text).toContain('Łukasz Żak');
		expect(single.pages[0]?.text).toContain(inGroups(await codeOf(made.places[1] as string, 'Łukasz Żak'), 5, '-'));
		expect(single.pages[0]?.roles).toContain('H1');
	});

	test('the hours that are suggested leave breaks and meals out', () => {
		const at = (time: string) => new Date(`2027-03-16T${time}:00Z`);
		const part = (kind: string, from: string, until: string) => ({ kind, startsAt: at(from), endsAt: at(until) });
		const parts = [part('talk', '09:00', '10:00'), part('break', '10:00', '10:30'), part('meal', '12:00', '13:00')];
		expect(minutesOf({ startsAt: at('09:00'), endsAt: at('13:00') }, parts)).toBe(150);
	});
});

test('two who both share their contacts find each other; a third does not appear, and sees nobody', async () => {
	const share = { consentContact: true };
	const made = await held(['Ada Offen', 'Bo Offen', 'Cem Zu'], 3, {
		'Ada Offen': share,
		'Bo Offen': share,
		'Cem Zu': { consentList: true },
	});
	const seen = (at: number) => within(async (tx) => (await contacts(tx, as(made, made.places[at] as string))).map(({ name }) => name));
	expect([await seen(0), await seen(1), await seen(2)]).toEqual([['Bo Offen'], ['Ada Offen'], []]);
	// Whoever takes it back is gone at once, and sees nobody any more.
	const nothing = { consentList: false, consentContact: false, consentPhoto: false, consentMet: false };
	await within((tx) => conduct.changeConsents(tx, as(made, made.places[0] as string), nothing));
	expect([await seen(0), await seen(1)]).toEqual([[], []]);
});

test('cards for an address book keep names with commas, umlauts and long lines whole', () => {
	const text = cards([{ name: 'Müller, Jürgen; Dr.', organisation: `Schule; Haus ${'x'.repeat(90)}`, function: '', email: 'j@x.example' }]);
	expect(text).toMatch(/^BEGIN:VCARD\r\nVERSION:4\.0\r\nFN:Müller\\, Jürgen; Dr\.\r\n/);
	// In an organisation a semicolon would begin its department.
	expect(text.replaceAll('\r\n ', '')).toContain(`ORG:Schule\\; Haus ${'x'.repeat(90)}`);
	expect(text.trim().endsWith('END:VCARD')).toBe(true);
});

test('what somebody takes away stands there without a trace of them, unless they give their name', async () => {
	const made = await held(['Ada Laut', 'Bo Leise']);
	const lines = async () => (await truth.query('select count(*)::int as n from registration.change')).rows[0].n;
	const before = await lines();
	await within((tx) => takeAway(tx, as(made, made.places[1] as string), made.meeting, { text: 'Mehr Zeit.', withName: false }, now));
	await within((tx) => takeAway(tx, as(made, made.places[0] as string), made.meeting, { text: 'Mehr Mut.', withName: true }, now));
	const all = await within((tx) => takeaways(tx, made.organiser));
	expect(all.map(({ text, name }) => `${text} ${name}`).sort()).toEqual(['Mehr Mut. Ada Laut', 'Mehr Zeit. ']);
	const { rows } = await truth.query("select * from registration.takeaway where text = 'Mehr Zeit.'");
	expect(Object.keys(rows[0]).sort()).toEqual(['id', 'meeting_id', 'place_id', 'region_id', 'text']);
	expect(rows[0].place_id).toBeNull();
	expect(await lines()).toBe(before);
	await within((tx) => conduct.withdraw(tx, as(made, made.places[1] as string), now));
	await refused(
		within((tx) => takeAway(tx, as(made, made.places[1] as string), made.meeting, { text: 'Noch etwas.', withName: false }, now)),
		/nicht mehr/,
	);
});

test('materials are there for their meeting alone, until they are taken away', async () => {
	const [made, other] = [await held(['Ada']), await held(['Bo'])];
	await within((tx) => addMaterial(tx, made.organiser, { title: 'Folien', url: '' }, new TextEncoder().encode('%PDF-1.7')));
	await within((tx) => addMaterial(tx, made.organiser, { title: 'Im Netz', url: 'https://x.example/y' }, null));
	const [file, link] = await within((tx) => materials(tx, made.organiser));
	expect([file?.url, link?.url]).toEqual([null, 'https://x.example/y']);
	expect((await within((tx) => materialFile(tx, made.organiser, file?.id ?? '')))?.title).toBe('Folien');
	expect(await within((tx) => materialFile(tx, other.organiser, file?.id ?? ''))).toBeUndefined();
	expect(await within((tx) => materialFile(tx, made.organiser, link?.id ?? ''))).toBeUndefined();
	await within((tx) => removeMaterial(tx, other.organiser, file?.id ?? ''));
	expect(await within((tx) => materials(tx, made.organiser))).toHaveLength(2);
	await within((tx) => removeMaterial(tx, made.organiser, file?.id ?? ''));
	expect(await within((tx) => materials(tx, made.organiser))).toHaveLength(1);
});

test('thanks go to those who came and can be written to, and say where everything is', async () => {
	const made = await held(['Ada Da', 'Bo Da', 'Cem Weg'], 2);
	expect(await within((tx) => thank(tx, made.organiser, 'Bis zum nächsten Mal!', now))).toBe(2);
	const { rows } = await truth.query("select about from platform.mail where template = 'registration.thanks'");
	expect(rows.map(({ about }) => about.place).sort()).toEqual(made.places.slice(0, 2).sort());
	const letter = await within((tx) => templates['registration.thanks']?.(tx, 1, rows[0].about, now) ?? Promise.resolve(null));
	const text = letter ? asText(letter, 'Büro') : '';
	expect(text).toContain('Bis zum nächsten Mal!');
	expect(text).toMatch(/meine-anmeldung\/[0-9a-f]{32}\./);
});

test('once the links have ended nobody is sent one', async () => {
	const made = await held(['Ada Spät']);
	const late = new Date(made.meeting.endsAt.getTime() + 31 * DAY);
	await refused(
		within((tx) => thank(tx, made.organiser, '', late)),
		/Links zu diesem Treffen gelten nicht mehr/,
	);
});

describe('closing a meeting', () => {
	test('ends its day: no doors, no announcements, no rounds, nobody is sent anywhere', async () => {
		const made = await held(['Ada', 'Bo']);
		const place = made.places[0] as string;
		await within((tx) => makeSeating(tx, made, 1, 2));
		await within((tx) => beginRound(tx, made.organiser, 1, 600, now));
		await within((tx) => announce(tx, made.organiser, 'Der Bus wartet.'));
		const seen = async () => {
			const all = await within((tx) => shared(tx, made.meeting.id, [place]));
			const one = all && snapshotFor(all, place, now);
			return one && { ...nowOf(one, now.toISOString()), announcements: one.announcements.length, round: one.round?.number };
		};
		expect(await seen()).toMatchObject({ isOver: false, announcements: 1, round: 1, mine: [{ table: 1 }] });
		const before = await within((tx) => pulse(tx, made.meeting.id));
		await within((tx) => conduct.closeMeeting(tx, made.organiser, now));
		expect(await within((tx) => pulse(tx, made.meeting.id))).not.toBe(before);
		expect(await seen()).toMatchObject({ isOver: true, announcements: 0, round: undefined, mine: [] });
		const late: ((tx: Tx) => Promise<unknown>)[] = [
			(tx) => openDoor(tx, made.organiser, 'Spät', now),
			(tx) => announce(tx, made.organiser, 'Noch etwas.'),
			(tx) => beginRound(tx, made.organiser, 2, 20, now),
			(tx) => makeSeating(tx, made, 1, 3),
		];
		for (const work of late) await refused(within(work), /abgeschlossen; am Tag ändert sich nichts mehr/);
	});

	test('turns about into exact, once, and ends its doors', async () => {
		const made = await held(['Ada', 'Bo', 'Cem'], 2);
		await within((tx) => noteAttendance(tx, made.organiser, { people: 50, precision: 'about' }, now));
		expect(await within((tx) => doors(tx, made.organiser, now))).toHaveLength(1);
		await within((tx) => conduct.closeMeeting(tx, made.organiser, now));
		expect((await within((tx) => attendances(tx, [made.meeting.id]))).get(made.meeting.id)).toEqual({ people: 2, precision: 'exact' });
		expect(await within((tx) => doors(tx, made.organiser, new Date()))).toEqual([]);
		await refused(
			within((tx) => conduct.closeMeeting(tx, made.organiser, now)),
			/schon abgeschlossen/,
		);
	});

	test('leaves what was noted where no door was kept, and waits until the meeting is over', async () => {
		const made = await held(['Ada'], 0);
		await within((tx) => noteAttendance(tx, made.organiser, { people: 50, precision: 'about' }, now));
		await within((tx) => conduct.closeMeeting(tx, made.organiser, now));
		expect((await within((tx) => attendances(tx, [made.meeting.id]))).get(made.meeting.id)).toEqual({ people: 50, precision: 'about' });
		const ahead = await within((tx) => makeMeeting(tx, coordinator));
		await refused(
			within((tx) => conduct.closeMeeting(tx, ahead.organiser, now)),
			/sobald das Treffen zu Ende ist/,
		);
	});
});

test('whoever came is known from the door, and by whom mail can be written', async () => {
	const made = await held(['Ada', 'Bo'], 1);
	expect((await within((tx) => attendees(tx, made.organiser))).map(({ name, email }) => `${name} ${email}`)).toEqual([
		'Ada person-0@schule.example',
	]);
});

import { describe, expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import { addressees, audiences } from '#modules/organisations/read-audience.server.ts';
import { audience } from '#modules/organisations/schema-audience.ts';
import { keepAudience } from '#modules/organisations/write-audience.server.ts';
import * as people from '#modules/people/write.server.ts';
import { areas } from '#modules/places/read.server.ts';
import { saveMunicipality } from '#modules/places/write.server.ts';
import { eraseDue } from '#modules/privacy/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { read } from '#platform/form.ts';
import { Rejected } from '#platform/rejected.ts';
import { database } from '../../../tests/database.ts';
import { DAY, type Made, makeColleague, makeMeeting, makeRegion, person } from '../../../tests/make.ts';
import type { Invitee } from './access.ts';
import { templates as registrationTemplates } from './output.server.ts';
import { templates } from './output-invitation.server.ts';
import { invitationById, invitationToken, invited, inviteeBy, mailings } from './read-invitation.server.ts';
import { fillIn, silent, unknownPlaceholders } from './rules-invitation.ts';
import * as invitations from './write-invitation.server.ts';

const { database: db, truth } = await database(6);
const within = <T>(work: (tx: Tx) => Promise<T>) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));
const now = new Date();
const today = now.toISOString().slice(0, 10);
let made = 0;
const colleague = (facts: Parameters<typeof makeColleague>[3] = {}) => within((tx) => makeColleague(tx, coordinator, `i${++made}`, facts));
const invite = (meeting: Made, persons: string[]) =>
	within((tx) => invitations.invite(tx, meeting.organiser, coordinator, persons, '', now));
const list = (meeting: Made) => within((tx) => invited(tx, meeting.organiser));
const answers = async (meeting: Made) => Object.fromEntries((await list(meeting)).map((one) => [one.person, one.answer]));
const inviteeOf = async (meeting: Made, who: string) => {
	const id = (await list(meeting)).find((one) => one.person === who)?.id as string;
	return within(async (tx) => (await inviteeBy(tx, 1, await invitationToken(tx, 1, id)))?.by as Invitee);
};
const mailsOf = async (template: string, who: string) =>
	(
		await truth.query(
			`select about from platform.mail join registration.invitation on invitation.id::text = about->>'invitation'
			where template = $1 and person_id = $2`,
			[template, who],
		)
	).rows.map(({ about }) => about as Record<string, string>);

describe('an audience', () => {
	test('kinds of conditions narrow together, within a kind one is enough, and everybody is there once', async () => {
		await within((tx) => saveMunicipality(tx, coordinator, { ags: '01234567', municipality: 'Nordheim', area: 'Nord' }, today));
		const [north] = await within((tx) => areas(tx, 'planningArea'));
		const head = await colleague({ function: 'Schulleitung', ags: '01234567' });
		const away = await colleague({ function: 'schulleitung' });
		const social = await colleague({ function: 'Schulsozialarbeit', ags: '01234567' });
		const office = await colleague({ function: 'ASD', type: 'youthWelfareOffice' });
		const known = new Set([head, away, social, office]);
		const of = async (choice: { types?: string[]; functions?: string[]; areas?: string[] }) => {
			const chosen = read(audience, { types: [], functions: [], areas: [], ...choice } as never);
			return (await within((tx) => addressees(tx, coordinator, chosen, today))).map((one) => one.person).filter((id) => known.has(id));
		};
		expect((await of({})).sort()).toEqual([...known].sort());
		expect((await of({ functions: ['SCHULLEITUNG'] })).sort()).toEqual([head, away].sort());
		expect(await of({ functions: ['Schulleitung'], areas: [north?.id as string] })).toEqual([head]);
		expect((await of({ types: ['school', 'nonsense'], areas: [north?.id as string, 'x'] })).sort()).toEqual([head, social].sort());
		await within((tx) => keepAudience(tx, coordinator, 'Leitungen', read(audience, { types: [], functions: ['x'], areas: [] } as never)));
		await within((tx) =>
			keepAudience(tx, coordinator, 'Leitungen', read(audience, { types: ['school'], functions: [], areas: [] } as never)),
		);
		expect(await within((tx) => audiences(tx, coordinator))).toMatchObject([{ name: 'Leitungen', types: ['school'], functions: [] }]);
	});
});

describe('inviting', () => {
	test('each person once, however often and at once one clicks; nobody of another region, nobody who wants none', async () => {
		const meeting = await within((tx) => makeMeeting(tx, coordinator));
		const [a, b, c] = [await colleague(), await colleague(), await colleague()];
		await within((tx) => people.unsubscribe(tx, 1, `person-i${made}@schule.example`));
		const foreign = await db.within([2], async (tx) => makeColleague(tx, await makeRegion(tx, { id: 2, host: 'zwei.example' }), 'fremd'));
		const done = await Promise.allSettled([invite(meeting, [a, b, c, foreign]), invite(meeting, [a, b, c]), invite(meeting, [b, a])]);
		expect(done.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))).toEqual([2]);
		expect(await answers(meeting)).toEqual({ [a]: 'silent', [b]: 'silent' });
		expect(await mailsOf('registration.invitation', a)).toHaveLength(1);
		// What was refused left nothing behind, no mailing without mails either.
		expect(await within((tx) => mailings(tx, meeting.organiser))).toMatchObject([{ kind: 'invitation', total: 2, waiting: 2, sent: 0 }]);
	});

	test('not to a draft, nor when nobody can register any more; what is still in the outbox then is not sent', async () => {
		const draft = await within((tx) => makeMeeting(tx, coordinator, { published: false }));
		await expect(invite(draft, [await colleague()])).rejects.toThrow(Rejected);
		const meeting = await within((tx) => makeMeeting(tx, coordinator));
		const who = await colleague();
		await invite(meeting, [who]);
		const [about = {}] = await mailsOf('registration.invitation', who);
		const later = new Date(meeting.meeting.startsAt.getTime() - 60_000);
		await expect(
			within(async (tx) =>
				invitations.invite(tx, meeting.organiser, coordinator, [await makeColleague(tx, coordinator, 'zu spät')], '', later),
			),
		).rejects.toThrow(Rejected);
		expect(await within(async (tx) => templates['registration.invitation']?.(tx, 1, about, later))).toBeNull();
	});

	test('by one’s own link one learns nothing about somebody else’s address', async () => {
		const meeting = await within((tx) => makeMeeting(tx, coordinator));
		const [a, b] = [await colleague(), await colleague()];
		await invite(meeting, [a, b]);
		await within((tx) => conduct.register(tx, meeting.open, person('bekannt'), [], 'de'));
		const seenBy = async (who: string, address: string) => {
			await within((tx) => conduct.register(tx, meeting.open, person(address), [], 'de'));
			await within(async (tx) => invitations.accept(tx, await inviteeOf(meeting, who), `person-${address}@schule.example`));
			const { invitation } = await inviteeOf(meeting, who);
			return within(async (tx) => (await invitationById(tx, invitation))?.ownAnswer);
		};
		expect([await seenBy(a, 'bekannt'), await seenBy(b, 'unbekannt')]).toEqual(['answered', 'answered']);
	});

	test('a registration that holds counts more than one given back, by whichever way it was made', async () => {
		const meeting = await within((tx) => makeMeeting(tx, coordinator));
		const who = await colleague();
		const email = `i${made}`;
		await invite(meeting, [who]);
		const other = await within((tx) => conduct.register(tx, meeting.open, person('privat'), [], 'de'));
		await within(async (tx) => invitations.accept(tx, await inviteeOf(meeting, who), 'person-privat@schule.example'));
		expect(await answers(meeting)).toEqual({ [who]: 'confirmed' });
		await within((tx) => conduct.withdraw(tx, { region: 1, meeting: meeting.meeting.id, place: other.place as string }, now));
		expect(await answers(meeting)).toEqual({ [who]: 'withdrawn' });
		await within((tx) => conduct.register(tx, meeting.open, person(email), [], 'de'));
		expect(await answers(meeting)).toEqual({ [who]: 'confirmed' });
	});

	test('only the silent are reminded: not who registered under whatever address, declined, or wants no mails', async () => {
		const meeting = await within((tx) => makeMeeting(tx, coordinator));
		const all: string[] = [];
		const numbers: number[] = [];
		for (let count = 0; count < 6; count++) {
			all.push(await colleague());
			numbers.push(made);
		}
		const [byLink, byPage, declined, gone, silently, late] = all as [string, string, string, string, string, string];
		await invite(meeting, all);
		await within((tx) => conduct.register(tx, meeting.open, person('andere-adresse'), [], 'de'));
		await within(async (tx) => invitations.accept(tx, await inviteeOf(meeting, byLink), 'person-andere-adresse@schule.example'));
		await within((tx) => conduct.register(tx, meeting.open, person(`i${numbers[1]}`), [], 'de'));
		await within(async (tx) => invitations.decline(tx, await inviteeOf(meeting, declined), now));
		await within(async (tx) => invitations.setSubscribed(tx, await inviteeOf(meeting, gone), false));
		expect(await answers(meeting)).toEqual({
			[byLink]: 'confirmed',
			[byPage]: 'confirmed',
			[declined]: 'declined',
			[gone]: 'silent',
			[silently]: 'silent',
			[late]: 'silent',
		});
		const seen = silent(await list(meeting));
		expect(seen.map((one) => one.person).sort()).toEqual([silently, late].sort());
		// One answers between the page and the click.
		await within(async (tx) => invitations.decline(tx, await inviteeOf(meeting, late), now));
		const looked = { ids: seen.map(({ id }) => id), at: now };
		const later = new Date(now.getTime() + 1000);
		const remind = () => within((tx) => invitations.remind(tx, meeting.organiser, looked, '', later));
		// Two clicks on the page of one moment: the second finds nobody left.
		const done = await Promise.allSettled([remind(), remind()]);
		expect(done.map((one) => (one.status === 'fulfilled' ? one.value : one.reason instanceof Rejected))).toEqual(
			expect.arrayContaining([1, true]),
		);
		expect(await mailsOf('registration.reminder', silently)).toHaveLength(1);
		for (const who of [byLink, byPage, declined, gone, late]) expect(await mailsOf('registration.reminder', who)).toEqual([]);
	});

	test('whoever stops invitations gets none that is still in the outbox, and none ever again', async () => {
		const meeting = await within((tx) => makeMeeting(tx, coordinator));
		const who = await colleague();
		await invite(meeting, [who]);
		const [about = {}] = await mailsOf('registration.invitation', who);
		const write = () => within(async (tx) => templates['registration.invitation']?.(tx, 1, about, now));
		expect(await write()).toMatchObject({ subject: 'Einladung: Probetreffen', isOneClick: true });
		const by = await inviteeOf(meeting, who);
		await within((tx) => invitations.setSubscribed(tx, by, false));
		expect(await write()).toBeNull();
		const next = await within((tx) => makeMeeting(tx, coordinator));
		await expect(invite(next, [who])).rejects.toThrow(Rejected);
		await within((tx) => invitations.setSubscribed(tx, by, true));
		expect(await invite(next, [who])).toBe(1);
	});

	test('an invitation goes with its meeting after twelve months; that somebody wants none stays', async () => {
		const meeting = await within((tx) => makeMeeting(tx, coordinator));
		const who = await colleague();
		await invite(meeting, [who]);
		const by = await inviteeOf(meeting, who);
		await within((tx) => invitations.setSubscribed(tx, by, false));
		const count = async (table: string) =>
			(await truth.query(`select from registration.${table} where meeting_id = $1`, [meeting.meeting.id])).rowCount;
		await within((tx) => eraseDue(tx, new Date(meeting.meeting.endsAt.getTime() + 360 * DAY)));
		expect([await count('invitation'), await count('mailing')]).toEqual([1, 1]);
		await within((tx) => eraseDue(tx, new Date(meeting.meeting.endsAt.getTime() + 370 * DAY)));
		expect([await count('invitation'), await count('mailing')]).toEqual([0, 0]);
		expect((await truth.query('select from people.unsubscription where email = $1', [by.email])).rowCount).toBe(1);
	});
});

describe('a region’s own words', () => {
	test('stand in the mail, with names filled in once and nothing read a second time', async () => {
		const meeting = await within((tx) => makeMeeting(tx, coordinator, { input: { title: 'Treffen {name}' } }));
		const who = await colleague();
		await invite(meeting, [who]);
		await within((tx) =>
			invitations.saveMailText(
				tx,
				coordinator,
				{ kind: 'invitation', language: 'de', subject: '{title} & Sie', body: 'Moin {name}!' },
				now,
			),
		);
		const [about = {}] = await mailsOf('registration.invitation', who);
		const mail = await within(async (tx) => templates['registration.invitation']?.(tx, 1, about, now));
		expect(mail?.subject).toBe('Treffen {name} & Sie');
		expect(mail?.blocks[0]).toEqual({ text: expect.stringContaining(`Moin Person i${made}!`) });
		await within((tx) => invitations.forgetMailText(tx, coordinator, 'invitation', 'de'));
		expect((await within(async (tx) => templates['registration.invitation']?.(tx, 1, about, now)))?.subject).toBe(
			'Einladung: Treffen {name}',
		);
	});

	test('also in mails about a registration', async () => {
		const meeting = await within((tx) => makeMeeting(tx, coordinator));
		await within((tx) =>
			invitations.saveMailText(tx, coordinator, { kind: 'confirmed', language: 'de', subject: 'Dabei: {title}', body: 'Schön.' }, now),
		);
		const { place } = await within((tx) => conduct.register(tx, meeting.open, person('eigen'), [], 'de'));
		const mail = await within(async (tx) => registrationTemplates['registration.confirmed']?.(tx, 1, { place: place as string }, now));
		expect(mail?.subject).toBe('Dabei: Probetreffen');
	});

	test('know only the names of their kind of mail', () => {
		expect(unknownPlaceholders('confirmed', '{title} {until} {name} { name }')).toEqual(['until', ' name ']);
		expect(fillIn('{a} {b} {toString}', { a: '{b}', b: 'x' })).toBe('{b} x {toString}');
	});
});

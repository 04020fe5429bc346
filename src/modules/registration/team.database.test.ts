import { expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import { asText } from '#platform/mail/message.ts';
import { Rejected } from '#platform/rejected.ts';
import { database } from '../../../tests/database.ts';
import { makeMeeting, makeRegion, person } from '../../../tests/make.ts';
import type { Participant } from './access.ts';
import { templates } from './output.server.ts';
import { changeConsents, changeDetails } from './write.server.ts';

const { database: db, truth } = await database(20);
const coordinator = await db.within([1], (tx) => makeRegion(tx));

const deadlocks = async () =>
	(await truth.query('select deadlocks::int from pg_stat_database where datname = current_database()')).rows[0].deadlocks as number;

const members = ['Ada', 'Ben', 'Cem', 'Dana'].map((name) => ({
	name,
	email: `${name.toLowerCase()}@schule.example`,
	function: '',
	profession: 'teaching' as const,
}));
const team = { registrar: 'Rosa Rektor', organisation: 'Lindenschule', area: null, members };

test('a school registers four: as many as there are places, in their order, each told by whom, none with a consent', async () => {
	const made = await db.within([1], (tx) => makeMeeting(tx, coordinator, { capacity: 3, workshops: [5] }));
	await db.within([1], (tx) => conduct.register(tx, made.open, person('vorher'), [], 'de'));
	const key = crypto.randomUUID();
	const send = () => db.within([1], (tx) => conduct.registerTeam(tx, made.open, team, key, 'de'));
	await send();
	// The same form sent again registers nobody twice.
	await send();
	const { rows } = await truth.query(
		`select place.id, name, state, registered_by_name as by, organisation_name as organisation,
			(select count(*)::int from registration.consent where place_id = place.id) as consents,
			(select count(*)::int from platform.mail where about->>'place' = place.id::text) as mails
		from registration.place where meeting_id = $1 and email <> 'person-vorher@schule.example' order by name`,
		[made.meeting.id],
	);
	const facts = { by: 'Rosa Rektor', organisation: 'Lindenschule', consents: 0, mails: 1 };
	expect(rows.map(({ id: _, ...row }) => row)).toEqual([
		{ name: 'Ada', state: 'confirmed', ...facts },
		{ name: 'Ben', state: 'confirmed', ...facts },
		{ name: 'Cem', state: 'waiting', ...facts },
		{ name: 'Dana', state: 'waiting', ...facts },
	]);
	const mail = await db.within([1], async (tx) => templates['registration.confirmed']?.(tx, 1, { place: rows[0].id }, new Date()));
	expect(mail && asText(mail, 'Büro')).toContain('Rosa Rektor hat Sie angemeldet.');
});

test('teams and single people of the same addresses at once: nobody meets an error, nobody is doubled, and it is quick', async () => {
	const made = await db.within([1], (tx) => makeMeeting(tx, coordinator, { capacity: 100 }));
	const all = Array.from({ length: 12 }, (_, at) => ({
		name: `Person ${at}`,
		email: `person-${at}@schule.example`,
		function: '',
		profession: 'teaching' as const,
	}));
	const rotated = (by: number) => [...all.slice(by), ...all.slice(0, by)];
	const teams = Array.from({ length: 8 }, (_, by) =>
		db.within([1], (tx) => conduct.registerTeam(tx, made.open, { ...team, members: rotated(by) }, null, 'de')),
	);
	const singles = all.map((_, at) => db.within([1], (tx) => conduct.register(tx, made.open, person(at), [], 'de')));
	await Promise.all([...teams, ...singles]);
	const { rows } = await truth.query('select count(*)::int as people from registration.place where meeting_id = $1', [made.meeting.id]);
	const offer = await truth.query('select taken from registration.offer where meeting_id = $1', [made.meeting.id]);
	expect([rows[0].people, offer.rows[0].taken]).toEqual([12, 12]);
	expect(await deadlocks()).toBe(0);
});

test('a known colleague saves while teams name her, many at once: no deadlock, no error', async () => {
	const made = await db.within([1], (tx) => makeMeeting(tx, coordinator, { capacity: 100 }));
	const { place } = await db.within([1], (tx) => conduct.register(tx, made.open, person('known'), [], 'de'));
	const { email: _, key: __, ...details } = person('known', { function: 'Neu' });
	const by = { region: 1, meeting: made.meeting.id, place: place as string, endsAt: made.meeting.endsAt } as Participant;
	const before = await deadlocks();
	await Promise.all(
		Array.from({ length: 12 }, (_, at) => [
			db.within([1], (tx) =>
				conduct.registerTeam(
					tx,
					made.open,
					{
						...team,
						members: [
							{ ...members[0], email: 'person-known@schule.example' } as never,
							{ ...members[1], email: `neu-${at}@schule.example` } as never,
						],
					},
					null,
					'de',
				),
			),
			db.within([1], (tx) => changeDetails(tx, by, details, new Date())),
		]).flat(),
	);
	expect(await deadlocks()).toBe(before);
});

test('whoever withdraws while they save gets nothing back', async () => {
	const made = await db.within([1], (tx) => makeMeeting(tx, coordinator, {}));
	const { place } = await db.within([1], (tx) => conduct.register(tx, made.open, person('geht'), [], 'de'));
	const { email: _, key: __, ...details } = person('geht', { dietary: 'glutenfrei', consentContact: true });
	const by = { region: 1, meeting: made.meeting.id, place: place as string, endsAt: made.meeting.endsAt } as Participant;
	const gone = db.within([1], (tx) => conduct.withdraw(tx, by, new Date()));
	await gone;
	await expect(db.within([1], (tx) => changeDetails(tx, by, details, new Date()))).rejects.toThrow(Rejected);
	await expect(
		db.within([1], (tx) => changeConsents(tx, by, { consentList: true, consentContact: true, consentPhoto: true, consentMet: false })),
	).rejects.toThrow(Rejected);
	const { rows } = await truth.query(
		'select (select count(*)::int from registration.need where place_id = $1) + (select count(*)::int from registration.consent where place_id = $1) as n',
		[place],
	);
	expect(rows[0].n).toBe(0);
});

test('whoever withdrew and is registered by a colleague has no wishes left from before', async () => {
	const made = await db.within([1], (tx) => makeMeeting(tx, coordinator, { workshops: [5, 5] }));
	const first = await db.within([1], (tx) =>
		conduct.register(tx, made.open, { ...person('x'), email: 'ada@schule.example' }, made.workshops, 'de'),
	);
	await db.within([1], (tx) => conduct.withdraw(tx, { region: 1, meeting: made.meeting.id, place: first.place as string }, new Date()));
	await db.within([1], (tx) => conduct.registerTeam(tx, made.open, team, null, 'de'));
	expect((await truth.query('select from workshops.wish where place_id = $1', [first.place])).rowCount).toBe(0);
});

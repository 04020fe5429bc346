import { expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import { asText } from '#platform/mail/message.ts';
import { database } from '../../../tests/database.ts';
import { makeMeeting, makeRegion, person } from '../../../tests/make.ts';
import { templates } from './output.server.ts';

const { database: db, truth } = await database();
const coordinator = await db.within([1], (tx) => makeRegion(tx));

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
	expect(await send()).toEqual({ confirmed: 2, waiting: 2 });
	// The same form sent again registers nobody twice and hears the same.
	expect(await send()).toEqual({ confirmed: 2, waiting: 2 });
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

import { expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import * as people from '#modules/people/write.server.ts';
import { addMunicipality, addPlanningArea } from '#modules/places/write.server.ts';
import { eraseDue } from '#modules/privacy/write.server.ts';
import { addWorkshop } from '#modules/workshops/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { Rejected } from '#platform/rejected.ts';
import { database } from '../../../tests/database.ts';
import { DAY, makeMeeting, makeRegion } from '../../../tests/make.ts';
import type { Follower } from './access.ts';
import { templates } from './output-follow.server.ts';
import { followerBy, followerToken } from './read-follow.server.ts';
import type { Subject } from './schema-follow.ts';
import { addTopic } from './write.server.ts';
import { ask, confirm, stop } from './write-follow.server.ts';
import * as formats from './write-format.server.ts';

const { database: db, truth } = await database(6);
const within = <T>(work: (tx: Tx) => Promise<T>) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));
const now = new Date();

const nord = async (tx: Tx) => {
	await addMunicipality(tx, 1, { ags: '01234567', name: 'Nordheim' });
	return addPlanningArea(tx, 1, 'Nord', ['01234567'], '2020-01-01');
};

const idOf = async (email: string) =>
	(await truth.query('select id from events.follower where email = $1 order by asked_at desc limit 1', [email])).rows[0]?.id as string;
const wants = async (email: string, subject: Subject, isConfirmed = true) => {
	await within((tx) => ask(tx, 1, { email, subject }, 'de'));
	const id = await idOf(email);
	if (isConfirmed) await within(async (tx) => confirm(tx, (await followerBy(tx, 1, await followerToken(tx, 1, id))) as Follower, now));
	return id;
};
const told = async (meeting: string) =>
	(
		await truth.query(
			`select follower.email from platform.mail join events.follower on follower.id::text = about->>'follower'
			where template = 'events.announced' and about->>'meeting' = $1 order by follower.email`,
			[meeting],
		)
	).rows.map(({ email }) => email.split('@')[0]);

test('whoever follows a meeting’s format, area or topic, or all, hears of it once when it is published; nobody else does', async () => {
	const { area, format, topic } = await within(async (tx) => ({
		area: await nord(tx),
		format: await formats.addFormat(tx, coordinator, { name: 'Sozialraumkonferenz', cadence: null }),
		topic: await addTopic(tx, coordinator, 'Resilienz'),
	}));
	await wants('alles@x.example', null);
	await wants('format@x.example', { kind: 'format', id: format });
	await wants('raum@x.example', { kind: 'area', id: area });
	await wants('thema@x.example', { kind: 'topic', id: topic });
	// Two reasons, one mail.
	await wants('doppelt@x.example', null);
	await wants('doppelt@x.example', { kind: 'topic', id: topic });
	await wants('unbestaetigt@x.example', null, false);

	const plain = await within((tx) => makeMeeting(tx, coordinator, { published: false }));
	await within((tx) => conduct.publishMeeting(tx, plain.organiser, now));
	expect(await told(plain.meeting.id)).toEqual(['alles', 'doppelt']);

	const made = await within(async (tx) => {
		const made = await makeMeeting(tx, coordinator, { published: false });
		const edition = await formats.planEdition(tx, coordinator, { format, area, number: null, planned: { year: 2030 } });
		await formats.holdEdition(tx, made.organiser, edition);
		const facts = { description: '', leader: null, room: '', capacity: 5, minimum: 0, phases: [] };
		await addWorkshop(tx, made.organiser, { ...facts, title: 'Stark bleiben', topic: 'Resilienz' });
		return made;
	});
	await within((tx) => conduct.publishMeeting(tx, made.organiser, now));
	expect(await told(made.meeting.id)).toEqual(['alles', 'doppelt', 'format', 'raum', 'thema']);

	// What was decided between publishing and sending still counts.
	const letter = async (email: string) => {
		const follower = await idOf(email);
		return within(async (tx) => templates['events.announced']?.(tx, 1, { follower, meeting: made.meeting.id }, now));
	};
	expect(await letter('raum@x.example')).toMatchObject({ subject: 'Neu: Probetreffen', isOneClick: true });
	await within((tx) => people.unsubscribe(tx, 1, 'raum@x.example'));
	expect(await letter('raum@x.example')).toBeNull();
	await within(async (tx) => stop(tx, (await followerBy(tx, 1, await followerToken(tx, 1, await idOf('thema@x.example')))) as Follower));
	expect(await letter('thema@x.example')).toBeNull();
});

test('nothing is sent to an address whose owner has not confirmed, and after seven days it is forgotten; asking twice asks once', async () => {
	const id = await wants('neugierig@x.example', null, false);
	await wants('neugierig@x.example', null, false);
	const { rowCount } = await truth.query("select from platform.mail where template = 'events.follow' and about->>'follower' = $1", [id]);
	expect(rowCount).toBe(1);
	await within((tx) => eraseDue(tx, new Date(now.getTime() + 6 * DAY)));
	expect(await idOf('neugierig@x.example')).toBe(id);
	await within((tx) => eraseDue(tx, new Date(now.getTime() + 8 * DAY)));
	expect(await idOf('neugierig@x.example')).toBeUndefined();
});

test('what is none of the region’s cannot be followed, and a link of another region opens nothing', async () => {
	const foreign = await db.within([2], async (tx) => {
		const theirs = await makeRegion(tx, { id: 2, host: 'zwei.example' });
		return formats.addFormat(tx, theirs, { name: 'Fremd', cadence: null });
	});
	await expect(within((tx) => ask(tx, 1, { email: 'a@x.example', subject: { kind: 'format', id: foreign } }, 'de'))).rejects.toThrow(
		Rejected,
	);
	const id = await wants('b@x.example', null);
	const token = await within((tx) => followerToken(tx, 1, id));
	expect(await db.within([2], (tx) => followerBy(tx, 2, token))).toBeUndefined();
});

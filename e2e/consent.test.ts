// What somebody agreed to, and takes back: a name in the programme, a face in a photo.
import { expect, test } from 'vitest';
import * as events from '#modules/events/write.server.ts';
import { withdrawPhoto } from '#modules/events/write-photo.server.ts';
import { addContribution } from '#modules/events/write-programme.server.ts';
import { makeMeeting, makePhoto, makeRegion } from '../tests/make.ts';
import { ask, startSite } from '../tests/site.ts';

const NAME = 'Kanarius Redner';
const ALT = 'Kanarius am Pult';

test('invariant 14: a name and a photo whose consent is taken back are gone from all that is published, at once', async () => {
	const { server, database } = await startSite();
	const { origin } = server;
	const within = <T>(work: Parameters<typeof database.within<T>>[1]) => database.within([1], work);
	const made = await within(async (tx) => makeMeeting(tx, await makeRegion(tx, { origin })));
	const now = new Date();
	const [speaker, photo] = await within(async (tx) => {
		const id = await events.addSpeaker(tx, made.organiser, { speakerName: NAME, affiliation: '', about: '', nameConsent: true }, now);
		const item = { kind: 'talk', title: 'Vortrag', description: '', start: '9:00', end: '10:00', track: '', room: '' } as const;
		await events.addAgendaItem(tx, made.organiser, { ...item, speaker: id });
		await addContribution(tx, made.organiser, { role: 'moderator', contributor: id, function: 'Leitung' });
		return [id, await makePhoto(tx, made.organiser, ALT)];
	});
	const event = `/veranstaltungen/${made.meeting.slug}`;
	const paths = ['/', '/veranstaltungen', event, `${event}.ics`, '/kalender.ics', '/veranstaltungen.json', '/faden', '/faden/faden.json'];
	const told = async () => {
		const bodies = await Promise.all(paths.map(async (path) => (await ask(origin + path)).body));
		return [NAME, ALT].map((text) => bodies.filter((body) => body.includes(text)).length);
	};
	const before = await told();
	for (const count of before) expect(count).toBeGreaterThan(0);
	const picture = origin + (/src="(\/veranstaltungen\/[^"]+\/fotos\/[^"?]+)/.exec((await ask(origin + event)).body)?.[1] ?? '');
	expect((await fetch(picture)).status).toBe(200);
	await within(async (tx) => {
		await events.setSpeakerConsent(tx, made.organiser, speaker, false, now);
		await withdrawPhoto(tx, made.organiser, photo, now);
	});
	expect(await told()).toEqual([0, 0]);
	expect((await fetch(picture)).status).toBe(404);
	await database.close();
	expect(await server.end()).toBe(0);
});

// Calendars that others read: the feed, the file and the mailed parts, read back by two parsers that are not the writer,
// across a change of time, of venue, and a cancellation.
import { expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import { fromParts } from '#platform/time/time.ts';
import { readBack } from '../tests/calendar.ts';
import { makeMeeting, makeRegion, meetingInput, person } from '../tests/make.ts';
import { until } from '../tests/server.ts';
import { ask, sessionFor, startSite } from '../tests/site.ts';
import { startSink } from '../tests/smtp.ts';

test('feed and mailed parts stay true when time and venue change and when the meeting is called off', async () => {
	const sink = await startSink();
	const { server, database } = await startSite({ SMTP_URL: sink.url });
	const year = String(new Date().getFullYear() + 1);
	// Winter at first, summer later: the zone's rules must carry both.
	const winter = { startsAt: fromParts('16', '2', year, '9:30') as Date, endsAt: fromParts('16', '2', year, '13:00') as Date };
	const summer = { startsAt: fromParts('17', '6', year, '8:00') as Date, endsAt: fromParts('17', '6', year, '12:00') as Date };
	const odd = 'Treffen; mit "Komma", Umlauten äöü & \\ Strichen\u00a0😀 und einem so langen Titel, dass er gefaltet werden muss';
	const made = await database.within([1], async (tx) => {
		const coordinator = await makeRegion(tx, { origin: server.origin });
		return { coordinator, ...(await makeMeeting(tx, coordinator, { input: { title: odd, ...winter } })) };
	});
	const window = { capacity: 60, opensAt: new Date(Date.now() - 1000), closesAt: winter.startsAt };
	const register = (name: string) => database.within([1], (tx) => conduct.register(tx, made.open, person(name), [], 'de'));
	await register('a');
	const mail = (subject: string, count = 1) =>
		until(`${count} × "${subject}"`, () => {
			const found = sink.to('person-a@schule.example').filter((one) => one.subject?.startsWith(subject));
			return found.length >= count && found.at(-1);
		});
	const feed = async () => (await ask(`${server.origin}/kalender.ics`)).body;
	const file = async () => (await ask(`${server.origin}/veranstaltungen/${made.meeting.slug}.ics`)).body;

	const first = await readBack((await mail('Ihr Platz')).calendar ?? '');
	expect(first).toMatchObject({
		sequence: 0,
		starts: winter.startsAt.toISOString(),
		ends: winter.endsAt.toISOString(),
		status: 'CONFIRMED',
		method: 'REQUEST',
	});
	expect(first.location).toBe('Haus der Begegnung, Am Markt 1, 12345 Probe');
	expect(await readBack(await feed())).toEqual({ ...first, method: 'PUBLISH' });
	expect(await readBack(await file())).toEqual({ ...first, method: 'PUBLISH' });

	await database.within([1], (tx) =>
		conduct.changeMeeting(tx, made.organiser, meetingInput({ title: odd, ...summer }), window, new Date()),
	);
	const moved = await readBack((await mail('Geändert')).calendar ?? '');
	expect(moved).toEqual({ ...first, sequence: 1, starts: summer.startsAt.toISOString(), ends: summer.endsAt.toISOString() });

	const elsewhere = meetingInput({ title: odd, ...summer, venueName: 'Rathaus', venueAddress: 'Markt 2' });
	await database.within([1], (tx) => conduct.changeMeeting(tx, made.organiser, elsewhere, window, new Date()));
	const relocated = await readBack((await mail('Geändert', 2)).calendar ?? '');
	expect(relocated).toEqual({ ...moved, sequence: 2, location: 'Rathaus, Markt 2' });
	expect(await readBack(await feed())).toEqual({ ...relocated, method: 'PUBLISH' });

	// A change that concerns nobody's calendar is told to nobody.
	const told = await database.within([1], (tx) =>
		conduct.changeMeeting(tx, made.organiser, { ...elsewhere, objective: 'Neu' }, window, new Date()),
	);
	expect(told).toBeNull();

	await database.within([1], (tx) => conduct.cancelMeeting(tx, made.organiser, 'Sturm', new Date()));
	const cancelled = await readBack((await mail('Fällt aus')).calendar ?? '');
	expect(cancelled).toEqual({ ...relocated, sequence: 3, status: 'CANCELLED', method: 'CANCEL' });
	expect(await readBack(await feed())).toEqual({ ...cancelled, method: 'PUBLISH' });
	const structured = JSON.parse((await ask(`${server.origin}/veranstaltungen.json`)).body);
	expect(structured).toMatchObject([
		{ name: odd, eventStatus: 'https://schema.org/EventCancelled', remainingAttendeeCapacity: 0, maximumAttendeeCapacity: 60 },
	]);

	const session = await sessionFor(database, 1, made.coordinator.person);
	const history = (await ask(`${server.origin}/koordination/treffen/${made.meeting.slug}/verlauf`, { session })).body;
	for (const line of ['Entwurf angelegt', 'Veröffentlicht', 'Angaben geändert', 'Abgesagt']) expect(history).toContain(line);
	// What it was and what it is, fact by fact.
	expect(history).toMatch(/Beginn: \d\d\.\d\d\.\d{4}, \d\d:\d\d → \d\d\.\d\d\.\d{4}, \d\d:\d\d/);
	expect(history).toMatch(/Ort: .+ → .+/);
	await database.close();
	await server.end();
	await sink.stop();
});

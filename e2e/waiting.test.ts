// What the waiting list does by itself, in the running program: offers end, and kept places are released.
import { expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import { placeById } from '#modules/registration/read.server.ts';
import { reserve } from '#modules/registration/write-reservation.server.ts';
import { DAY, makeMeeting, makeRegion, person } from '../tests/make.ts';
import { until } from '../tests/server.ts';
import { startSite } from '../tests/site.ts';
import { startSink } from '../tests/smtp.ts';

test('an offer that is over goes to the next, and kept places go to everybody on their day; each is told once', async () => {
	const sink = await startSink();
	const { server, database } = await startSite({ SMTP_URL: sink.url });
	const within = <T>(work: Parameters<typeof database.within<T>>[1]) => database.within([1], work);
	const threeDaysAgo = new Date(Date.now() - 3 * DAY);

	const ours = await within(async (tx) => {
		const coordinator = await makeRegion(tx, { origin: server.origin });
		const made = await makeMeeting(tx, coordinator, { capacity: 1 });
		const places: string[] = [];
		for (const name of ['a', 'b', 'c']) places.push((await conduct.register(tx, made.open, person(name), [], 'de')).place as string);
		const [a, b, c] = places as [string, string, string];
		await conduct.withdraw(tx, { region: 1, meeting: made.meeting.id, place: a }, threeDaysAgo);
		return { coordinator, b, c };
	});
	const { b, c } = ours;
	const stateOf = (place: string) => within(async (tx) => (await placeById(tx, place))?.state);
	await until('the next offer', async () => (await stateOf(c)) === 'offered');
	expect(await stateOf(b)).toBe('waiting');
	const told = (name: string) => sink.to(`person-${name}@schule.example`).map(({ subject = '' }) => subject.replace(/[,:].*/, ''));
	await until('mails', () => told('c').includes('Ein Platz für Sie') && told('b').includes('Die Frist ist vorbei'));
	// Whoever is offered a place before the first mail is on its way is not told any more that they wait.
	expect(told('c').filter((subject) => subject !== 'Warteliste')).toEqual(['Ein Platz für Sie']);
	expect(told('c').length).toBeLessThanOrEqual(2);

	const d = await within(async (tx) => {
		const made = await makeMeeting(tx, ours.coordinator, { capacity: 1 });
		const heads = { forProfession: 'schoolLeadership', forArea: null, seats: 1, releaseAt: new Date(Date.now() - DAY) } as const;
		await reserve(tx, made.organiser, heads, threeDaysAgo);
		return (await conduct.register(tx, made.open, person('d'), [], 'de')).place as string;
	});
	await until('the released place', async () => (await stateOf(d)) === 'offered');
	await until('the mail about it', () => told('d').includes('Ein Platz für Sie'));

	await database.close();
	expect(await server.end()).toBe(0);
	await sink.stop();
});

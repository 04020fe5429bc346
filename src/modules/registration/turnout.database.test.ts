import { expect, test } from 'vitest';
import { archive } from '#modules/conduct/read-archive.server.ts';
import * as conduct from '#modules/conduct/write.server.ts';
import { noteAttendance } from '#modules/events/write-attendance.server.ts';
import { addMunicipality } from '#modules/places/write.server.ts';
import { eraseDue } from '#modules/privacy/write.server.ts';
import { Rejected } from '#platform/rejected.ts';
import { database } from '../../../tests/database.ts';
import { DAY, makeColleague, makeMeeting, makeRegion, person } from '../../../tests/make.ts';
import { turnouts } from './read-turnout.server.ts';

const { database: db, truth } = await database();
const coordinator = await db.within([1], (tx) => makeRegion(tx));
const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);

test('who came is counted by type, municipality and field of work; when the registrations are deleted, only what is nobody stays', async () => {
	const startsAt = new Date(Date.now() + DAY);
	const made = await within(async (tx) => {
		await addMunicipality(tx, 1, { ags: '01234567', name: 'Nordheim' });
		await addMunicipality(tx, 1, { ags: '01234568', name: 'Südheim' });
		await makeColleague(tx, coordinator, 'Schule', { ags: '01234567' });
		await makeColleague(tx, coordinator, 'Amt', { type: 'youthWelfareOffice' });
		const made = await makeMeeting(tx, coordinator, { capacity: 4, input: { startsAt, endsAt: new Date(startsAt.getTime() + DAY / 8) } });
		const register = (who: string, organisation: string) => conduct.register(tx, made.open, person(who, { organisation }), [], 'de');
		await register('a', 'Organisation Schule');
		await register('b', 'organisation schule, Probe');
		await register('c', 'Organisation Amt');
		await register('d', 'Irgendwo sonst');
		// Whoever waits did not come.
		await register('e', 'Organisation Amt');
		return made;
	});
	const turnout = async () => (await within((tx) => turnouts(tx, [made.meeting.id]))).get(made.meeting.id);
	const before = await turnout();
	expect(before).toEqual({
		organisationType: [
			{ value: 'school', people: 2 },
			{ value: '', people: 1 },
			{ value: 'youthWelfareOffice', people: 1 },
		],
		municipality: [
			{ value: '', people: 2 },
			{ value: '01234567', people: 2 },
		],
		profession: [{ value: 'schoolSocialWork', people: 4 }],
	});
	const later = new Date(startsAt.getTime() + 400 * DAY);
	await expect(within((tx) => noteAttendance(tx, made.organiser, { people: 3, precision: 'exact' }, new Date()))).rejects.toThrow(Rejected);
	await within((tx) => noteAttendance(tx, made.organiser, { people: 50, precision: 'about' }, later));
	await within((tx) => eraseDue(tx, later));
	// Once more: nothing is counted twice, and nothing of it is lost.
	await within((tx) => eraseDue(tx, later));
	expect((await truth.query('select from registration.place')).rowCount).toBe(0);
	// One or two of a kind could still be somebody: they are counted without it.
	expect(await turnout()).toEqual({
		organisationType: [{ value: '', people: 4 }],
		municipality: [{ value: '', people: 4 }],
		profession: [{ value: 'schoolSocialWork', people: 4 }],
	});
	expect(await within((tx) => archive(tx, null, later, {}, 'de'))).toMatchObject([
		{ registered: 4, attendance: { people: 50, precision: 'about' }, covered: 0, of: 2 },
	]);
});

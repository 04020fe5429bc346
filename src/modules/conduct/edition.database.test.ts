import { expect, test } from 'vitest';
import { agenda } from '#modules/events/read.server.ts';
import { team } from '#modules/events/read-team.server.ts';
import * as events from '#modules/events/write.server.ts';
import { addTeamMember } from '#modules/events/write-team.server.ts';
import { workshops } from '#modules/workshops/read.server.ts';
import * as rooms from '#modules/workshops/write.server.ts';
import { fromParts, parts } from '#platform/time/time.ts';
import { database } from '../../../tests/database.ts';
import { makeMeeting, makeRegion } from '../../../tests/make.ts';
import { takeOver } from './write-edition.server.ts';

const { database: db } = await database();
const coordinator = await db.within([1], (tx) => makeRegion(tx));
const act = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);

const on = (year: string, start: string, end: string) => ({
	input: { startsAt: fromParts('24', '6', year, start) as Date, endsAt: fromParts('24', '6', year, end) as Date },
	published: false,
});

/** A meeting from nine to five: a talk in the morning, one phase with a workshop, and one workshop outside of the programme. */
const held = await act(async (tx) => {
	const { organiser: by, meeting } = await makeMeeting(tx, coordinator, on('2040', '09:00', '17:00'));
	const speaker = await events.addSpeaker(tx, by, { speakerName: 'Rita Rede', affiliation: '', about: '', nameConsent: true }, new Date());
	const item = { description: '', track: '', room: 'Aula' };
	await events.addAgendaItem(tx, by, { ...item, kind: 'talk', title: 'Impuls', start: '09:15', end: '10:00', speaker });
	const phase = await events.addAgendaItem(tx, by, {
		...item,
		kind: 'workshops',
		title: 'Runde',
		start: '10:30',
		end: '16:45',
		speaker: null,
	});
	const workshop = { description: 'Worum es geht', topic: 'Übergänge', leader: speaker, room: 'R 1', capacity: 12, minimum: 4 };
	await rooms.addWorkshop(tx, by, { ...workshop, title: 'In der Runde', phases: [phase] });
	await rooms.addWorkshop(tx, by, { ...workshop, title: 'Nebenher', phases: [] });
	await addTeamMember(tx, by, { memberName: 'Tom Team', memberEmail: 'tom@example.org', memberFunction: 'Moderation' });
	return { by, meeting };
});

const everything = { agenda: true, workshops: true, team: true };
const taken = (start: string, end: string, what: Partial<typeof everything> = {}) =>
	act(async (tx) => {
		const { organiser: by } = await makeMeeting(tx, coordinator, on('2042', start, end));
		await takeOver(tx, by, held.by, { ...everything, ...what });
		const items = await agenda(tx, by.meeting);
		return {
			items: items.map(({ title, startsAt, endsAt }) => [title, parts(startsAt).year, parts(startsAt).time, parts(endsAt).time]),
			rooms: (await workshops(tx, by.meeting)).map(({ runs, ...one }) => ({ ...one, phases: runs.map(({ phaseTitle }) => phaseTitle) })),
			team: (await team(tx, by)).map(({ name, function: of }) => [name, of]),
			isNobodyNamed: items.every(({ speakerId }) => speakerId === null),
		};
	});

test('programme, workshops and team come along, at the hour of the new meeting; nobody is named who was not asked', async () => {
	const next = await taken('09:30', '17:30');
	expect(next.items).toEqual([
		['Impuls', '2042', '09:45', '10:30'],
		['Runde', '2042', '11:00', '17:15'],
	]);
	expect(next.rooms).toMatchObject([
		{ title: 'In der Runde', topic: 'Übergänge', leaderId: null, room: 'R 1', capacity: 12, minimum: 4, phases: ['Runde'] },
		{ title: 'Nebenher', phases: [''] },
	]);
	expect([next.team, next.isNobodyNamed]).toEqual([[['Tom Team', 'Moderation']], true]);
});

test('workshops without the programme wait for a phase', async () => {
	const next = await taken('09:00', '17:00', { agenda: false, team: false });
	expect([next.items, next.team, next.rooms.map(({ title, phases }) => [title, phases])]).toEqual([
		[],
		[],
		[
			['In der Runde', ['']],
			['Nebenher', ['']],
		],
	]);
});

test('a programme that would run past midnight keeps its own hours', async () => {
	expect((await taken('17:00', '23:00', { workshops: false })).items).toEqual([
		['Impuls', '2042', '09:15', '10:00'],
		['Runde', '2042', '10:30', '16:45'],
	]);
});

test('the earlier meeting stays as it was', async () => {
	const before = await act((tx) => agenda(tx, held.meeting.id));
	await taken('10:00', '17:00');
	expect(await act((tx) => agenda(tx, held.meeting.id))).toEqual(before);
});

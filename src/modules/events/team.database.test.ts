import { describe, expect, test } from 'vitest';
import { personByEmail } from '#modules/people/read.server.ts';
import * as people from '#modules/people/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { Rejected } from '#platform/rejected.ts';
import { database } from '../../../tests/database.ts';
import { DAY, makeMeeting, makeRegion } from '../../../tests/make.ts';
import { organiser, type TeamInvitee } from './access.ts';
import { templates } from './output-team.server.ts';
import { history, teamsOf } from './read.server.ts';
import { leads, tasksOf, tasksToSee, team, teamInviteeBy, teamLinkToken } from './read-team.server.ts';
import * as teams from './write-team.server.ts';

const { database: db, truth } = await database(6);
const within = <T>(work: (tx: Tx) => Promise<T>) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));
const now = new Date();
const made = () => within((tx) => makeMeeting(tx, coordinator));
const member = async (by: Awaited<ReturnType<typeof made>>['organiser'], name: string) => {
	await within((tx) =>
		teams.addTeamMember(tx, by, { memberName: name, memberEmail: `${name}@team.example`, memberFunction: 'Moderation' }),
	);
	return (await within((tx) => personByEmail(tx, `${name}@team.example`))) as string;
};
const mailsAbout = async (meeting: string) =>
	(await truth.query("select template from platform.mail where about->>'meeting' = $1 order by created_at, template", [meeting])).rows.map(
		({ template }) => template,
	);

describe('who answers for a meeting', () => {
	test('whoever began it; handing it over keeps both in the history, tells the new one, and nobody stands in for themselves', async () => {
		const { organiser: by } = await made();
		const tea = await member(by, 'tea');
		const lead = async () => (await within((tx) => leads(tx, by))).map(({ kind, name }) => `${kind} ${name}`);
		expect(await lead()).toEqual(['lead Karla Koordination']);
		await within((tx) => teams.appoint(tx, by, 'deputy', tea));
		expect(await lead()).toEqual(['lead Karla Koordination', 'deputy tea']);
		await within((tx) => teams.appoint(tx, by, 'lead', tea));
		await within((tx) => teams.appoint(tx, by, 'lead', tea));
		expect(await lead()).toEqual(['lead tea']);
		expect(await mailsAbout(by.meeting)).toEqual(['events.teamJoined', 'events.deputy', 'events.lead']);
		const lines = (await within((tx) => history(tx, by))).map(({ what }) => what);
		expect(lines.slice(0, 3)).toEqual(['handedOver', 'deputyNamed', 'teamJoined']);
		// What a mail says must still be true when it is sent.
		const letter = (template: string) => within(async (tx) => templates[template]?.(tx, 1, { meeting: by.meeting, person: tea }, now));
		expect((await letter('events.lead'))?.subject).toBe('Sie verantworten jetzt: Probetreffen');
		await expect(within((tx) => teams.removeTeamMember(tx, { ...by, isCoordinator: false }, tea, now))).rejects.toThrow(Rejected);
		// A coordinator can, and nothing of the meeting stays with them.
		await within((tx) => teams.addTask(tx, by, { title: 'Etwas', owner: tea, dueOn: '2030-01-01' }));
		const task = (await within((tx) => tasksOf(tx, by)))[0]?.id as string;
		await within((tx) => teams.removeTeamMember(tx, by, tea, now));
		expect([await lead(), (await within((tx) => tasksOf(tx, by)))[0]?.owner]).toEqual([[], null]);
		expect(await within(async (tx) => templates['events.task']?.(tx, 1, { task }, now))).toBeNull();
	});

	test('the lead is not their own deputy, and nobody takes a meeting from them', async () => {
		const { organiser: by } = await made();
		const tea = await member(by, 'tea');
		await expect(within((tx) => teams.appoint(tx, by, 'deputy', by.person))).rejects.toThrow(Rejected);
		const asTea = organiser({ region: 1, person: tea, name: '', email: '', roles: [], teams: [by.meeting] }, { id: by.meeting });
		if (!asTea) throw new Error('tea organises');
		await expect(within((tx) => teams.appoint(tx, asTea, 'lead', tea))).rejects.toThrow(Rejected);
		await within((tx) => teams.appoint(tx, by, 'deputy', tea));
		await within((tx) => teams.appoint(tx, by, 'lead', tea));
		// A mail that was true for a moment is not sent any more.
		expect(await within(async (tx) => templates['events.deputy']?.(tx, 1, { meeting: by.meeting, person: tea }, now))).toBeNull();
		await within((tx) => teams.appoint(tx, asTea, 'lead', by.person));
		expect(await within((tx) => leads(tx, by))).toMatchObject([{ kind: 'lead', person: by.person }]);
	});

	test('only somebody of the team or of the coordinators', async () => {
		const { organiser: by } = await made();
		const stranger = await within((tx) => people.addPerson(tx, 1, { name: 'Fremd', email: 'fremd@x.example' }));
		await expect(within((tx) => teams.appoint(tx, by, 'lead', stranger))).rejects.toThrow(Rejected);
		await expect(within((tx) => teams.addTask(tx, by, { title: 'Etwas', owner: stranger, dueOn: '2030-01-01' }))).rejects.toThrow(Rejected);
	});
});

describe('a link into the team', () => {
	const link = async (by: Awaited<ReturnType<typeof made>>['organiser']) => {
		const id = await within((tx) => teams.makeTeamLink(tx, by, 'Hilfe am Tag', now));
		return { id, token: await within((tx) => teamLinkToken(tx, 1, id)) };
	};
	const proof = (token: string, at = now) => within((tx) => teamInviteeBy(tx, 1, token, at));

	test('lets people join this meeting and no other, and mails them the way in', async () => {
		const { organiser: by } = await made();
		const { token } = await link(by);
		const invitee = (await proof(token)) as TeamInvitee;
		await within((tx) => teams.joinByLink(tx, invitee, { name: 'Lina Link', email: 'lina@x.example' }, 'de'));
		expect(await within((tx) => team(tx, by))).toMatchObject([{ name: 'Lina Link', function: 'Hilfe am Tag' }]);
		const person = (await within((tx) => personByEmail(tx, 'lina@x.example'))) as string;
		const meetings = await within((tx) => teamsOf(tx, person));
		expect(meetings).toEqual([by.meeting]);
		const actor = { region: 1, person, name: '', email: '', roles: [], teams: meetings };
		expect(organiser(actor, { id: by.meeting })?.isCoordinator).toBe(false);
		const { rows } = await truth.query("select template from platform.mail where about->>'person' = $1", [person]);
		expect(rows.map(({ template }) => template).sort()).toEqual(['events.teamJoined', 'people.signIn']);
		// Whoever belongs to the team already uses nothing up and keeps what they do.
		await member(by, 'tea');
		for (let count = 0; count < 12; count++)
			await within((tx) => teams.joinByLink(tx, invitee, { name: 'Falsch', email: 'tea@team.example' }, 'de'));
		expect(await proof(token)).toBeDefined();
		expect(await within((tx) => team(tx, by))).toMatchObject([{ name: 'Lina Link' }, { name: 'tea', function: 'Moderation' }]);
		// Whoever is taken out does not come back by the link they know.
		await within((tx) => teams.removeTeamMember(tx, by, person, now));
		expect(await proof(token)).toBeUndefined();
	});

	test('ends after a week, when it is ended, and after ten people, also if they come at once', async () => {
		const { organiser: by } = await made();
		const one = await link(by);
		expect(await proof(one.token, new Date(now.getTime() + 8 * DAY))).toBeUndefined();
		expect(await proof(`${one.token.slice(0, -1)}${one.token.endsWith('x') ? 'y' : 'x'}`)).toBeUndefined();
		await within((tx) => teams.endTeamLink(tx, by, one.id, now));
		expect(await proof(one.token)).toBeUndefined();
		const two = await link(by);
		const invitee = (await proof(two.token)) as TeamInvitee;
		const joined = await Promise.allSettled(
			Array.from({ length: 14 }, (_, at) =>
				within((tx) => teams.joinByLink(tx, invitee, { name: `Person ${at}`, email: `viele-${at}@x.example` }, 'de')),
			),
		);
		expect(joined.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
		expect(joined.every((one) => one.status === 'fulfilled' || one.reason instanceof Rejected)).toBe(true);
		expect(await within((tx) => team(tx, by))).toHaveLength(10);
	});
});

test('what is to be prepared: by its day, open before done; its owner is told once, and sees it when it is near', async () => {
	const { organiser: by } = await made();
	const tom = await member(by, 'tom');
	const day = (days: number) => new Date(now.getTime() + days * DAY).toISOString().slice(0, 10);
	const add = (title: string, owner: string | null, days: number) =>
		within((tx) => teams.addTask(tx, by, { title, owner, dueOn: day(days) }));
	await add('Räume', tom, 40);
	await add('Essen', tom, 5);
	await add('Technik', null, -2);
	await add('Begrüßung', by.person, 7);
	const titles = async () => (await within((tx) => tasksOf(tx, by))).map(({ title, isDone }) => (isDone ? `${title} ✓` : title));
	expect(await titles()).toEqual(['Technik', 'Essen', 'Begrüßung', 'Räume']);
	const seenBy = async (person: string, meetings: string[] | null) =>
		(await within((tx) => tasksToSee(tx, person, meetings, { today: day(0), soon: day(14) }))).map(({ title }) => title);
	expect(await seenBy(tom, [by.meeting])).toEqual(['Essen', 'Technik']);
	expect(await seenBy(tom, [])).toEqual([]);
	const essen = (await within((tx) => tasksOf(tx, by))).find(({ title }) => title === 'Essen')?.id as string;
	const letter = () => within(async (tx) => templates['events.task']?.(tx, 1, { task: essen }, now));
	expect((await letter())?.subject).toBe('Für Sie vorgemerkt: Essen');
	await within((tx) => teams.setTaskDone(tx, by, essen, true, now));
	expect(await titles()).toEqual(['Technik', 'Begrüßung', 'Räume', 'Essen ✓']);
	expect(await letter()).toBeNull();
	const told = await truth.query("select from platform.mail join events.task on task.id::text = about->>'task' where meeting_id = $1", [
		by.meeting,
	]);
	expect(told.rowCount).toBe(2);
	// Another meeting's team cannot touch it.
	const other = await made();
	await expect(within((tx) => teams.removeTask(tx, other.organiser, essen))).rejects.toThrow(Rejected);
});

import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { addOrganisation } from '#modules/organisations/write.server.ts';
import { database } from '../../../tests/database.ts';
import { makeMeeting, makeRegion } from '../../../tests/make.ts';
import { refused } from '../../../tests/refused.ts';
import { allMandates, mandatesAskedOf, mandatesOf } from './read.server.ts';
import { groupFor, groupNames, groupsOf } from './read-group.server.ts';
import type { MemberInput, WorkingGroupInput } from './schema-group.ts';
import * as thread from './write.server.ts';
import * as groups from './write-group.server.ts';

const { database: db } = await database(4);
const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));
const NOW = new Date('2027-09-01T08:00:00Z');

async function make(more: Partial<WorkingGroupInput> = {}) {
	const input = { group: randomUUID(), groupName: `Gruppe ${randomUUID()}`, aim: '', functions: ['Schulaufsicht', 'Jugendhilfe'], ...more };
	await within((tx) => groups.saveGroup(tx, coordinator, input));
	const held = async () => (await within((tx) => groupFor(tx, coordinator, input.group))) ?? expect.fail('the group is there');
	const keep = (input_: Partial<MemberInput> = {}) => {
		const who = {
			member: randomUUID(),
			memberName: 'Kim Amsel',
			organisation: '',
			function: '',
			memberEmail: '',
			since: '2027-01-01',
			...input_,
		};
		return within(async (tx) => {
			await groups.keepMember(tx, coordinator, input.group, who);
			return who.member;
		});
	};
	return { ...input, held, keep };
}

const mandate = { key: null, bundle: null, title: 'Liste führen', step: '', due: '2027-12', carerName: '', carerEmail: '', asking: null };

test('a mandate that names a working group is its task, by whatever case and after it was renamed; another body is asked from then on', async () => {
	const [group, other] = [await make({ groupName: 'AG Übergang' }), await make()];
	const school = await within((tx) =>
		addOrganisation(tx, coordinator, { name: 'Grundschule am Bach', type: 'school', street: '', postcode: '', town: 'Bachheim', ags: '' }),
	);
	const { organiser } = await within((tx) => makeMeeting(tx, coordinator));
	const id = await within((tx) => thread.give(tx, organiser, { ...mandate, asked: 'ag übergang' }, NOW));
	const tasks = (of: string) => within(async (tx) => (await mandatesAskedOf(tx, coordinator, of)).map((one) => one.id));
	expect([await tasks(group.group), await tasks(other.group)]).toEqual([[id], []]);
	await within((tx) => groups.saveGroup(tx, coordinator, { ...group, groupName: 'AG Übergänge' }));
	await within((tx) => thread.report(tx, organiser, { mandate: id, note: 'Läuft.' }, NOW));
	expect(await tasks(group.group)).toEqual([id]);
	const said = { mandate: id, seen: '', step: '', due: '', carerName: '', carerEmail: '', asking: null };
	await within((tx) => thread.correct(tx, organiser, { ...said, asked: 'Grundschule am Bach, Bachheim' }, NOW));
	expect(await tasks(group.group)).toEqual([]);
	expect((await within((tx) => mandatesOf(tx, organiser)))[0]?.body).toEqual({ group: null, organisation: school });
	await within((tx) => thread.correct(tx, organiser, { ...said, asked: 'Irgendwer' }, NOW));
	expect((await within((tx) => mandatesOf(tx, organiser)))[0]?.body).toEqual({ group: null, organisation: null });
	// What it was ever asked stays in the history, so the group does.
	await refused(
		within((tx) => groups.removeGroup(tx, coordinator, group.group)),
		/lässt sich beenden/,
	);
	await within((tx) => groups.removeGroup(tx, coordinator, other.group));
	expect(await within((tx) => groupFor(tx, coordinator, other.group))).toBeUndefined();
});

test('somebody comes, is put right, leaves and is forgotten; nobody is moved to another group', async () => {
	const [group, other] = [await make(), await make()];
	const kim = await group.keep({ function: 'Jugendhilfe' });
	await group.keep({ member: kim, memberName: 'Kim Amsel-Bach', function: 'Jugendhilfe' });
	expect((await group.held()).members).toMatchObject([{ name: 'Kim Amsel-Bach', function: 'Jugendhilfe', until: null }]);
	await refused(other.keep({ member: kim }), /gibt es/);
	const leave = (of: string, until: string) => within((tx) => groups.leaveGroup(tx, coordinator, of, { member: kim, until }));
	await refused(leave(other.group, '2027-05-01'), /gibt es/);
	await refused(leave(group.group, '2026-12-31'), /liegt vor dem/);
	await leave(group.group, '2027-05-01');
	await refused(group.keep({ member: kim, since: '2027-05-02' }), /liegt vor dem/);
	await within((tx) => groups.removeMember(tx, coordinator, other.group, kim));
	expect((await group.held()).members).toMatchObject([{ until: '2027-05-01' }]);
	await within((tx) => groups.eraseMembers(tx, '2027-05-01'));
	expect((await group.held()).members).toHaveLength(1);
	await within((tx) => groups.eraseMembers(tx, '2027-05-02'));
	expect((await group.held()).members).toEqual([]);
	// Of a group that has ended, whoever was still in it.
	await group.keep();
	await within((tx) => groups.endGroup(tx, coordinator, group.group, '2027-06-01'));
	expect((await within(groupNames)).map(({ id }) => id)).not.toContain(group.group);
	await within((tx) => groups.eraseMembers(tx, '2027-06-02'));
	expect((await group.held()).members).toEqual([]);
	await within((tx) => groups.endGroup(tx, coordinator, group.group, ''));
	expect((await group.held()).endedOn).toBeNull();
});

test('a name belongs to one group, meetings are those of the region, and a group is full in the end', async () => {
	const [group, other] = [await make({ groupName: 'AG Teilhabe' }), await make()];
	await refused(
		within((tx) => groups.saveGroup(tx, coordinator, { ...other, groupName: 'ag teilhabe' })),
		/heißt schon so/,
	);
	const { meeting } = await within((tx) => makeMeeting(tx, coordinator));
	const gather = (meetings: string[]) => within((tx) => groups.gatherAt(tx, coordinator, group.group, meetings));
	await gather([meeting.id, meeting.id]);
	await refused(gather([randomUUID()]), /gibt es/);
	expect((await group.held()).meetings.map(({ slug }) => slug)).toEqual([meeting.slug]);
	await gather([]);
	expect((await group.held()).meetings).toEqual([]);
	await refused(
		within((tx) => groups.gatherAt(tx, coordinator, randomUUID(), [])),
		/gibt es/,
	);
	await within(async (tx) => {
		for (let number = 0; number < 200; number++)
			await groups.keepMember(tx, coordinator, group.group, {
				member: randomUUID(),
				memberName: `Person ${number}`,
				organisation: '',
				function: '',
				memberEmail: '',
				since: '2027-01-01',
			});
	});
	await refused(group.keep(), /Mehr als 200/);
});

test('whoever coordinates sees all mandates, whoever prepares a meeting its own, and both working groups of the region only', async () => {
	const [one, two] = [await within((tx) => makeMeeting(tx, coordinator)), await within((tx) => makeMeeting(tx, coordinator))];
	for (const { organiser } of [one, two]) await within((tx) => thread.give(tx, organiser, { ...mandate, asked: 'Amt' }, NOW));
	const all = (teams: string[] | null) =>
		within(async (tx) =>
			(await allMandates(tx, { ...coordinator, ...(teams && { roles: [], teams }) } as never)).map(({ meeting }) => meeting.id),
		);
	expect(await all(null)).toEqual(expect.arrayContaining([one.meeting.id, two.meeting.id]));
	expect(await all([one.meeting.id])).toEqual([one.meeting.id]);
	expect(await all([])).toEqual([]);
	const foreign = await db.within([2], (tx) => makeRegion(tx, { id: 2, host: 'zwei.example' }));
	expect(await db.within([2], (tx) => groupsOf(tx, foreign))).toEqual([]);
});

import * as people from '#modules/people/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';
import * as mail from '#platform/mail/mail.ts';
import { Rejected } from '#platform/rejected.ts';
import type { Organiser, TeamInvitee } from './access.ts';
import { coordinators, leads, team } from './read-team.server.ts';
import type { TaskInput, TeamMemberInput } from './schema-team.ts';
import { words } from './words.ts';
import { lockedMeeting, note } from './write.server.ts';

const reject = (key: 'unknownChoice' | 'taskGone' | 'team.isLead' | 'team.linkGone' | 'lead.notYours' | 'lead.isLead', field?: string) =>
	new Rejected((language) => words(language)(key), field);

type By = Pick<Organiser, 'region' | 'meeting'> & { person: string | null };

/** Takes somebody in; whoever belongs to the team already stays as they are, except for a function the team gives them. */
async function join(tx: Tx, by: By, input: TeamMemberInput): Promise<boolean> {
	const person = await people.addPerson(tx, by.region, { name: input.memberName, email: input.memberEmail });
	const known = await tx
		.selectFrom('events.team_member')
		.select('person_id')
		.where('meeting_id', '=', by.meeting)
		.where('person_id', '=', person)
		.executeTakeFirst();
	await tx
		.insertInto('events.team_member')
		.values({ region_id: by.region, meeting_id: by.meeting, person_id: person, function: input.memberFunction })
		.onConflict((conflict) => {
			const same = conflict.columns(['region_id', 'meeting_id', 'person_id']);
			return by.person ? same.doUpdateSet({ function: input.memberFunction }) : same.doNothing();
		})
		.execute();
	if (!known) {
		await note(tx, by, 'teamJoined', null, { person });
		await mail.enqueue(tx, by.region, 'events.teamJoined', { meeting: by.meeting, person });
	}
	return !known;
}

/** Takes somebody into the organising team: rights on this meeting and no other; they are told by mail. */
export async function addTeamMember(tx: Tx, by: Organiser, input: TeamMemberInput): Promise<void> {
	await join(tx, by, input);
}

/**
 * Takes somebody out of the organising team.
 * Errors: Rejected as long as they answer for the meeting or stand in, unless a coordinator does it
 */
export async function removeTeamMember(tx: Tx, by: Organiser, person: string, now: Date): Promise<void> {
	await lockedMeeting(tx, by);
	const isLead = (await leads(tx, by)).some((one) => one.person === person);
	if (isLead && !by.isCoordinator) throw reject('team.isLead');
	const done = await tx
		.deleteFrom('events.team_member')
		.where('meeting_id', '=', by.meeting)
		.where('person_id', '=', person)
		.returning('person_id')
		.executeTakeFirst();
	if (!done) return;
	// Nothing of the meeting stays with them: no responsibility, no open task, and no way back by a link they know.
	if (isLead) await tx.deleteFrom('events.lead').where('meeting_id', '=', by.meeting).where('person_id', '=', person).execute();
	await tx
		.updateTable('events.task')
		.set({ owner_id: null })
		.where('meeting_id', '=', by.meeting)
		.where('owner_id', '=', person)
		.where('done_at', 'is', null)
		.execute();
	await tx
		.updateTable('events.team_link')
		.set({ ended_at: now })
		.where('meeting_id', '=', by.meeting)
		.where('ended_at', 'is', null)
		.execute();
	await note(tx, by, 'teamLeft', { person });
}

/** Whether somebody may be given something to do for a meeting: its team, and the coordinators. */
async function mayPrepare(tx: Tx, by: Organiser, person: string): Promise<boolean> {
	return [...(await team(tx, by)), ...(await coordinators(tx, by))].some((one) => one.person === person);
}

/**
 * Hands a meeting over to somebody of its team or of the coordinators, or says who stands in. Whoever had it stays in the team.
 * Errors: Rejected for anybody else, when somebody who neither has it nor coordinates hands it over, and for the lead as deputy
 */
export async function appoint(tx: Tx, by: Organiser, kind: 'lead' | 'deputy', person: string): Promise<void> {
	await lockedMeeting(tx, by);
	if (!(await mayPrepare(tx, by, person))) throw reject('unknownChoice', 'person');
	const all = await leads(tx, by);
	const before = all.find((one) => one.kind === kind);
	if (before?.person === person) return;
	const lead = all.find((one) => one.kind === 'lead')?.person;
	if (kind === 'lead' && !by.isCoordinator && lead !== by.person) throw reject('lead.notYours', 'person');
	if (kind === 'deputy' && lead === person) throw reject('lead.isLead', 'person');
	// Nobody stands in for themselves.
	await tx
		.deleteFrom('events.lead')
		.where('meeting_id', '=', by.meeting)
		.where((eb) => eb.or([eb('kind', '=', kind), eb('person_id', '=', person)]))
		.execute();
	await tx
		.insertInto('events.lead')
		.values({ region_id: by.region, meeting_id: by.meeting, kind, person_id: person, appointed_by: by.person })
		.execute();
	await note(tx, by, kind === 'lead' ? 'handedOver' : 'deputyNamed', before ? { person: before.person } : null, { person });
	if (person !== by.person) await mail.enqueue(tx, by.region, `events.${kind}`, { meeting: by.meeting, person });
}

const LINK_DAYS = 7;
const LINK_PEOPLE = 10;

/** Makes a link by which up to ten people may join the team within a week; the answer names it. */
export async function makeTeamLink(tx: Tx, by: Organiser, task: string, now: Date): Promise<string> {
	const { id } = await tx
		.insertInto('events.team_link')
		.values({
			region_id: by.region,
			meeting_id: by.meeting,
			function: task,
			expires_at: new Date(now.getTime() + LINK_DAYS * 24 * 3600_000),
			left_over: LINK_PEOPLE,
			made_by: by.person,
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	await note(tx, by, 'teamLinkMade');
	return id;
}

/** Ends a link into the team; whoever joined by it stays. */
export async function endTeamLink(tx: Tx, by: Organiser, id: string, now: Date): Promise<void> {
	await tx
		.updateTable('events.team_link')
		.set({ ended_at: now })
		.where('id', '=', id)
		.where('meeting_id', '=', by.meeting)
		.where('ended_at', 'is', null)
		.execute();
}

/**
 * Joins a team by a link; the way in goes by mail to the address that was given.
 * Errors: Rejected when the link has been used up meanwhile
 */
export async function joinByLink(tx: Tx, by: TeamInvitee, who: { name: string; email: string }, language: Language): Promise<void> {
	if (!(await join(tx, { ...by, person: null }, { memberName: who.name, memberEmail: who.email, memberFunction: by.function }))) {
		// Whoever belongs to the team already uses nothing up; the way in is mailed again.
		await people.requestSignIn(tx, by.region, who.email, language);
		return;
	}
	const used = await tx
		.updateTable('events.team_link')
		.set((eb) => ({ left_over: eb('left_over', '-', 1) }))
		.where('id', '=', by.link)
		.where('left_over', '>', 0)
		.returning('id')
		.executeTakeFirst();
	if (!used) throw reject('team.linkGone');
	await people.requestSignIn(tx, by.region, who.email, language);
}

async function requireOwner(tx: Tx, by: Organiser, owner: string | null): Promise<void> {
	if (owner === null) return;
	if (!(await mayPrepare(tx, by, owner))) throw reject('unknownChoice', 'owner');
}

/**
 * Notes something to prepare; its owner is told by mail.
 * Errors: Rejected when the owner neither belongs to the team nor coordinates
 */
export async function addTask(tx: Tx, by: Organiser, input: TaskInput): Promise<void> {
	await requireOwner(tx, by, input.owner);
	const { id } = await tx
		.insertInto('events.task')
		.values({
			region_id: by.region,
			meeting_id: by.meeting,
			title: input.title,
			owner_id: input.owner,
			due_on: input.dueOn,
			made_by: by.person,
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	await note(tx, by, 'taskAdded', null, { title: input.title });
	if (input.owner && input.owner !== by.person) await mail.enqueue(tx, by.region, 'events.task', { task: id });
}

/**
 * Says that something is prepared, or is to be prepared after all.
 * Errors: Rejected when it is none of the meeting's
 */
export async function setTaskDone(tx: Tx, by: Organiser, task: string, isDone: boolean, now: Date): Promise<void> {
	const done = await tx
		.updateTable('events.task')
		.set({ done_at: isDone ? now : null, done_by: isDone ? by.person : null })
		.where('id', '=', task)
		.where('meeting_id', '=', by.meeting)
		.returning('title')
		.executeTakeFirst();
	if (!done) throw reject('taskGone');
	await note(tx, by, isDone ? 'taskDone' : 'taskReopened', null, { title: done.title });
}

/**
 * Takes something off the list.
 * Errors: Rejected when it is none of the meeting's
 */
export async function removeTask(tx: Tx, by: Organiser, task: string): Promise<void> {
	const done = await tx
		.deleteFrom('events.task')
		.where('id', '=', task)
		.where('meeting_id', '=', by.meeting)
		.returning('title')
		.executeTakeFirst();
	if (!done) throw reject('taskGone');
	await note(tx, by, 'taskRemoved', { title: done.title });
}

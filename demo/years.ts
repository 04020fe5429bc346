// What happened over the years before: an earlier conference, what it asked for and agreed on, and what the next one made of it.
import type { Organiser } from '#modules/events/access.ts';
import { meetingById } from '#modules/events/read.server.ts';
import { noteAttendance } from '#modules/events/write-attendance.server.ts';
import type { Profession } from '#modules/organisations/rules.ts';
import type { Coordinator } from '#modules/people/access.ts';
import { asker, deciderAs, guest, type StatementKeeper } from '#modules/thread/access.ts';
import type { Criterion, StatementKind } from '#modules/thread/rules-statement.ts';
import * as thread from '#modules/thread/write.server.ts';
import { renew } from '#modules/thread/write-agreement.server.ts';
import * as groups from '#modules/thread/write-group.server.ts';
import * as guests from '#modules/thread/write-guest.server.ts';
import { sayStatement, showStatement } from '#modules/thread/write-statement.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { dayOf, daysAfter } from '#platform/time/time.ts';
import { type AgreementStory, agree } from './day.ts';

/** A conference of the past, as the story tells it. */
export interface FirstStory {
	people: number;
	mandates: [title: string, asked: string, step: string, ending: '' | 'done' | 'dropped', outcome: string][];
	statements: [kind: StatementKind, title: string, wording: string][];
	criteria: [dimension: Criterion['dimension'], level: Criterion['level'], addressee: string, text: string][];
	agreement: AgreementStory;
	renewal: string;
}

const DAY_MS = 24 * 3600_000;
const keyOf = (number: number) => `00000000-0000-4000-9000-${String(number).padStart(12, '0')}`;

/** Lets a conference have happened long ago: mandates with their outcomes, what people agreed to hold, and an agreement. The answer names that. */
export async function holdFirst(tx: Tx, by: Organiser, story: FirstStory): Promise<string> {
	const meeting = await meetingById(tx, by.meeting);
	if (!meeting) throw new Error('the demonstration holds a meeting that is there');
	const at = (minutes: number) => new Date(meeting.startsAt.getTime() + minutes * 60_000);
	await noteAttendance(tx, by, { people: story.people, precision: 'exact' }, at(240));
	const facts = { bundle: null, due: 'next', carerName: '', carerEmail: '', asking: null };
	for (const [number, [title, asked, step, ending, outcome]] of story.mandates.entries()) {
		const mandate = await thread.give(tx, by, { key: keyOf(number), title, asked, step, ...facts }, at(180));
		await thread.showMandate(tx, by, { mandate, isPublic: true });
		if (ending) await thread.end(tx, by, { mandate, kind: ending, note: outcome }, at((90 + 40 * number) * 24 * 60));
	}
	const criteria = story.criteria.map(([dimension, level, addressee, text]) => ({ dimension, level, addressee, text }));
	for (const [number, [kind, title, wording]] of story.statements.entries()) {
		const said = { kind, title, wording, seen: 0, status: 'agreed' as const, on: dayOf(at(0)) };
		const statement = await sayStatement(
			tx,
			by,
			{ key: keyOf(20 + number), ...said, criteria: kind === 'standard' ? criteria : [] },
			at(200),
		);
		await showStatement(tx, { region: by.region, person: by.person, statement } as StatementKeeper, true);
	}
	return agree(tx, by, story.agreement, at, { first: 940, review: 360 });
}

/** A conference that takes guests, as the story tells it; days = from now. */
export interface SlotStory {
	host: string;
	place: string;
	seats: number;
	days: number;
	decider: [name: string, email: string];
	guests: [name: string, email: string, organisation: string, profession: Profession, decision: '' | 'granted' | 'declined'][];
}

/** Offers guest seats, and lets people ask for them. */
export async function takeGuests(
	tx: Tx,
	by: Coordinator,
	stories: readonly SlotStory[],
	workday: (days: number, time: string) => Date,
	now: Date,
): Promise<void> {
	for (const [at, { host, place, seats, days, decider, guests: asking }] of stories.entries()) {
		const key = keyOf(950 + 10 * at);
		const startsAt = workday(days, '13:30');
		const times = { startsAt, endsAt: daysAfter(startsAt, 0, '15:30'), closesAt: daysAfter(startsAt, -3, '23:59') };
		const [deciderName, deciderEmail] = decider;
		await guests.offerSlot(tx, by, { key, host, place, seats, deciderName, deciderEmail, ...times }, now);
		for (const [number, [name, email, organisation, profession, decision]] of asking.entries()) {
			const request = keyOf(951 + 10 * at + number);
			await guests.askForSeat(tx, by.region, key, { key: request, name, email, organisation, profession, discreet: true }, now);
			await guests.confirmRequest(tx, guest(by.region, { slot: key, request }), now);
			if (decision) await guests.decide(tx, deciderAs(by, key), { request, decision }, now);
		}
	}
}

/** A working group, as the story tells it; months = ago. */
export interface GroupStory {
	name: string;
	aim: string;
	functions: string[];
	members: [name: string, organisation: string, function_: string, email: string, since: number][];
	left: [name: string, organisation: string, function_: string, email: string, since: number, until: number];
}

/** Founds a working group with its members, and one who left it. The answer gathers it at its meetings. */
export async function foundGroup(tx: Tx, by: Coordinator, story: GroupStory, now: Date): Promise<(meetings: Organiser[]) => Promise<void>> {
	const group = keyOf(900);
	const dayAgo = (months: number) => dayOf(new Date(now.getTime() - months * 30 * DAY_MS));
	await groups.saveGroup(tx, by, { group, groupName: story.name, aim: story.aim, functions: story.functions });
	const { left } = story;
	for (const [at, [memberName, organisation, what, memberEmail, months]] of [...story.members, left].entries())
		await groups.keepMember(tx, by, group, {
			member: keyOf(901 + at),
			memberName,
			organisation,
			function: what,
			memberEmail,
			since: dayAgo(months),
		});
	await groups.leaveGroup(tx, by, group, { member: keyOf(901 + story.members.length), until: dayAgo(left[5]) });
	return (meetings) =>
		groups.gatherAt(
			tx,
			by,
			group,
			meetings.map(({ meeting }) => meeting),
		);
}

/** The next conference asks what became of the agreement, and renews it. */
export async function renewAt(tx: Tx, by: Organiser, agreement: string, story: FirstStory): Promise<void> {
	const meeting = await meetingById(tx, by.meeting);
	if (!meeting) throw new Error('the demonstration holds a meeting that is there');
	const next = dayOf(new Date(meeting.startsAt.getTime() + 365 * DAY_MS));
	await renew(tx, asker(by, agreement), { agreement, note: story.renewal, until: '', review: next }, meeting.endsAt);
}

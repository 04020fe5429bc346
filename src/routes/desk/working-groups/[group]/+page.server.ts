import { randomUUID } from 'node:crypto';
import { organisations } from '#modules/organisations/read.server.ts';
import type { Coordinator } from '#modules/people/access.ts';
import { shown } from '#modules/thread/output.server.ts';
import { tickable } from '#modules/thread/output-thread.server.ts';
import { mandatesAskedOf, mandatesAt } from '#modules/thread/read.server.ts';
import { groupFor, type WorkingGroup } from '#modules/thread/read-group.server.ts';
import { threadMeetings } from '#modules/thread/read-thread.server.ts';
import { isMember, type Member, seatsOf } from '#modules/thread/rules-group.ts';
import { groupEnd, groupGone, member, memberGone, memberLeft, workingGroup } from '#modules/thread/schema-group.ts';
import { gathering, meetingField } from '#modules/thread/schema-process.ts';
import { words } from '#modules/thread/words.ts';
import * as thread from '#modules/thread/write-group.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { filled, nothing } from '#platform/form.ts';
import { dayLine } from '#platform/time/partial.ts';
import { dayOf, moment } from '#platform/time/time.ts';
import { doing, type Place } from '../../../doing.server.ts';
import { coordinator, nothingHere } from '../../../gate.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const own = async (
	tx: Tx,
	{ locals, params }: Pick<RequestEvent, 'locals' | 'params'>,
): Promise<{ by: Coordinator; group: WorkingGroup }> => {
	const by = coordinator(locals);
	return { by, group: (await groupFor(tx, by, params.group)) ?? nothingHere() };
};

export const load: PageServerLoad = (event) => {
	coordinator(event.locals);
	return event.locals.within(async (tx) => {
		const { language, now } = event.locals;
		const { by, group } = await own(tx, event);
		const { id, name, aim, functions, endedOn, members, meetings } = group;
		const today = dayOf(now);
		const line = (one: Member) => ({
			...one,
			since: dayLine(language, one.since),
			until: dayLine(language, one.until ?? ''),
			form: filled({
				member: one.id,
				memberName: one.name,
				organisation: one.organisation,
				function: one.function,
				memberEmail: one.email,
				since: dayLine(language, one.since),
			}),
		});
		const tasks = await mandatesAskedOf(tx, by, id);
		const given = await mandatesAt(
			tx,
			meetings.map((meeting) => meeting.id),
		);
		const brief = ({ title, state, isLate, due, outcome }: ReturnType<typeof shown>) => ({ title, state, isLate, due, outcome });
		const told = (all: typeof tasks) => all.map((one) => ({ id: one.id, slug: one.meeting.slug, ...brief(shown(language, one, today)) }));
		return {
			group: { id, name, aim, functions, endedOn: dayLine(language, endedOn ?? ''), isOver: endedOn !== null && endedOn <= today },
			seats: seatsOf(functions, members.filter((one) => isMember(one, today) || one.since > today).map(line)),
			past: members.filter(({ until }) => until !== null && until <= today).map(line),
			meetings: meetings.map(({ slug, title, startsAt }) => ({ slug, title, at: moment(language, startsAt), isAhead: startsAt > now })),
			tasks: told(tasks),
			given: told(given.filter((one) => !tasks.some((task) => task.id === one.id))),
			organisations: await organisations(tx),
			choice: tickable(language, await threadMeetings(tx, null, false)),
			known: filled({ group: id, groupName: name, aim, functions: functions.join('\n') }),
			ticked: filled(Object.fromEntries(meetings.map((meeting) => [meetingField(meeting.id), 'yes']))),
			fresh: filled({ member: randomUUID(), since: dayLine(language, today) }),
			ending: filled({ endedOn: dayLine(language, today) }),
			leaving: filled({ until: dayLine(language, today) }),
			done: event.url.searchParams.get('done'),
			blank: filled(),
		};
	});
};

const place: Place<RequestEvent, { by: Coordinator; id: string }> = {
	gate: async (tx, event) => {
		const { by, group } = await own(tx, event);
		return { by, id: group.id };
	},
	page: ({ params }) => `/desk/working-groups/${params.group}`,
	say: words,
};

export const actions: Actions = {
	save: doing(place, 'save', 'saved', workingGroup, (tx, { by, id }, input) => thread.saveGroup(tx, by, { ...input, group: id })),
	keep: doing(place, 'keep', 'kept', member, (tx, { by, id }, input) => thread.keepMember(tx, by, id, input)),
	leave: doing(place, 'leave', 'left', memberLeft, (tx, { by, id }, input) => thread.leaveGroup(tx, by, id, input)),
	remove: doing(place, 'remove', 'removed', memberGone, (tx, { by, id }, { member: who }) => thread.removeMember(tx, by, id, who)),
	gather: doing(place, 'gather', 'gathered', gathering, (tx, { by, id }, meetings) => thread.gatherAt(tx, by, id, meetings)),
	end: doing(place, 'end', 'ended', groupEnd, (tx, { by, id }, { endedOn }) => thread.endGroup(tx, by, id, endedOn)),
	again: doing(place, 'again', 'again', nothing, (tx, { by, id }) => thread.endGroup(tx, by, id, '')),
	delete: doing({ ...place, page: () => '/desk/working-groups' }, 'delete', 'removed', groupGone, (tx, { by, id }) =>
		thread.removeGroup(tx, by, id),
	),
};

import * as v from 'valibot';
import { choice, email, id, line, personName, reference, required } from '#platform/form.ts';
import { dayOf, fromParts } from '#platform/time/time.ts';

export const teamMember = v.object({
	memberName: personName('memberNameMissing'),
	memberEmail: email('emailMissing'),
	memberFunction: line(160),
});

export type TeamMemberInput = v.InferOutput<typeof teamMember>;

/** Who is to answer for a meeting, or to stand in. */
export const appointment = v.object({ kind: choice(['lead', 'deputy'], 'unknownChoice'), person: id('unknownChoice') });

/** What whoever comes by a link is to do. */
export const teamLink = v.object({ linkFunction: line(160) });

const due = (raw: { dueDay: string; dueMonth: string; dueYear: string }) => fromParts(raw.dueDay, raw.dueMonth, raw.dueYear, '12:00');

/** Something to prepare, by whom and until which day. */
export const task = v.pipe(
	v.object({ taskTitle: required('taskMissing', 200), owner: reference, dueDay: line(4), dueMonth: line(4), dueYear: line(6) }),
	v.forward(
		v.partialCheck([['dueDay'], ['dueMonth'], ['dueYear']], (raw) => due(raw) !== undefined, 'dateWrong'),
		['dueDay'],
	),
	v.transform(({ taskTitle, owner, ...day }) => ({ title: taskTitle, owner, dueOn: dayOf(due(day) as Date) })),
);

export type TaskInput = v.InferOutput<typeof task>;

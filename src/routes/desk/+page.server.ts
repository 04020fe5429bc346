import { deskTasks } from '#modules/conduct/rules.ts';
import { timeLine, venueLine } from '#modules/events/output.server.ts';
import { editionsToFix } from '#modules/events/output-format.server.ts';
import { meetingsToPrepare } from '#modules/events/read.server.ts';
import { formats } from '#modules/events/read-format.server.ts';
import { coordinator } from '#modules/people/access.ts';
import { offers } from '#modules/registration/read.server.ts';
import { stages } from '#modules/workshops/read.server.ts';
import { dayOf, shortDay } from '#platform/time/time.ts';
import { signedIn } from '../gate.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) =>
	locals.within(async (tx) => {
		const actor = signedIn(locals);
		const { language, now } = locals;
		const meetings = await meetingsToPrepare(tx, coordinator(actor) ? null : actor.teams);
		const ids = meetings.map(({ id }) => id);
		const known = await offers(tx, ids);
		const workshopStages = await stages(tx, ids);
		const tasks = deskTasks(
			meetings.map((meeting) => ({ ...meeting, offer: known.get(meeting.id), stage: workshopStages.get(meeting.id) ?? 'none' })),
			now,
		);
		const toFix = coordinator(actor) ? editionsToFix(language, await formats(tx), dayOf(now)) : [];
		return {
			toFix,
			tasks: tasks.map((task) => ({ ...task, date: task.date ? shortDay(language, task.date) : '' })),
			meetings: meetings.map((meeting) => ({
				slug: meeting.slug,
				title: meeting.title,
				state: meeting.state,
				isPast: meeting.endsAt < now,
				time: timeLine(meeting, language),
				venue: venueLine(meeting, language),
				offer: known.get(meeting.id) ?? null,
			})),
		};
	});

import { timeLine } from '#modules/events/output.server.ts';
import { organiser } from '../../../gate.server.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => {
		const { meeting } = await organiser(tx, locals, params.meeting);
		return { head: { slug: meeting.slug, title: meeting.title, state: meeting.state, time: timeLine(meeting, locals.language) } };
	});

import { timeLine } from '#modules/events/output.server.ts';
import { closedAt } from '#modules/events/read-after.server.ts';
import { organiser } from '../../../gate.server.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => {
		const { meeting } = await organiser(tx, locals, params.meeting);
		const isClosed = (await closedAt(tx, { meeting: meeting.id })) !== null;
		const { slug, title, state } = meeting;
		return { head: { slug, title, state, isClosed, time: timeLine(meeting, locals.language) } };
	});

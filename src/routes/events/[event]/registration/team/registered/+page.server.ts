import { visibleMeeting } from '../../../../../gate.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => {
		const meeting = await visibleMeeting(tx, locals, params.event);
		return { meeting: { slug: meeting.slug, title: meeting.title } };
	});

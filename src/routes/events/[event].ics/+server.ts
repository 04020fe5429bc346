import { feed } from '#modules/events/output.server.ts';
import { visibleMeeting } from '../../gate.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
	const meeting = await locals.within((tx) => visibleMeeting(tx, locals, params.event));
	return new Response(feed([meeting], locals.region, locals.language, locals.now), {
		headers: { 'content-type': 'text/calendar; charset=utf-8', 'content-disposition': `attachment; filename="${meeting.slug}.ics"` },
	});
};

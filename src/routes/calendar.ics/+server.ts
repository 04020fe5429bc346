import { feed } from '#modules/events/output.server.ts';
import { publicMeetings } from '#modules/events/read.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals }) => {
	const meetings = await locals.within((tx) => publicMeetings(tx, { now: locals.now }));
	return new Response(feed(meetings, locals.region, locals.language, locals.now), {
		headers: { 'content-type': 'text/calendar; charset=utf-8' },
	});
};

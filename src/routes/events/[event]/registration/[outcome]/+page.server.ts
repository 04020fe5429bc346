import { nothingHere, visibleMeeting } from '../../../../gate.server.ts';
import type { PageServerLoad } from './$types';

const outcomes = ['confirmed', 'waiting', 'withdrawn'] as const;

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => {
		const outcome = outcomes.find((known) => known === params.outcome) ?? nothingHere();
		const meeting = await visibleMeeting(tx, locals, params.event);
		return { meeting: { slug: meeting.slug, title: meeting.title }, outcome };
	});

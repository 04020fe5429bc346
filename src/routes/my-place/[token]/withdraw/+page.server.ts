import { redirect } from '@sveltejs/kit';
import * as conduct from '#modules/conduct/write.server.ts';
import { meetingById } from '#modules/events/read.server.ts';
import { to } from '#platform/paths.ts';
import * as gate from '../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => {
		const by = await gate.participant(tx, locals, params.token);
		const meeting = (await meetingById(tx, by.meeting)) ?? gate.nothingHere();
		return { title: meeting.title };
	});

export const actions: Actions = {
	default: async ({ locals, params }) => {
		// The link ends with the registration, so the way leads to a page that needs none.
		const slug = await locals.within(async (tx) => {
			const by = await gate.participant(tx, locals, params.token);
			await conduct.withdraw(tx, by, locals.now);
			return (await meetingById(tx, by.meeting))?.slug;
		});
		redirect(303, to(locals.language, `/events/${slug}/registration/withdrawn`));
	},
};

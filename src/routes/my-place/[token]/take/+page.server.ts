import { fail, redirect } from '@sveltejs/kit';
import * as conduct from '#modules/conduct/write.server.ts';
import { meetingById } from '#modules/events/read.server.ts';
import { filled, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
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
		const { language, now } = locals;
		const done = await answer(locals.within(async (tx) => conduct.takeOffered(tx, await gate.participant(tx, locals, params.token), now)));
		if (!done.ok) return fail(409, { form: withRejection(filled(), done.rejected, language) });
		redirect(303, to(language, `/my-place/${params.token}?done=taken`));
	},
};

import { redirect } from '@sveltejs/kit';
import * as conduct from '#modules/conduct/write.server.ts';
import { meetingById } from '#modules/events/read.server.ts';
import { placeById } from '#modules/registration/read.server.ts';
import { to } from '#platform/paths.ts';
import * as gate from '../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => {
		const by = await gate.participant(tx, locals, params.token);
		const place = await placeById(tx, by.place);
		const meeting = (await meetingById(tx, by.meeting)) ?? gate.nothingHere();
		if (place?.state === 'withdrawn') redirect(303, to(locals.language, `/my-place/${params.token}`));
		return { title: meeting.title };
	});

export const actions: Actions = {
	default: async ({ locals, params }) => {
		await locals.within(async (tx) => conduct.withdraw(tx, await gate.participant(tx, locals, params.token)));
		redirect(303, to(locals.language, `/my-place/${params.token}`));
	},
};

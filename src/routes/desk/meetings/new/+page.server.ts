import { fail, redirect } from '@sveltejs/kit';
import * as conduct from '#modules/conduct/write.server.ts';
import { meetingById } from '#modules/events/read.server.ts';
import { organisations } from '#modules/organisations/read.server.ts';
import { filled, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { parts } from '#platform/time/time.ts';
import { coordinator } from '../../../gate.server.ts';
import { readMeetingForm } from '../../../meeting-form.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	coordinator(locals);
	const { day, month, year } = parts(locals.now);
	return locals.within(async (tx) => ({
		organisations: await organisations(tx),
		blank: filled({ opensDay: day, opensMonth: month, opensYear: year, opensTime: '08:00', closesTime: '23:59', venueKind: '' }),
	}));
};

export const actions: Actions = {
	default: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language } = locals;
		const input = await readMeetingForm(request, language);
		if (!input.ok) return fail(400, { form: input.form });
		const begun = await answer(
			locals.within(async (tx) => {
				const organiser = await conduct.beginMeeting(tx, by, input.meeting, input.offer);
				return meetingById(tx, organiser.meeting);
			}),
		);
		if (!begun.ok) return fail(409, { form: withRejection(input.form, begun.rejected, language) });
		redirect(303, to(language, `/desk/meetings/${begun.value?.slug}`));
	},
};

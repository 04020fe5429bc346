import { fail, redirect } from '@sveltejs/kit';
import * as conduct from '#modules/conduct/write.server.ts';
import { guidingQuestions, joinLink } from '#modules/events/read.server.ts';
import { organisations } from '#modules/organisations/read.server.ts';
import { offerOf } from '#modules/registration/read.server.ts';
import { withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { organiser } from '../../../../gate.server.ts';
import { filledMeetingForm, readMeetingForm } from '../../../../meeting-form.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { meeting } = await organiser(tx, locals, params.meeting);
		return {
			organisations: await organisations(tx, meeting.venueOrganisationId),
			known: filledMeetingForm(
				meeting,
				await guidingQuestions(tx, meeting.id),
				await joinLink(tx, meeting.id),
				await offerOf(tx, meeting.id),
			),
			isSaved: url.searchParams.get('done') === 'saved',
			told: url.searchParams.has('told') ? Number(url.searchParams.get('told')) || 0 : null,
		};
	});

export const actions: Actions = {
	default: async ({ request, locals, params }) => {
		const { language } = locals;
		const input = await readMeetingForm(request, language);
		if (!input.ok) return fail(400, { form: input.form });
		const done = await answer(
			locals.within(async (tx) =>
				conduct.changeMeeting(tx, (await organiser(tx, locals, params.meeting)).organiser, input.meeting, input.offer, locals.now),
			),
		);
		if (!done.ok) return fail(409, { form: withRejection(input.form, done.rejected, language) });
		redirect(303, to(language, `/desk/meetings/${params.meeting}/edit?done=saved${done.value === null ? '' : `&told=${done.value}`}`));
	},
};

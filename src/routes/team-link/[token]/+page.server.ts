import { fail, redirect } from '@sveltejs/kit';
import { timeLine } from '#modules/events/output.server.ts';
import { meetingById } from '#modules/events/read.server.ts';
import { teamMember } from '#modules/events/schema-team.ts';
import { words } from '#modules/events/words.ts';
import { joinByLink } from '#modules/events/write-team.server.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer, Rejected } from '#platform/rejected.ts';
import * as gate from '../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const by = await gate.teamInvitee(tx, locals, params.token);
		const meeting = (await meetingById(tx, by.meeting)) ?? gate.nothingHere();
		return {
			title: meeting.title,
			time: timeLine(meeting, locals.language),
			isSent: url.searchParams.get('done') === 'sent',
			blank: filled(),
		};
	});

export const actions: Actions = {
	default: async ({ request, locals, params }) => {
		const { language } = locals;
		const input = await parse(request, teamMember, words(language));
		if (
			!(await locals.mayStill('signIn')) ||
			!(await locals.mayStill('signInAddress', `${locals.region.id} ${input.form.values['memberEmail']}`))
		)
			return fail(429, { form: withRejection(input.form, new Rejected((l) => words(l)('team.tooMany')), language) });
		if (!input.ok) return fail(400, { form: input.form });
		const { memberName: name, memberEmail: email } = input.value;
		const done = await answer(
			locals.within(async (tx) => joinByLink(tx, await gate.teamInvitee(tx, locals, params.token), { name, email }, language)),
		);
		if (!done.ok) return fail(409, { form: withRejection(input.form, done.rejected, language) });
		redirect(303, to(language, `/team-link/${params.token}?done=sent`));
	},
};

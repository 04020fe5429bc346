import { fail, redirect } from '@sveltejs/kit';
import { meetingById } from '#modules/events/read.server.ts';
import { materials } from '#modules/events/read-after.server.ts';
import { detailsOf, placeById } from '#modules/registration/read.server.ts';
import { certified, contacts } from '#modules/registration/read-after.server.ts';
import { takeaway } from '#modules/registration/schema-after.ts';
import { words } from '#modules/registration/words.ts';
import { takeAway } from '#modules/registration/write-after.server.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer, Rejected } from '#platform/rejected.ts';
import * as gate from '../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const by = await gate.participant(tx, locals, params.token);
		const place = await placeById(tx, by.place);
		const meeting = await meetingById(tx, by.meeting);
		// Materials and contacts are for those who have a place, not for those who wait or withdrew.
		if (!meeting || place?.state !== 'confirmed') gate.nothingHere();
		return {
			title: meeting.title,
			hasBegun: meeting.startsAt <= locals.now,
			isCertified: (await certified(tx, by)).has(by.place),
			materials: await materials(tx, by),
			contacts: await contacts(tx, by),
			sharesContact: (await detailsOf(tx, by)).consents.includes('contact'),
			isSent: url.searchParams.get('done') === 'sent',
			blank: filled(),
		};
	});

export const actions: Actions = {
	default: async ({ request, locals, params }) => {
		const { language, now } = locals;
		const input = await parse(request, takeaway, words(language));
		// Whoever has no link learns nothing, not even what a form lacks; and what is anonymous is limited by the address it comes from.
		const by = await locals.within((tx) => gate.participant(tx, locals, params.token));
		if (!(await locals.mayStill('takeaway')))
			return fail(429, { form: withRejection(input.form, new Rejected((l) => words(l)('check.tooMany')), language) });
		if (!input.ok) return fail(400, { form: input.form });
		const done = await answer(
			locals.within(async (tx) => {
				const meeting = (await meetingById(tx, by.meeting)) ?? gate.nothingHere();
				await takeAway(tx, by, meeting, input.value, now);
			}),
		);
		if (!done.ok) return fail(409, { form: withRejection(input.form, done.rejected, language) });
		redirect(303, to(language, `/my-place/${params.token}/after?done=sent`));
	},
};

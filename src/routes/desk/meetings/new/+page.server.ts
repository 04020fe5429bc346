import { fail, redirect } from '@sveltejs/kit';
import * as conduct from '#modules/conduct/write.server.ts';
import { editionName } from '#modules/events/output-format.server.ts';
import { meetingById } from '#modules/events/read.server.ts';
import { editionById } from '#modules/events/read-format.server.ts';
import { holdEdition } from '#modules/events/write-format.server.ts';
import { organisations } from '#modules/organisations/read.server.ts';
import { filled, isId, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { parts } from '#platform/time/time.ts';
import { coordinator, nothingHere } from '../../../gate.server.ts';
import { readMeetingForm } from '../../../meeting-form.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
	coordinator(locals);
	const { day, month, year } = parts(locals.now);
	const named = url.searchParams.get('edition') ?? undefined;
	return locals.within(async (tx) => {
		const known = isId(named) ? await editionById(tx, named) : undefined;
		if (named !== undefined && !known) nothingHere();
		const date = known?.edition.date;
		return {
			organisations: await organisations(tx),
			edition: known && { id: known.edition.id, name: editionName(locals.language, known.format, known.edition) },
			blank: filled({
				opensDay: day,
				opensMonth: month,
				opensYear: year,
				opensTime: '08:00',
				closesTime: '23:59',
				venueKind: '',
				...(known && date
					? {
							title: editionName(locals.language, known.format, known.edition),
							year: String(date.year),
							month: date.month ? String(date.month) : '',
							day: date.day ? String(date.day) : '',
							start: date.time ?? '',
						}
					: {}),
			}),
		};
	});
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
				const { edition } = input.form.values;
				if (isId(edition)) await holdEdition(tx, organiser, edition);
				return meetingById(tx, organiser.meeting);
			}),
		);
		if (!begun.ok) return fail(409, { form: withRejection(input.form, begun.rejected, language) });
		redirect(303, to(language, `/desk/meetings/${begun.value?.slug}`));
	},
};

import { fail, redirect } from '@sveltejs/kit';
import * as conduct from '#modules/conduct/write.server.ts';
import { takeOver } from '#modules/conduct/write-edition.server.ts';
import { type Organiser, organiser as organiserOf } from '#modules/events/access.ts';
import { editionName } from '#modules/events/output-format.server.ts';
import { guidingQuestions, joinLink, meetingById, meetingBySlug } from '#modules/events/read.server.ts';
import { editionById } from '#modules/events/read-format.server.ts';
import { team } from '#modules/events/read-team.server.ts';
import { editionBefore } from '#modules/events/rules-format.ts';
import { holdEdition } from '#modules/events/write-format.server.ts';
import { organisations } from '#modules/organisations/read.server.ts';
import { offerOf } from '#modules/registration/read.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { filled, isId, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { parts } from '#platform/time/time.ts';
import { coordinator, nothingHere } from '../../../gate.server.ts';
import { filledMeetingForm, readMeetingForm } from '../../../meeting-form.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** The meeting of the edition before, from which the next may take over. */
async function meetingBefore(tx: Tx, { format, edition }: NonNullable<Awaited<ReturnType<typeof editionById>>>) {
	const slug = editionBefore(format.editions, edition)?.meeting?.slug;
	return slug === undefined ? undefined : meetingBySlug(tx, slug);
}

export const load: PageServerLoad = ({ locals, url }) => {
	const by = coordinator(locals);
	const { day, month, year } = parts(locals.now);
	const named = url.searchParams.get('edition') ?? undefined;
	return locals.within(async (tx) => {
		const known = isId(named) ? await editionById(tx, named) : undefined;
		if (named !== undefined && !known) nothingHere();
		const date = known?.edition.date;
		const earlier = known && (await meetingBefore(tx, known));
		const places = earlier && (await offerOf(tx, earlier.id));
		const facts = earlier
			? filledMeetingForm(earlier, await guidingQuestions(tx, earlier.id), await joinLink(tx, earlier.id), places).values
			: {};
		return {
			organisations: await organisations(tx),
			earlier: earlier && { title: earlier.title, team: (await team(tx, organiserOf(by, earlier) as Organiser)).length },
			edition: known && { id: known.edition.id, name: editionName(locals.language, known.format, known.edition) },
			blank: filled({
				// What an earlier edition was is a good beginning; its day and its time of registration are not.
				...facts,
				takeAgenda: earlier ? 'yes' : '',
				takeWorkshops: earlier ? 'yes' : '',
				takeTeam: '',
				closesDay: '',
				closesMonth: '',
				closesYear: '',
				opensDay: day,
				opensMonth: month,
				opensYear: year,
				opensTime: '00:00',
				closesTime: '23:59',
				venueKind: facts['venueKind'] ?? '',
				...(known && date
					? {
							title: editionName(locals.language, known.format, known.edition),
							year: String(date.year),
							month: date.month ? String(date.month) : '',
							day: date.day ? String(date.day) : '',
							start: date.time ?? facts['start'] ?? '',
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
				if (isId(edition)) {
					await holdEdition(tx, organiser, edition);
					const known = await editionById(tx, edition);
					const earlier = known && (await meetingBefore(tx, known));
					const { takeAgenda, takeWorkshops, takeTeam } = input.form.values;
					const what = { agenda: Boolean(takeAgenda), workshops: Boolean(takeWorkshops), team: Boolean(takeTeam) };
					if (earlier) await takeOver(tx, organiser, organiserOf(by, earlier) as Organiser, what);
				}
				return meetingById(tx, organiser.meeting);
			}),
		);
		if (!begun.ok) return fail(409, { form: withRejection(input.form, begun.rejected, language) });
		redirect(303, to(language, `/desk/meetings/${begun.value?.slug}`));
	},
};

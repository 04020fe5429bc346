import { fail, redirect } from '@sveltejs/kit';
import * as conduct from '#modules/conduct/write.server.ts';
import { venueLine } from '#modules/events/output.server.ts';
import { agenda } from '#modules/events/read.server.ts';
import { attendances } from '#modules/events/read-attendance.server.ts';
import { agendaConflicts, weekdayConflicts } from '#modules/events/rules.ts';
import { attendance, cancellation } from '#modules/events/schema.ts';
import { words } from '#modules/events/words.ts';
import { noteAttendance } from '#modules/events/write-attendance.server.ts';
import { closedBecause } from '#modules/registration/access.ts';
import { offerOf } from '#modules/registration/read.server.ts';
import { publicationOf, workshops } from '#modules/workshops/read.server.ts';
import { tooFew } from '#modules/workshops/read-problem.server.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { dayOf, moment, weekday } from '#platform/time/time.ts';
import { organiser } from '../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { language } = locals;
		const { meeting, organiser: by } = await organiser(tx, locals, params.meeting);
		const offer = await offerOf(tx, meeting.id);
		const items = await agenda(tx, meeting.id);
		const all = await workshops(tx, meeting.id);
		const title = (id: string | undefined) => items.find((item) => item.id === id)?.title ?? '';
		const texts = [
			meeting.title,
			meeting.motto,
			meeting.objective,
			meeting.description,
			...items.map((item) => `${item.title}\n${item.description}`),
		];
		const year = Number(dayOf(meeting.startsAt).slice(0, 4));
		return {
			meeting: { ...meeting, venue: venueLine(meeting, language) },
			offer: offer && { ...offer, opens: moment(language, offer.opensAt), closes: moment(language, offer.closesAt) },
			programme: { items: items.length, workshops: all.length, seats: all.reduce((sum, { capacity }) => sum + capacity, 0) },
			// Once places are known the question is answered.
			tooFew:
				meeting.state === 'published' && !(await publicationOf(tx, meeting.id))
					? (await tooFew(tx, by)).map((one) => ({ ...one, title: all.find(({ id }) => id === one.workshop)?.title ?? '' }))
					: [],
			conflicts: agendaConflicts(meeting, items).map(({ kind, item, other }) => ({ kind, title: title(item), other: title(other) })),
			// 2023-01-01 was a Sunday: the names of weekdays in the reader's language.
			weekdays: texts
				.flatMap((text) => weekdayConflicts(text, year))
				.map(({ written, actual }) => ({ written, actual: weekday(language, new Date(Date.UTC(2023, 0, 1 + actual, 12))) })),
			isOpen: closedBecause(meeting, offer, locals.now) === null,
			isOver: meeting.endsAt < locals.now,
			hasBegun: meeting.startsAt <= locals.now && meeting.state === 'published',
			came: (await attendances(tx, [meeting.id])).get(meeting.id),
			done: url.searchParams.get('done'),
			blank: filled(),
		};
	});

export const actions: Actions = {
	publish: async ({ locals, params }) => {
		const { language } = locals;
		const done = await answer(
			locals.within(async (tx) => conduct.publishMeeting(tx, (await organiser(tx, locals, params.meeting)).organiser, locals.now)),
		);
		if (!done.ok) return fail(409, { form: withRejection(filled(), done.rejected, language) });
		redirect(303, to(language, `/desk/meetings/${params.meeting}?done=published`));
	},
	close: async ({ locals, params }) => {
		const { language, now } = locals;
		const done = await answer(
			locals.within(async (tx) => conduct.closeRegistration(tx, (await organiser(tx, locals, params.meeting)).organiser, now)),
		);
		if (!done.ok) return fail(409, { form: withRejection(filled(), done.rejected, language) });
		redirect(303, to(language, `/desk/meetings/${params.meeting}?done=closed`));
	},
	came: async ({ request, locals, params }) => {
		const { language, now } = locals;
		const input = await parse(request, attendance, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const done = await answer(
			locals.within(async (tx) => noteAttendance(tx, (await organiser(tx, locals, params.meeting)).organiser, input.value, now)),
		);
		if (!done.ok) return fail(409, { form: withRejection(input.form, done.rejected, language) });
		redirect(303, to(language, `/desk/meetings/${params.meeting}?done=came`));
	},
	cancel: async ({ request, locals, params }) => {
		const { language } = locals;
		const input = await parse(request, cancellation, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const done = await answer(
			locals.within(async (tx) =>
				conduct.cancelMeeting(tx, (await organiser(tx, locals, params.meeting)).organiser, input.value.reason, locals.now),
			),
		);
		if (!done.ok) return fail(409, { form: withRejection(input.form, done.rejected, language) });
		redirect(303, to(language, `/desk/meetings/${params.meeting}?done=cancelled`));
	},
};

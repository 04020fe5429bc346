import { fail, redirect } from '@sveltejs/kit';
import { asked } from '#modules/registration/output.server.ts';
import { questions } from '#modules/registration/read-question.server.ts';
import { ANSWER_DAYS } from '#modules/registration/rules.ts';
import { question } from '#modules/registration/schema-question.ts';
import { words } from '#modules/registration/words.ts';
import { ask, takeBack } from '#modules/registration/write-question.server.ts';
import { filled, isId, nothing, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer, Rejected } from '#platform/rejected.ts';
import { daysAfter, parts } from '#platform/time/time.ts';
import { organiser } from '../../../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { meeting } = await organiser(tx, locals, params.meeting);
		const { day, month, year } = parts(daysAfter(meeting.endsAt, ANSWER_DAYS, '12:00'));
		return {
			questions: asked(locals.language, await questions(tx, meeting.id)),
			done: url.searchParams.get('done'),
			blank: filled({ goneDay: day, goneMonth: month, goneYear: year }),
		};
	});

export const actions: Actions = {
	add: async ({ request, locals, params }) => {
		const { language } = locals;
		const input = await parse(request, question, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const done = await answer(locals.within(async (tx) => ask(tx, (await organiser(tx, locals, params.meeting)).organiser, input.value)));
		if (!done.ok) return fail(409, { form: withRejection(input.form, done.rejected, language) });
		redirect(303, to(language, `/desk/meetings/${params.meeting}/people/questions?done=added`));
	},
	remove: async ({ request, locals, params }) => {
		const { language } = locals;
		const { form } = await parse(request, nothing, words(language));
		const { id } = form.values;
		const done = await answer(
			locals.within(async (tx) => {
				const { organiser: by } = await organiser(tx, locals, params.meeting);
				if (!isId(id)) throw new Rejected((l) => words(l)('questionGone'));
				await takeBack(tx, by, id);
			}),
		);
		if (!done.ok) return fail(409, { form: withRejection(filled(), done.rejected, language) });
		redirect(303, to(language, `/desk/meetings/${params.meeting}/people/questions?done=removed`));
	},
};

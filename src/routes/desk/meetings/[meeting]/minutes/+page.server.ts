import { randomUUID } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import { draftOf } from '#modules/thread/output-minutes.server.ts';
import { minutesOf } from '#modules/thread/read-minutes.server.ts';
import { begunMinutes } from '#modules/thread/schema-minutes.ts';
import { words } from '#modules/thread/words.ts';
import { beginMinutes } from '#modules/thread/write-minutes.server.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { moment, shortDay } from '#platform/time/time.ts';
import { organiser } from '../../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => {
		const { organiser: by } = await organiser(tx, locals, params.meeting);
		const { language } = locals;
		return {
			minutes: (await minutesOf(tx, by)).map(({ id, name, last, releases }) => ({
				id,
				name,
				last: moment(language, last.at),
				by: last.by,
				release: releases.length,
				releasedOn: releases.length > 0 ? shortDay(language, (releases.at(-1) as (typeof releases)[0]).at) : '',
				isChanged: releases.length > 0 && releases.at(-1)?.writing !== last.number,
			})),
			blank: filled({ key: randomUUID() }),
		};
	});

export const actions: Actions = {
	begin: async ({ request, locals, params }) => {
		const { language, now } = locals;
		const input = await parse(request, begunMinutes, words(language));
		const outcome = await answer(
			locals.within(async (tx) => {
				const { meeting, organiser: by } = await organiser(tx, locals, params.meeting);
				return input.ok ? beginMinutes(tx, by, input.value, await draftOf(tx, by, meeting, input.value.name, language), now) : '';
			}),
		);
		if (!input.ok) return fail(400, { form: input.form });
		if (!outcome.ok) return fail(409, { form: withRejection(input.form, outcome.rejected, language) });
		redirect(303, to(language, `/desk/meetings/${params.meeting}/minutes/${outcome.value}`));
	},
};

import { fail, redirect } from '@sveltejs/kit';
import { changeLine } from '#modules/workshops/output-release.server.ts';
import { concerned, digestOf, lastRelease, releases, unreleased } from '#modules/workshops/read-release.server.ts';
import { releaseNote } from '#modules/workshops/schema.ts';
import { words } from '#modules/workshops/words.ts';
import { release } from '#modules/workshops/write-release.server.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { moment } from '#platform/time/time.ts';
import { organiser } from '../../../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { language } = locals;
		const { meeting, organiser: by } = await organiser(tx, locals, params.meeting);
		const changes = (await unreleased(tx, meeting.id)) ?? [];
		return {
			isDraft: meeting.state !== 'published',
			isFirst: (await lastRelease(tx, meeting.id)) === undefined,
			changes: changes.map((change) => changeLine(language, change)),
			concerned: (await concerned(tx, by, changes)).length,
			releases: (await releases(tx, by)).map((one) => ({
				...one,
				at: moment(language, one.at),
				changes: one.changes.map((change) => changeLine(language, change)),
			})),
			told: url.searchParams.has('told') ? Number(url.searchParams.get('told')) || 0 : null,
			blank: filled({ seen: digestOf(changes) }),
		};
	});

export const actions: Actions = {
	default: async ({ request, locals, params }) => {
		const { language } = locals;
		const input = await parse(request, releaseNote, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const done = await answer(
			locals.within(async (tx) =>
				release(tx, (await organiser(tx, locals, params.meeting)).organiser, { ...input.value, now: locals.now }),
			),
		);
		if (!done.ok) return fail(409, { form: withRejection(input.form, done.rejected, language) });
		redirect(303, to(language, `/desk/meetings/${params.meeting}/agenda/release?told=${done.value}`));
	},
};

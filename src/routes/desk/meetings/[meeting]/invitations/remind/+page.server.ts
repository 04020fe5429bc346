import { fail, redirect } from '@sveltejs/kit';
import { closedBecause } from '#modules/registration/access.ts';
import { preview } from '#modules/registration/output-invitation.server.ts';
import { offerOf } from '#modules/registration/read.server.ts';
import { invited } from '#modules/registration/read-invitation.server.ts';
import { silent } from '#modules/registration/rules-invitation.ts';
import { seenMailing, ticked } from '#modules/registration/schema-invitation.ts';
import { words } from '#modules/registration/words.ts';
import { remind } from '#modules/registration/write-invitation.server.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { shortDay } from '#platform/time/time.ts';
import { organiser } from '../../../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => {
		const { now, region } = locals;
		const { meeting, organiser: by } = await organiser(tx, locals, params.meeting);
		const closed = closedBecause(meeting, await offerOf(tx, meeting.id), now);
		const due = closed && closed !== 'notYet' ? [] : silent(await invited(tx, by));
		const [first] = due;
		const before = due.flatMap(({ remindedAt }) => remindedAt ?? []).sort((a, b) => b.getTime() - a.getTime());
		return {
			people: due.map(({ id, name, organisation }) => ({ id, name, organisation })),
			already: before[0] ? { count: before.length, date: shortDay(locals.language, before[0]) } : null,
			letter: first ? await preview(tx, 'reminder', first, meeting, region.origin) : null,
			isClosed: closed !== null && closed !== 'notYet',
			blank: filled({ seenAt: String(now.getTime()) }),
		};
	});

export const actions: Actions = {
	default: async ({ request, locals, params }) => {
		const { language, now } = locals;
		const input = await parse(request, seenMailing, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const seen = { ids: ticked(input.form.values), at: input.value.seenAt };
		const done = await answer(
			locals.within(async (tx) => remind(tx, (await organiser(tx, locals, params.meeting)).organiser, seen, input.value.note, now)),
		);
		if (!done.ok) return fail(409, { form: withRejection(input.form, done.rejected, language) });
		redirect(303, to(language, `/desk/meetings/${params.meeting}/invitations?done=reminded&count=${done.value}`));
	},
};

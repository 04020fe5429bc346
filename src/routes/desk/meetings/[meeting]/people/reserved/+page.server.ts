import { fail, redirect } from '@sveltejs/kit';
import { areas } from '#modules/places/read.server.ts';
import { groupName } from '#modules/registration/output.server.ts';
import { offerOf, reservations } from '#modules/registration/read.server.ts';
import { bookable } from '#modules/registration/rules.ts';
import { reservation } from '#modules/registration/schema.ts';
import { words } from '#modules/registration/words.ts';
import { release, reserve } from '#modules/registration/write-reservation.server.ts';
import { filled, isId, nothing, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer, Rejected } from '#platform/rejected.ts';
import { shortDay } from '#platform/time/time.ts';
import { organiser } from '../../../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { language } = locals;
		const { meeting } = await organiser(tx, locals, params.meeting);
		const offer = await offerOf(tx, meeting.id);
		return {
			free: offer ? bookable(offer, true) : 0,
			kept: (await reservations(tx, meeting.id)).map((one) => ({
				id: one.id,
				seats: one.seats,
				used: one.used,
				group: groupName(language, one),
				releaseOn: shortDay(language, one.releaseAt),
				releasedOn: one.releasedAt ? shortDay(language, one.releasedAt) : null,
			})),
			areas: await areas(tx, 'planningArea'),
			done: url.searchParams.get('done'),
			count: Number(url.searchParams.get('count')) || 0,
			blank: filled(),
		};
	});

export const actions: Actions = {
	add: async ({ request, locals, params }) => {
		const { language, now } = locals;
		const input = await parse(request, reservation, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const done = await answer(
			locals.within(async (tx) => reserve(tx, (await organiser(tx, locals, params.meeting)).organiser, input.value, now)),
		);
		if (!done.ok) return fail(409, { form: withRejection(input.form, done.rejected, language) });
		redirect(303, to(language, `/desk/meetings/${params.meeting}/people/reserved?done=added`));
	},
	release: async ({ request, locals, params }) => {
		const { language, now } = locals;
		const { form } = await parse(request, nothing, words(language));
		const { id } = form.values;
		const done = await answer(
			locals.within(async (tx) => {
				const { organiser: by } = await organiser(tx, locals, params.meeting);
				if (!isId(id)) throw new Rejected((l) => words(l)('reservationGone'));
				return release(tx, by, id, now);
			}),
		);
		if (!done.ok) return fail(409, { form: withRejection(filled(), done.rejected, language) });
		redirect(303, to(language, `/desk/meetings/${params.meeting}/people/reserved?done=released&count=${done.value}`));
	},
};

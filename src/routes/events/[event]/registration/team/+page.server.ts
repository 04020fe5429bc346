import { randomUUID } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import * as conduct from '#modules/conduct/write.server.ts';
import { offered } from '#modules/organisations/read.server.ts';
import { areas } from '#modules/places/read.server.ts';
import { closedBecause } from '#modules/registration/access.ts';
import { offerOf } from '#modules/registration/read.server.ts';
import { bookable } from '#modules/registration/rules.ts';
import { key } from '#modules/registration/schema.ts';
import { FIRST_PEOPLE, MOST_PEOPLE, readMembers, teamHead } from '#modules/registration/schema-team.ts';
import { words } from '#modules/registration/words.ts';
import { type Form, filled, nothing, parse, read, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer, Rejected } from '#platform/rejected.ts';
import * as gate from '../../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => {
		const meeting = await gate.visibleMeeting(tx, locals, params.event);
		const offer = await offerOf(tx, meeting.id);
		// Closed, late or called off: the page for one person says which, and when.
		if (closedBecause(meeting, offer, locals.now)) redirect(303, to(locals.language, `/events/${meeting.slug}/registration`));
		return {
			meeting: { slug: meeting.slug, title: meeting.title },
			bookable: offer ? bookable(offer, true) : 0,
			organisations: await offered(tx),
			areas: await areas(tx, 'planningArea'),
			blank: filled({ key: randomUUID(), rows: String(FIRST_PEOPLE) }) as Form,
		};
	});

export const actions: Actions = {
	more: async ({ request, locals }) => {
		const { form } = await parse(request, nothing, words(locals.language));
		const rows = Math.min(MOST_PEOPLE, (Number(form.values['rows']) || FIRST_PEOPLE) + FIRST_PEOPLE);
		locals.isPreview = true;
		const longer: Form = { ...form, values: { ...form.values, rows: String(rows) } };
		return { form: longer };
	},
	register: async ({ request, params, locals }) => {
		const { language } = locals;
		const say = words(language);
		const head = await parse(request, teamHead, say);
		const team = readMembers(head.form, say);
		if (!head.ok || !team.ok) return fail(400, { form: team.form });
		for (const _ of team.members)
			if (!(await locals.mayStill('registration')))
				return fail(429, { form: withRejection(head.form, new Rejected((l) => words(l)('tooMany')), language) });
		const done = await answer(
			locals.within(async (tx) => {
				const meeting = await gate.openMeeting(tx, locals, params.event);
				if (!meeting) throw new Rejected((l) => words(l)('registrationClosed'));
				const sent = read(v.object({ key }), head.form.values).key;
				return conduct.registerTeam(tx, meeting, { ...head.value, members: team.members }, sent, language);
			}),
		);
		if (!done.ok) return fail(409, { form: withRejection(head.form, done.rejected, language) });
		redirect(303, to(language, `/events/${params.event}/registration/team/registered`));
	},
};

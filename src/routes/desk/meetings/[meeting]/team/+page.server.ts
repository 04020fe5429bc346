import { fail, redirect } from '@sveltejs/kit';
import { team } from '#modules/events/read.server.ts';
import { teamMember } from '#modules/events/schema.ts';
import { words } from '#modules/events/words.ts';
import * as events from '#modules/events/write.server.ts';
import { filled, isId, nothing, parse } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { organiser } from '../../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => ({ team: await team(tx, (await organiser(tx, locals, params.meeting)).organiser), blank: filled() }));

export const actions: Actions = {
	add: async ({ request, locals, params }) => {
		const input = await parse(request, teamMember, words(locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		await locals.within(async (tx) => events.addTeamMember(tx, (await organiser(tx, locals, params.meeting)).organiser, input.value));
		redirect(303, to(locals.language, `/desk/meetings/${params.meeting}/team`));
	},
	remove: async ({ request, locals, params }) => {
		const { form } = await parse(request, nothing, words(locals.language));
		const { person } = form.values;
		await locals.within(async (tx) => {
			const { organiser: by } = await organiser(tx, locals, params.meeting);
			if (isId(person)) await events.removeTeamMember(tx, by, person);
		});
		redirect(303, to(locals.language, `/desk/meetings/${params.meeting}/team`));
	},
};

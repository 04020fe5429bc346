import { randomUUID } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import { openAskedOf } from '#modules/thread/read.server.ts';
import { groupsOf } from '#modules/thread/read-group.server.ts';
import { isMember, seatsOf, usualFunctions } from '#modules/thread/rules-group.ts';
import { workingGroup } from '#modules/thread/schema-group.ts';
import { words } from '#modules/thread/words.ts';
import { saveGroup } from '#modules/thread/write-group.server.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { dayLine } from '#platform/time/partial.ts';
import { dayOf } from '#platform/time/time.ts';
import { coordinator } from '../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
	const by = coordinator(locals);
	return locals.within(async (tx) => {
		const { language, now } = locals;
		const t = words(language);
		const today = dayOf(now);
		const open = await openAskedOf(tx, by);
		return {
			groups: (await groupsOf(tx, by)).map(({ id, name, aim, functions, endedOn, members }) => {
				const present = members.filter((one) => isMember(one, today));
				return {
					id,
					name,
					aim,
					endedOn: dayLine(language, endedOn ?? ''),
					isOver: endedOn !== null && endedOn <= today,
					members: present.length,
					missing: seatsOf(functions, present).filter((seat) => seat.isWanted && seat.members.length === 0).length,
					tasks: open[id] ?? 0,
				};
			}),
			done: url.searchParams.get('done'),
			blank: filled({ group: randomUUID(), functions: usualFunctions.map((one) => t(`function.${one}`)).join('\n') }),
		};
	});
};

export const actions: Actions = {
	save: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language } = locals;
		const input = await parse(request, workingGroup, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const outcome = await answer(locals.within((tx) => saveGroup(tx, by, input.value)));
		if (!outcome.ok) return fail(409, { form: withRejection(input.form, outcome.rejected, language) });
		redirect(303, `${to(language, `/desk/working-groups/${input.value.group}`)}?done=saved`);
	},
};

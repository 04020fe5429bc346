import { randomUUID } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import { tickable } from '#modules/thread/output-thread.server.ts';
import { processesOf } from '#modules/thread/read-process.server.ts';
import { threadMeetings } from '#modules/thread/read-thread.server.ts';
import { meetingField, process, processGone } from '#modules/thread/schema-process.ts';
import { words } from '#modules/thread/words.ts';
import { removeProcess, saveProcess } from '#modules/thread/write-process.server.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { coordinator } from '../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
	coordinator(locals);
	return locals.within(async (tx) => {
		const { language } = locals;
		const processes = await processesOf(tx, false);
		const open = processes.find(({ id }) => id === url.searchParams.get('process'));
		return {
			processes: processes.map(({ id, name, aim, isPublic, meetings: own }) => ({ id, name, aim, isPublic, count: own.length })),
			meetings: tickable(language, await threadMeetings(tx, null, false)),
			isNew: url.searchParams.has('new'),
			known: filled(
				open
					? {
							process: open.id,
							name: open.name,
							aim: open.aim,
							isPublic: open.isPublic ? 'yes' : '',
							...Object.fromEntries(open.meetings.map((id) => [meetingField(id), 'yes'])),
						}
					: { process: randomUUID() },
			),
			isOpen: open !== undefined,
			done: url.searchParams.get('done'),
		};
	});
};

export const actions: Actions = {
	save: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language } = locals;
		const input = await parse(request, process, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const outcome = await answer(locals.within((tx) => saveProcess(tx, by, input.value)));
		if (!outcome.ok) return fail(409, { form: withRejection(input.form, outcome.rejected, language) });
		redirect(303, `${to(language, '/desk/processes')}?done=saved`);
	},
	remove: async ({ request, locals }) => {
		const by = coordinator(locals);
		const input = await parse(request, processGone, words(locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		await locals.within((tx) => removeProcess(tx, by, input.value.process));
		redirect(303, `${to(locals.language, '/desk/processes')}?done=removed`);
	},
};

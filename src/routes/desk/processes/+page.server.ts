import { randomUUID } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import { processesOf } from '#modules/thread/read-process.server.ts';
import { threadOf } from '#modules/thread/read-thread.server.ts';
import { meetingsIn, process, processGone } from '#modules/thread/schema-process.ts';
import { words } from '#modules/thread/words.ts';
import { removeProcess, saveProcess } from '#modules/thread/write-process.server.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { decode, say } from '#platform/time/partial.ts';
import { coordinator } from '../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

const fieldOf = (meeting: string) => `m${meeting.replaceAll('-', '')}`;

export const load: PageServerLoad = ({ locals, url }) => {
	coordinator(locals);
	return locals.within(async (tx) => {
		const { language, now } = locals;
		const processes = await processesOf(tx, false);
		const { meetings } = await threadOf(tx, { meetings: null, isPublic: false, now });
		const open = processes.find(({ id }) => id === url.searchParams.get('process'));
		return {
			processes: processes.map(({ id, name, aim, isPublic, meetings: own }) => ({ id, name, aim, isPublic, count: own.length })),
			meetings: meetings
				.sort((a, b) => (a.day < b.day ? 1 : -1))
				.map(({ id, title, day }) => ({ field: fieldOf(id), title, day: say(language, decode(day)) })),
			isNew: url.searchParams.has('new'),
			known: filled(
				open
					? {
							process: open.id,
							name: open.name,
							aim: open.aim,
							isPublic: open.isPublic ? 'yes' : '',
							...Object.fromEntries(open.meetings.map((id) => [fieldOf(id), 'yes'])),
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
		const outcome = await answer(locals.within((tx) => saveProcess(tx, by, input.value, meetingsIn(input.form.values))));
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

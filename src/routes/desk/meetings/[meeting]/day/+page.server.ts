import { fail, redirect } from '@sveltejs/kit';
import { doors, doorToken, headcount } from '#modules/registration/read-door.server.ts';
import { door } from '#modules/registration/schema-door.ts';
import { words } from '#modules/registration/words.ts';
import { closeDoor, openDoor } from '#modules/registration/write-door.server.ts';
import { filled, isId, nothing, parse } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { moment } from '#platform/time/time.ts';
import { organiser } from '../../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { language, now, region } = locals;
		const { organiser: by } = await organiser(tx, locals, params.meeting);
		const open = [];
		for (const one of await doors(tx, by, now))
			open.push({
				...one,
				expires: moment(language, one.expiresAt),
				url: region.origin + to(language, `/door/${await doorToken(tx, region.id, one.id)}`),
			});
		return { doors: open, count: await headcount(tx, by), done: url.searchParams.get('done'), blank: filled() };
	});

const back = (locals: App.Locals, meeting: string, done: string): never =>
	redirect(303, to(locals.language, `/desk/meetings/${meeting}/day?done=${done}`));

export const actions: Actions = {
	openDoor: async ({ request, locals, params }) => {
		const input = await parse(request, door, words(locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		await locals.within(async (tx) => {
			const { meeting, organiser: by } = await organiser(tx, locals, params.meeting);
			await openDoor(tx, by, meeting, input.value.label, locals.now);
		});
		return back(locals, params.meeting, 'door');
	},
	closeDoor: async ({ request, locals, params }) => {
		const { form } = await parse(request, nothing, words(locals.language));
		await locals.within(async (tx) => {
			const { organiser: by } = await organiser(tx, locals, params.meeting);
			if (isId(form.values['id'])) await closeDoor(tx, by, form.values['id'], locals.now);
		});
		return back(locals, params.meeting, 'doorClosed');
	},
};

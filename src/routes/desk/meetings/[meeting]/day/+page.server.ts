import { fail, redirect } from '@sveltejs/kit';
import { announcements } from '#modules/events/read-now.server.ts';
import { announcement } from '#modules/events/schema.ts';
import { words as eventWords } from '#modules/events/words.ts';
import { announce, withdrawAnnouncement } from '#modules/events/write-now.server.ts';
import { doors, headcount } from '#modules/registration/read-door.server.ts';
import { door } from '#modules/registration/schema-door.ts';
import { words } from '#modules/registration/words.ts';
import { closeDoors, openDoor } from '#modules/registration/write-door.server.ts';
import { filled, isId, nothing, parse } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { clock, moment } from '#platform/time/time.ts';
import { organiser } from '../../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { language, now, region } = locals;
		const { organiser: by } = await organiser(tx, locals, params.meeting);
		const at = (path: string) => region.origin + to(language, path);
		const open = (await doors(tx, by, now)).map(({ token, expiresAt, ...one }) => ({
			...one,
			expires: moment(language, expiresAt),
			url: at(`/door/${token}`),
			hall: at(`/door/${token}/hall`),
		}));
		const said = (await announcements(tx, by)).map(({ at, ...one }) => ({ ...one, at: clock(language, at) }));
		return { announcements: said, doors: open, count: await headcount(tx, by), done: url.searchParams.get('done'), blank: filled() };
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
	announce: async ({ request, locals, params }) => {
		const input = await parse(request, announcement, eventWords(locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		await locals.within(async (tx) => announce(tx, (await organiser(tx, locals, params.meeting)).organiser, input.value.text));
		return back(locals, params.meeting, 'announced');
	},
	withdrawAnnouncement: async ({ request, locals, params }) => {
		const { form } = await parse(request, nothing, words(locals.language));
		await locals.within(async (tx) => {
			const { organiser: by } = await organiser(tx, locals, params.meeting);
			if (isId(form.values['id'])) await withdrawAnnouncement(tx, by, form.values['id'], locals.now);
		});
		return back(locals, params.meeting, 'withdrawn');
	},
	closeDoor: async ({ request, locals, params }) => {
		const { form } = await parse(request, nothing, words(locals.language));
		await locals.within(async (tx) => {
			const { organiser: by } = await organiser(tx, locals, params.meeting);
			if (isId(form.values['id'])) await closeDoors(tx, by, locals.now, form.values['id']);
		});
		return back(locals, params.meeting, 'doorClosed');
	},
};

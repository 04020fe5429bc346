import { fail } from '@sveltejs/kit';
import { announcements } from '#modules/events/read-now.server.ts';
import { announcement } from '#modules/events/schema.ts';
import { words as eventWords } from '#modules/events/words.ts';
import { announce, withdrawAnnouncement } from '#modules/events/write-now.server.ts';
import { doors, headcount } from '#modules/registration/read-door.server.ts';
import { door } from '#modules/registration/schema-door.ts';
import { words } from '#modules/registration/words.ts';
import { closeDoors, openDoor } from '#modules/registration/write-door.server.ts';
import { type Form, filled, isId, parse } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { clock, moment } from '#platform/time/time.ts';
import { actAsOrganiser, named } from '../../../../act.server.ts';
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

type Event = { locals: App.Locals; params: { meeting: string }; request: Request };

const act = (event: Event, form: Form, done: string, work: Parameters<typeof actAsOrganiser>[4]) =>
	actAsOrganiser(event, 'day', form, done, work);

export const actions: Actions = {
	openDoor: async (event) => {
		const { locals, request } = event;
		const input = await parse(request, door, words(locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		return act(event, input.form, 'door', (tx, by) => openDoor(tx, by, input.value.label, locals.now));
	},
	announce: async (event) => {
		const input = await parse(event.request, announcement, eventWords(event.locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		return act(event, input.form, 'announced', (tx, by) => announce(tx, by, input.value.text));
	},
	withdrawAnnouncement: async (event) => {
		const id = await named(event.request);
		return act(event, filled(), 'withdrawn', async (tx, by) => {
			if (isId(id)) await withdrawAnnouncement(tx, by, id, event.locals.now);
		});
	},
	closeDoor: async (event) => {
		const id = await named(event.request);
		return act(event, filled(), 'doorClosed', async (tx, by) => {
			if (isId(id)) await closeDoors(tx, by, event.locals.now, id);
		});
	},
};

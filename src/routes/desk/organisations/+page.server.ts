import { fail, redirect } from '@sveltejs/kit';
import { organisations } from '#modules/organisations/read.server.ts';
import { organisation } from '#modules/organisations/schema.ts';
import { words } from '#modules/organisations/words.ts';
import { addOrganisation, changeOrganisation } from '#modules/organisations/write.server.ts';
import { municipalities } from '#modules/places/read.server.ts';
import { openAskedOf } from '#modules/thread/read.server.ts';
import { filled, isId, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { coordinator } from '../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
	const by = coordinator(locals);
	return locals.within(async (tx) => {
		const search = (url.searchParams.get('q') ?? '').slice(0, 100);
		const type = url.searchParams.get('type') ?? '';
		const all = await organisations(tx);
		const wanted = search.toLowerCase();
		const edited = all.find(({ id }) => id === url.searchParams.get('edit'));
		return {
			organisations: all.filter((one) => (!type || one.type === type) && `${one.name} ${one.town}`.toLowerCase().includes(wanted)),
			open: await openAskedOf(tx, by),
			municipalities: await municipalities(tx),
			filter: filled({ q: search, type }),
			isFirst: all.length === 0,
			editing: edited?.id ?? '',
			blank: edited ? filled({ ...edited, ags: edited.ags ?? '', area: '' }) : filled(),
			added: url.searchParams.get('added') ?? '',
			changed: url.searchParams.get('changed') ?? '',
		};
	});
};

export const actions: Actions = {
	default: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language } = locals;
		const input = await parse(request, organisation, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const { id } = input.form.values;
		const done = await answer(
			locals.within(async (tx) => {
				if (isId(id)) await changeOrganisation(tx, by, id, input.value);
				else await addOrganisation(tx, by, input.value);
			}),
		);
		if (!done.ok) return fail(409, { form: withRejection(input.form, done.rejected, language) });
		redirect(303, to(language, `/desk/organisations?${isId(id) ? 'changed' : 'added'}=${encodeURIComponent(input.value.name)}`));
	},
};

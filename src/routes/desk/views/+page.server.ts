import { fail, redirect } from '@sveltejs/kit';
import { keptViews } from '#modules/people/read.server.ts';
import { view } from '#modules/people/schema-view.ts';
import { words } from '#modules/people/words.ts';
import { forgetView, keepView } from '#modules/people/write.server.ts';
import { filled, isId, nothing, parse } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { signedIn } from '../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	const actor = signedIn(locals);
	return locals.within(async (tx) => ({ views: await keptViews(tx, actor), blank: filled() }));
};

export const actions: Actions = {
	keep: async ({ request, locals }) => {
		const actor = signedIn(locals);
		const input = await parse(request, view, words(locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		await locals.within((tx) => keepView(tx, actor, input.value));
		redirect(303, to(locals.language, input.value.viewPath));
	},
	forget: async ({ request, locals }) => {
		const actor = signedIn(locals);
		const { form } = await parse(request, nothing, words(locals.language));
		const { id } = form.values;
		if (isId(id)) await locals.within((tx) => forgetView(tx, actor, id));
		redirect(303, to(locals.language, '/desk/views'));
	},
};

import { randomUUID } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import { coordinator as coordinatorOf } from '#modules/people/access.ts';
import { templatesOf } from '#modules/thread/read-agreement.server.ts';
import { begun } from '#modules/thread/schema-agreement.ts';
import { words } from '#modules/thread/words.ts';
import { begin } from '#modules/thread/write-agreement.server.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { coordinator, signedIn } from '../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';
import { agreementFilter, listed } from './listed.server.ts';

export const load: PageServerLoad = ({ locals, url }) =>
	locals.within(async (tx) => {
		const actor = signedIn(locals);
		const { search, state } = agreementFilter(url);
		return {
			agreements: await listed(tx, locals, url),
			isFiltered: search !== '' || state !== '',
			filter: filled({ q: search, state }),
			query: url.search,
			templates: coordinatorOf(actor) ? (await templatesOf(tx)).map(({ id, name }) => ({ value: id, label: name })) : null,
			blank: filled({ key: randomUUID(), template: 'usual' }),
		};
	});

export const actions: Actions = {
	begin: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language } = locals;
		const input = await parse(request, begun, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const outcome = await answer(locals.within((tx) => begin(tx, by, { ...input.value, mandate: null }, locals.now)));
		if (!outcome.ok) return fail(409, { form: withRejection(input.form, outcome.rejected, language) });
		redirect(303, to(language, `/desk/agreements/${outcome.value}/edit`));
	},
};

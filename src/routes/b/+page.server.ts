import { fail, redirect } from '@sveltejs/kit';
import { boardByCode } from '#modules/boards/read.server.ts';
import { readBoardCode } from '#modules/boards/rules.ts';
import { code } from '#modules/boards/schema.ts';
import { words } from '#modules/boards/words.ts';
import { filled, parse } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url, locals }) => {
	const typed = url.searchParams.get('code')?.slice(0, 20);
	return { blank: typed ? { values: { code: typed }, errors: { code: words(locals.language)('code.wrong') } } : filled() };
};

export const actions: Actions = {
	default: async ({ request, locals }) => {
		const t = words(locals.language);
		const input = await parse(request, code, t);
		if (!input.ok) return fail(400, { form: input.form });
		const read = readBoardCode(input.value.code);
		const board = read && (await locals.within((tx) => boardByCode(tx, read.code)));
		if (!read || !board) return fail(404, { form: { ...input.form, errors: { code: t('code.wrong') } } });
		redirect(303, to(locals.language, `/b/${read.code}${read.table ? `-${read.table}` : ''}`));
	},
};

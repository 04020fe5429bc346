import { redirect } from '@sveltejs/kit';
import { toPrint } from '#modules/conduct/output-print.server.ts';
import { onFirstPage } from '#modules/conduct/rules-print.ts';
import { print } from '#modules/conduct/schema-print.ts';
import { read } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { nothingHere, organiser } from '../../../../../../gate.server.ts';
import { madeDocument } from '../../../../../../sheet.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, request, url }) => {
	const { language, now } = locals;
	const form = params.format === 'pdf' || params.format === 'svg' ? params.format : null;
	const input = read(print, Object.fromEntries(url.searchParams));
	const draft = await locals.within(async (tx) => {
		const { meeting, organiser: by } = await organiser(tx, locals, params.meeting);
		return toPrint(tx, by, meeting, input, { language, now, ...(form === 'svg' ? { most: onFirstPage(input) } : {}) });
	});
	if (!form) nothingHere();
	if (draft.count === 0) redirect(303, to(language, `/desk/meetings/${params.meeting}/day/print?what=${input.what}`));
	return madeDocument(request, draft, draft.name, form);
};

import { toPrint } from '#modules/conduct/output-print.server.ts';
import { print } from '#modules/conduct/schema-print.ts';
import { filled, read } from '#platform/form.ts';
import { organiser } from '../../../../../gate.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { language, now } = locals;
		const { meeting, organiser: by } = await organiser(tx, locals, params.meeting);
		const input = read(print, Object.fromEntries(url.searchParams));
		const { count } = await toPrint(tx, by, meeting, input, { language, now, most: 0 });
		const known = { what: input.what, sheet: input.sheet, skip: String(input.skip) };
		return { count, input, query: new URLSearchParams(known).toString(), form: filled(known) };
	});

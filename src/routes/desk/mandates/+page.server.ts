import { filled } from '#platform/form.ts';
import type { PageServerLoad } from './$types';
import { listedMandates, mandateFilter } from './listed.server.ts';

export const load: PageServerLoad = ({ locals, url }) =>
	locals.within(async (tx) => {
		const { search, state, body } = mandateFilter(url);
		const mandates = await listedMandates(tx, locals, url);
		return {
			mandates: mandates.map(({ id, title, slug, meeting, state: how, isLate, asked, due, outcome }) => ({
				id,
				title,
				slug,
				meeting,
				state: how,
				isLate,
				asked,
				due,
				outcome,
			})),
			isFiltered: search !== '' || state !== '' || body !== '',
			filter: filled({ q: search, state, body }),
			/** What the body that is asked for is called. */
			body: body === '' ? '' : (mandates[0]?.asked ?? ''),
			query: url.search,
		};
	});

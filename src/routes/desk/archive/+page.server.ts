import { filled } from '#platform/form.ts';
import type { PageServerLoad } from './$types';
import { archived, archiveFilter } from './archived.server.ts';

const YEARS = 12;

export const load: PageServerLoad = async ({ locals, url }) => {
	const { search, year } = archiveFilter(url);
	return {
		held: await archived(locals, url),
		filter: filled({ q: search, year }),
		isFiltered: search !== '' || year !== '',
		years: Array.from({ length: YEARS }, (_, ago) => String(locals.now.getUTCFullYear() - ago)),
		query: url.search,
	};
};

import { search } from '#modules/conduct/read-search.server.ts';
import { filled } from '#platform/form.ts';
import { signedIn } from '../../gate.server.ts';
import type { PageServerLoad } from './$types';
import { searched } from './searched.ts';

const MOST = 50;

export const load: PageServerLoad = ({ locals, url }) => {
	const actor = signedIn(locals);
	const words = searched(url);
	return locals.within(async (tx) => ({
		found: await search(tx, actor, words, MOST, locals.language),
		isSearched: words !== '',
		filter: filled({ q: words }),
	}));
};

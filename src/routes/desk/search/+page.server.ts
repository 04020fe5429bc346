import { meant } from '#modules/conduct/read-directory.server.ts';
import { search } from '#modules/conduct/read-search.server.ts';
import { reading } from '#modules/organisations/access.ts';
import { coordinator } from '#modules/people/access.ts';
import { filled } from '#platform/form.ts';
import { signedIn } from '../../gate.server.ts';
import type { PageServerLoad } from './$types';
import { searched } from './searched.ts';

const MOST = 50;

export const load: PageServerLoad = ({ locals, url }) => {
	const actor = signedIn(locals);
	const words = searched(url);
	return locals.within(async (tx) => {
		const found = await search(tx, actor, words, MOST, locals.language);
		return {
			found,
			// The words are those of the register, which is the coordination's to search here.
			meant: found.length === 0 && words !== '' && coordinator(actor) ? await meant(tx, reading(actor.region, actor), words) : null,
			isSearched: words !== '',
			filter: filled({ q: words }),
		};
	});
};

import { json } from '@sveltejs/kit';
import { search } from '#modules/conduct/read-search.server.ts';
import { to } from '#platform/paths.ts';
import { words } from '#ui/words.ts';
import { signedIn } from '../../../gate.server.ts';
import { searched } from '../searched.ts';
import type { RequestHandler } from './$types';

const MOST = 4;

/** What the quick search offers while somebody types, as lines to choose from. */
export const GET: RequestHandler = async ({ locals, url }) => {
	const actor = signedIn(locals);
	const { language } = locals;
	const t = words(language);
	const found = await locals.within((tx) => search(tx, actor, searched(url), MOST, language));
	const lines = found.map(({ kind, title, detail, path }) => ({ kind: t(`search.${kind}`), title, detail, url: to(language, path) }));
	return json(lines, { headers: { 'cache-control': 'private, no-store' } });
};

import type { SeenByTeam } from '#modules/boards/rules-seen.ts';
import { to } from '#platform/paths.ts';
import { byLink, seenBy } from '../../board.server.ts';
import type { PageServerLoad } from './$types';

export const csr = true;

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => {
		const { board, link } = await byLink(tx, locals, 'team', params.token);
		const { data } = await seenBy(tx, { board, eye: { link, role: 'team' } });
		return {
			first: { ...(JSON.parse(data) as SeenByTeam), at: locals.now.toISOString() },
			address: to(locals.language, `/bundle/${params.token}`),
		};
	});

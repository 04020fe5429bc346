import type { SeenByProjector } from '#modules/boards/rules-seen.ts';
import { to } from '#platform/paths.ts';
import { byLink, seenBy } from '../../board.server.ts';
import type { PageServerLoad } from './$types';

export const csr = true;

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => {
		const { board, link } = await byLink(tx, locals, 'projector', params.token);
		const { data } = await seenBy(tx, { board, eye: { link, role: 'projector' } });
		const first = { ...(JSON.parse(data) as SeenByProjector), at: locals.now.toISOString() };
		return {
			first,
			address: to(locals.language, `/projector/${params.token}`),
			join: locals.region.origin + to(locals.language, `/b/${first.code}`),
		};
	});

import { byLink, lookedAt } from '../../../board.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals, params }) =>
	lookedAt(locals, async (tx) => {
		const { board, link } = await byLink(tx, locals, 'team', params.token);
		return { board, eye: { link, role: 'team' } };
	});

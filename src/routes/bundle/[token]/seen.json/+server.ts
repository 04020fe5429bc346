import { askedFor, byLink } from '../../../board.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
	askedFor(event, async (tx) => {
		const { board, link } = await byLink(tx, event.locals, 'team', event.params.token);
		return { board, eye: { link, role: 'team' } };
	});

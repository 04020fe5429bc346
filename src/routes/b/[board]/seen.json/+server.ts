import { askedFor, guestAt } from '../../../board.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
	askedFor(event, async (tx) => {
		const { board, by } = await guestAt(tx, event);
		return { board: board.id, eye: { digest: by.digest, table: by.table } };
	});

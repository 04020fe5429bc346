import { guestAt, lookedAt } from '../../../board.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
	lookedAt(event.locals, async (tx) => {
		const { board, by } = await guestAt(tx, event);
		return { board: board.id, eye: { digest: by.digest, table: by.table } };
	});

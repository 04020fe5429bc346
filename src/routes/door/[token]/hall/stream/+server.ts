import { doorKeeper } from '../../../../gate.server.ts';
import { lookedAt } from '../../../../now.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals, params }) =>
	lookedAt(locals, async (tx) => ({ ...(await doorKeeper(tx, locals, params.token)), place: null }));

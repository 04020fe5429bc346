import { doorKeeper } from '../../../../gate.server.ts';
import { askedAgain } from '../../../../now.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals, params, url }) =>
	askedAgain(locals, url, async (tx) => ({ ...(await doorKeeper(tx, locals, params.token)), place: null }));

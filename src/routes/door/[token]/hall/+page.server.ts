import { doorKeeper } from '../../../gate.server.ts';
import { seenNow } from '../../../now.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => ({
		seen: await seenNow(tx, { ...(await doorKeeper(tx, locals, params.token)), place: null }, locals.now),
	}));

import { doorKeeper } from '../../../../gate.server.ts';
import { lookedAt } from '../../../../now.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals, params }) =>
	lookedAt(locals, async (tx) => {
		const { meeting, door } = await doorKeeper(tx, locals, params.token);
		return { meeting, eye: { door } };
	});

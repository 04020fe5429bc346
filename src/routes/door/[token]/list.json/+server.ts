import { json } from '@sveltejs/kit';
import { doorCursor, expected, headcount } from '#modules/registration/read-door.server.ts';
import * as gate from '../../../gate.server.ts';
import type { RequestHandler } from './$types';

// What a device keeps of the people it may let in; nothing where nothing has changed since it last asked.
export const GET: RequestHandler = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const by = await gate.doorKeeper(tx, locals, params.token);
		const cursor = await doorCursor(tx, by);
		if (url.searchParams.get('after') === cursor) return new Response(null, { status: 204 });
		return json({ cursor, people: await expected(tx, by), count: await headcount(tx, by) });
	});

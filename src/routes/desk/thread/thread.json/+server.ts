import { json } from '@sveltejs/kit';
import { threadJson } from '#modules/thread/output-thread.server.ts';
import { threadAt } from '../../../thread.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, url }) =>
	json(threadJson((await locals.within((tx) => threadAt(tx, locals, url, false))).part));

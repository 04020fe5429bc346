import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals }) =>
	(await locals.isReady()) ? new Response('ready') : new Response('not ready', { status: 503 });

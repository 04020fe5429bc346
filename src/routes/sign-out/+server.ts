import { redirect } from '@sveltejs/kit';
import { to } from '#platform/paths.ts';
import { close } from '#platform/session/session.ts';
import { sessionCookie } from '../gate.server.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, cookies, url }) => {
	const token = cookies.get(sessionCookie(url));
	if (token) await locals.within((tx) => close(tx, token));
	cookies.delete(sessionCookie(url), { path: '/', secure: url.protocol === 'https:' });
	redirect(303, to(locals.language, '/'));
};

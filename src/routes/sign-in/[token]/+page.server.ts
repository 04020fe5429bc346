import { redirect } from '@sveltejs/kit';
import { to } from '#platform/paths.ts';
import { open, redeemLink } from '#platform/session/session.ts';
import { sessionCookie } from '../../gate.server.ts';
import type { Actions } from './$types';

export const actions: Actions = {
	default: async ({ locals, params, cookies, url }) => {
		const { region, now, language } = locals;
		if (!(await locals.mayStill('link'))) redirect(303, to(language, '/sign-in?invalid'));
		const session = await locals.within(async (tx) => {
			const subject = await redeemLink(tx, params.token, now);
			return subject && open(tx, region.id, subject, now);
		});
		if (!session) redirect(303, to(language, '/sign-in?invalid'));
		cookies.set(sessionCookie(url), session.token, {
			path: '/',
			httpOnly: true,
			sameSite: 'lax',
			secure: url.protocol === 'https:',
			expires: session.expires,
		});
		redirect(303, to(language, '/desk'));
	},
};

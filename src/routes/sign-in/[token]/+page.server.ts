import { redirect } from '@sveltejs/kit';
import { to } from '#platform/paths.ts';
import { open, redeemLink } from '#platform/session/session.ts';
import { giveSession } from '../../gate.server.ts';
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
		giveSession(cookies, url, session);
		redirect(303, to(language, '/desk'));
	},
};

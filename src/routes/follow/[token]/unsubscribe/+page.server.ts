import { followerById } from '#modules/events/read-follow.server.ts';
import { stop } from '#modules/events/write-follow.server.ts';
import * as gate from '../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => {
		// After the button nothing is left that the link could name.
		if (locals.isPreview) return { email: '', subject: null };
		const by = await gate.follower(tx, locals, params.token);
		const one = (await followerById(tx, by.follower)) ?? gate.nothingHere();
		return { email: one.email, subject: one.subject };
	});

export const actions: Actions = {
	// Mail programs post here by themselves when somebody presses their own button, and are not sent on to another page.
	default: async ({ locals, params }) => {
		await locals.within(async (tx) => stop(tx, await gate.follower(tx, locals, params.token)));
		locals.isPreview = true;
		return { isDone: true };
	},
};

import { redirect } from '@sveltejs/kit';
import { followerById } from '#modules/events/read-follow.server.ts';
import { confirm } from '#modules/events/write-follow.server.ts';
import { to } from '#platform/paths.ts';
import * as gate from '../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => {
		const by = await gate.follower(tx, locals, params.token);
		const one = (await followerById(tx, by.follower)) ?? gate.nothingHere();
		return { email: one.email, subject: one.subject, isConfirmed: one.confirmedAt !== null };
	});

export const actions: Actions = {
	default: async ({ locals, params }) => {
		await locals.within(async (tx) => confirm(tx, await gate.follower(tx, locals, params.token), locals.now));
		redirect(303, to(locals.language, `/follow/${params.token}`));
	},
};

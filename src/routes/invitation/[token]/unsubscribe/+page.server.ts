import { setSubscribed } from '#modules/registration/write-invitation.server.ts';
import * as gate from '../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => ({ email: (await gate.invitee(tx, locals, params.token)).email }));

export const actions: Actions = {
	// Mail programs post here by themselves when somebody presses their own button, and are not sent on to another page.
	default: async ({ locals, params }) => {
		await locals.within(async (tx) => setSubscribed(tx, await gate.invitee(tx, locals, params.token), false));
		locals.isPreview = true;
		return { isDone: true };
	},
};

import { shownSlot } from '#modules/thread/output-guest.server.ts';
import { slotsOf } from '#modules/thread/read-guest.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) =>
	locals.within(async (tx) => ({
		slots: (await slotsOf(tx, locals.now))
			.map((one) => shownSlot(locals.language, one, locals.now))
			.filter(({ state }) => state !== 'cancelled'),
	}));

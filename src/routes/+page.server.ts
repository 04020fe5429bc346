import { listed } from '#modules/conduct/read.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) =>
	locals.within(async (tx) => ({ meetings: (await listed(tx, locals, { when: 'upcoming', now: locals.now })).slice(0, 3) }));

import { insider } from '../../../../gate.server.ts';
import { offerInsider, offersPage } from '../../../../offers.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => offersPage(tx, offerInsider((await insider(tx, locals, params.token)).by), locals, url));

import { directoryPage } from '../../../directory.server.ts';
import { networker } from '../../../gate.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => directoryPage(tx, await networker(tx, locals, params.token), locals, url));

import { entryPage } from '../../../../directory.server.ts';
import { networker } from '../../../../gate.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => entryPage(tx, await networker(tx, locals, params.token), locals, params.organisation));

import { reading } from '#modules/organisations/access.ts';
import { entryPage } from '../../directory.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within((tx) => entryPage(tx, reading(locals.region.id, locals.actor), locals, params.organisation));

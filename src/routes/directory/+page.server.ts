import { reading } from '#modules/organisations/access.ts';
import { directoryPage } from '../directory.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) =>
	locals.within((tx) => directoryPage(tx, reading(locals.region.id, locals.actor), locals, url));

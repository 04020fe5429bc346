import { offerReader, offersPage } from '../../offers.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => locals.within((tx) => offersPage(tx, offerReader(locals), locals, url));

import { threadPage } from '../thread.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => locals.within((tx) => threadPage(tx, locals, url, true));

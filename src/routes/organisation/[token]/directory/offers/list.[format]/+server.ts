import { insider } from '../../../../../gate.server.ts';
import { offerInsider, offersFile } from '../../../../../offers.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals, params, url }) =>
	offersFile(async (tx) => offerInsider((await insider(tx, locals, params.token)).by), locals, url, params.format);

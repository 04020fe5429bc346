import { directoryFile } from '../../../../directory.server.ts';
import { networker } from '../../../../gate.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals, params, url }) =>
	directoryFile((tx) => networker(tx, locals, params.token), locals, url, params.format);

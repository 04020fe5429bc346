import { reading } from '#modules/organisations/access.ts';
import { directoryFile } from '../../directory.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals, params, url }) =>
	directoryFile(async () => reading(locals.region.id, locals.actor), locals, url, params.format);

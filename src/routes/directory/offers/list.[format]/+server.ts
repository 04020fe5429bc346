import { offerReader, offersFile } from '../../../offers.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals, params, url }) => offersFile(async () => offerReader(locals), locals, url, params.format);

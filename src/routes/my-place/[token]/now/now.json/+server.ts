import { participant } from '../../../../gate.server.ts';
import { askedAgain } from '../../../../now.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals, params, url }) => askedAgain(locals, url, (tx) => participant(tx, locals, params.token));

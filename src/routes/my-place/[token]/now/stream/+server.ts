import { participant } from '../../../../gate.server.ts';
import { lookedAt } from '../../../../now.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals, params }) => lookedAt(locals, (tx) => participant(tx, locals, params.token));

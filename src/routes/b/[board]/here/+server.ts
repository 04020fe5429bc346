import { join } from '#modules/boards/write.server.ts';
import { written } from '../../../board.server.ts';
import type { RequestHandler } from './$types';

export const PUT: RequestHandler = (event) => written(event, (tx, by) => join(tx, by));

import { read, ready } from '#modules/boards/schema.ts';
import { sayReady } from '#modules/boards/write.server.ts';
import { written } from '../../../board.server.ts';
import type { RequestHandler } from './$types';

export const PUT: RequestHandler = (event) => written(event, (tx, by, body) => sayReady(tx, by, read(ready, body).isReady));

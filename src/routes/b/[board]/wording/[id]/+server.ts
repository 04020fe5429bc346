import { read, wording } from '#modules/boards/schema.ts';
import { reword } from '#modules/boards/write.server.ts';
import { isId } from '#platform/form.ts';
import { written } from '../../../../board.server.ts';
import { nothingHere } from '../../../../gate.server.ts';
import type { RequestHandler } from './$types';

export const PUT: RequestHandler = (event) =>
	written(event, (tx, by, body) => reword(tx, by, isId(event.params.id) ? event.params.id : nothingHere(), read(wording, body)));

import { chosen, read } from '#modules/boards/schema.ts';
import { choose } from '#modules/boards/write.server.ts';
import { isId } from '#platform/form.ts';
import { written } from '../../../../board.server.ts';
import { nothingHere } from '../../../../gate.server.ts';
import type { RequestHandler } from './$types';

export const PUT: RequestHandler = (event) =>
	written(event, (tx, by, body) => choose(tx, by, isId(event.params.id) ? event.params.id : nothingHere(), read(chosen, body).isChosen));

import { card, read } from '#modules/boards/schema.ts';
import { writeCard } from '#modules/boards/write.server.ts';
import { isId } from '#platform/form.ts';
import { written } from '../../../../board.server.ts';
import { nothingHere } from '../../../../gate.server.ts';
import type { RequestHandler } from './$types';

// The same card may come any number of times; the last writing of it counts.
export const PUT: RequestHandler = (event) =>
	written(event, (tx, by, body, now) => writeCard(tx, by, isId(event.params.id) ? event.params.id : nothingHere(), read(card, body), now));

import { read } from '#modules/boards/schema.ts';
import { act } from '#modules/boards/schema-bundle.ts';
import * as bundling from '#modules/boards/write-bundle.server.ts';
import { isId } from '#platform/form.ts';
import { byLink, done } from '../../../../board.server.ts';
import { nothingHere } from '../../../../gate.server.ts';
import type { RequestHandler } from './$types';

// The same step may come any number of times.
export const PUT: RequestHandler = (event) => {
	const { locals, params } = event;
	return done(
		event,
		async (tx) => (await byLink(tx, locals, 'team', params.token)).by,
		(tx, by, body) => bundling.act(tx, by, isId(params.id) ? params.id : nothingHere(), read(act, body)),
	);
};

import { read } from '#modules/boards/schema.ts';
import { held } from '#modules/boards/schema-bundle.ts';
import { hold } from '#modules/boards/write-bundle.server.ts';
import { isId } from '#platform/form.ts';
import { byLink, done } from '../../../../board.server.ts';
import { nothingHere } from '../../../../gate.server.ts';
import type { RequestHandler } from './$types';

export const PUT: RequestHandler = (event) => {
	const { locals, params } = event;
	return done(
		event,
		async (tx) => (await byLink(tx, locals, 'team', params.token)).by,
		(tx, by, body) => hold(tx, by, isId(params.holder) ? params.holder : nothingHere(), read(held, body), locals.now),
	);
};

import { read } from '#modules/boards/schema.ts';
import { ballot, isStage } from '#modules/boards/schema-vote.ts';
import { castBallot } from '#modules/boards/write-vote.server.ts';
import { isId } from '#platform/form.ts';
import { written } from '../../../../../board.server.ts';
import { nothingHere } from '../../../../../gate.server.ts';
import type { RequestHandler } from './$types';

// The same ballot may come any number of times; the last writing of it counts.
export const PUT: RequestHandler = (event) =>
	written(event, (tx, by, body, now) => {
		const { stage, id } = event.params;
		if (!isId(id) || !isStage(stage)) nothingHere();
		return castBallot(tx, by, Number(stage), id, read(ballot, body), now);
	});

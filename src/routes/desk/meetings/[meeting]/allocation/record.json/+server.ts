import { json } from '@sveltejs/kit';
import { seatChanges } from '#modules/workshops/read.server.ts';
import { draftOf } from '#modules/workshops/read-draft.server.ts';
import { isId } from '#platform/form.ts';
import { nothingHere, organiser } from '../../../../../gate.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { organiser: by, meeting } = await organiser(tx, locals, params.meeting);
		const named = url.searchParams.get('draft') ?? undefined;
		if (named !== undefined && !isId(named)) nothingHere();
		const draft = (await draftOf(tx, by, named)) ?? nothingHere();
		const { problem: input, allocation: output, certificate, phases, moves, madeAt } = draft;
		return json(
			{ madeAt, input, output, certificate, phases, moves, since: await seatChanges(tx, by) },
			{
				headers: { 'content-disposition': `attachment; filename="${meeting.slug}-verteilung.json"`, 'cache-control': 'private, no-store' },
			},
		);
	});

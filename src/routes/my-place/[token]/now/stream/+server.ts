import { placeById } from '#modules/registration/read.server.ts';
import { nothingHere, participant } from '../../../../gate.server.ts';
import { lookedAt } from '../../../../now.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals, params }) =>
	lookedAt(locals, async (tx) => {
		const { meeting, place } = await participant(tx, locals, params.token);
		const { linkVersion } = (await placeById(tx, place)) ?? nothingHere();
		return { meeting, eye: { place, linkVersion } };
	});

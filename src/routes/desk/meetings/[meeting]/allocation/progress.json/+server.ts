import { json } from '@sveltejs/kit';
import { calculationOf } from '#modules/workshops/read-calculation.server.ts';
import { organiser } from '../../../../../gate.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals, params }) =>
	locals.within(async (tx) => {
		const calculation = await calculationOf(tx, (await organiser(tx, locals, params.meeting)).organiser);
		const isRunning = calculation && !calculation.failure;
		const { step, done, total } = calculation ?? {};
		return json(isRunning ? { step, done, total } : null, { headers: { 'cache-control': 'private, no-store' } });
	});

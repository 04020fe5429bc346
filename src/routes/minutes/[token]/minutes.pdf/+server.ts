import { error } from '@sveltejs/kit';
import { minutesDocument } from '#modules/thread/output-minutes.server.ts';
import { releasedFor } from '#modules/thread/read-minutes.server.ts';
import { nothingHere } from '../../../gate.server.ts';
import { madeDocument } from '../../../sheet.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, request }) => {
	const { language, region } = locals;
	const found = await locals.within(async (tx) => (await releasedFor(tx, region.id, params.token)) ?? nothingHere());
	if (!(await locals.mayStill('document', params.token))) error(429, { message: 'Too many', id: '' });
	return madeDocument(
		request,
		minutesDocument(language, found.minutes, found.sections, found.release),
		language === 'de' ? 'protokoll' : 'minutes',
	);
};

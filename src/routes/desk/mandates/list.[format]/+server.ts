import { mandateSheet } from '#modules/thread/output.server.ts';
import { words } from '#modules/thread/words.ts';
import { takenAway } from '../../../sheet.server.ts';
import { listedMandates } from '../listed.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const all = await locals.within((tx) => listedMandates(tx, locals, url));
	return takenAway(params.format, words(locals.language)('mandates.file'), mandateSheet(locals.language, all, { hasMeeting: true }));
};

import { mandateSheet, shown } from '#modules/thread/output.server.ts';
import { mandatesOf } from '#modules/thread/read.server.ts';
import { words } from '#modules/thread/words.ts';
import { dayOf } from '#platform/time/time.ts';
import { organiser } from '../../../../../gate.server.ts';
import { takenAway } from '../../../../../sheet.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
	const { language, now } = locals;
	const all = await locals.within(async (tx) => mandatesOf(tx, (await organiser(tx, locals, params.meeting)).organiser));
	const sheet = mandateSheet(
		language,
		all.map((one) => shown(language, one, dayOf(now))),
	);
	return takenAway(params.format, `${params.meeting}-${words(language)('list.file')}`, sheet);
};

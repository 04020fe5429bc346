import { minutesDocument } from '#modules/thread/output-minutes.server.ts';
import { ownMinutes } from '../../../../../../minutes.server.ts';
import { madeDocument } from '../../../../../../sheet.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
	const { language } = event.locals;
	const { minutes } = await event.locals.within((tx) => ownMinutes(tx, event));
	const last = minutes.releases.at(-1);
	const release = last && last.writing === minutes.last.number ? last : null;
	return madeDocument(
		event.request,
		minutesDocument(language, minutes, minutes.last.sections, release),
		language === 'de' ? 'protokoll' : 'minutes',
	);
};

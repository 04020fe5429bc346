import { toPrint } from '#modules/thread/output-agreement.server.ts';
import { dayOf } from '#platform/time/time.ts';
import { ownAgreement } from '../../../../agreement.server.ts';
import { madeDocument } from '../../../../sheet.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
	const { language, now } = event.locals;
	const draft = await event.locals.within(async (tx) => toPrint(language, (await ownAgreement(tx, event)).agreement, dayOf(now)));
	return madeDocument(event.request, draft, language === 'de' ? 'vereinbarung' : 'agreement');
};

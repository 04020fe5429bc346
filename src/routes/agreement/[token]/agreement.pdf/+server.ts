import { error } from '@sveltejs/kit';
import { toPrint } from '#modules/thread/output-agreement.server.ts';
import { agreementStanding } from '#modules/thread/rules-agreement.ts';
import { dayOf } from '#platform/time/time.ts';
import { nothingHere } from '../../../gate.server.ts';
import { madeDocument } from '../../../sheet.server.ts';
import { party } from '../party.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
	const { language, now } = event.locals;
	const draft = await event.locals.within(async (tx) => {
		const { agreement, by } = await party(tx, event);
		// What is still being worded is not shown yet.
		if (!agreementStanding(agreement, dayOf(now)).isOffered) nothingHere();
		if (!(await event.locals.mayStill('document', by.party))) error(429, { message: 'Too many', id: '' });
		return toPrint(language, agreement, dayOf(now));
	});
	return madeDocument(event.request, draft, language === 'de' ? 'vereinbarung' : 'agreement');
};

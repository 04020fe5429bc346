import { plainLetters } from '#modules/events/rules.ts';
import { annexFile } from '#modules/thread/read-agreement.server.ts';
import { agreementStanding, present } from '#modules/thread/rules-agreement.ts';
import { dayOf } from '#platform/time/time.ts';
import { nothingHere } from '../../../../gate.server.ts';
import { savedPdf } from '../../../../pdf.server.ts';
import { party } from '../../party.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
	const found = await event.locals.within(async (tx) => {
		const { agreement, by } = await party(tx, event);
		const { annexes } = present(agreement.versions).content;
		const isShown =
			agreementStanding(agreement, dayOf(event.locals.now)).state !== 'draft' && annexes.some(({ id }) => id === event.params.annex);
		return isShown ? annexFile(tx, by, event.params.annex) : undefined;
	});
	return found ? savedPdf(found.file, plainLetters(found.title).slice(0, 80) || 'anlage') : nothingHere();
};

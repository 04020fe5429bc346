import { plainLetters } from '#modules/events/rules.ts';
import { annexFile } from '#modules/thread/read-agreement.server.ts';
import { ownAgreement } from '../../../../../agreement.server.ts';
import { nothingHere } from '../../../../../gate.server.ts';
import { savedPdf } from '../../../../../pdf.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
	const found = await event.locals.within(async (tx) => annexFile(tx, (await ownAgreement(tx, event)).by, event.params.annex));
	return found ? savedPdf(found.file, plainLetters(found.title).slice(0, 80) || 'anlage') : nothingHere();
};

import { scanOf } from '#modules/thread/read-agreement.server.ts';
import { ownAgreement } from '../../../../../agreement.server.ts';
import { nothingHere } from '../../../../../gate.server.ts';
import { savedPdf } from '../../../../../pdf.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
	const version = event.url.searchParams.get('version') ?? '';
	if (!/^\d{1,6}$/.test(version)) nothingHere();
	const scan = await event.locals.within(async (tx) => scanOf(tx, (await ownAgreement(tx, event)).by, event.params.party, Number(version)));
	return scan ? savedPdf(scan, 'scan') : nothingHere();
};

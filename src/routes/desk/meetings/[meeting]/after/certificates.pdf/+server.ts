import { certificates } from '#modules/conduct/output-certificate.server.ts';
import { words } from '#modules/registration/words.ts';
import { nothingHere, organiser } from '../../../../../gate.server.ts';
import { madeDocument } from '../../../../../sheet.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, request }) => {
	const { language, now, region } = locals;
	const draft = await locals.within(async (tx) => {
		const { meeting, organiser: by } = await organiser(tx, locals, params.meeting);
		return certificates(tx, by, { region, meeting, language, now });
	});
	if (!draft) nothingHere();
	return madeDocument(request, draft, `${params.meeting}-${words(language)('print.file.certificates')}`);
};

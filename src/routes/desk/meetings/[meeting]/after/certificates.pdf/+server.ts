import { certificates } from '#modules/conduct/output-certificate.server.ts';
import { words } from '#modules/registration/words.ts';
import { makeDocument } from '#platform/pdf/pdf.ts';
import { nothingHere, organiser } from '../../../../../gate.server.ts';
import { documentResponse } from '../../../../../sheet.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
	const { language, now, region } = locals;
	const draft = await locals.within(async (tx) => {
		const { meeting, organiser: by } = await organiser(tx, locals, params.meeting);
		return certificates(tx, by, { region, meeting, language, now });
	});
	if (!draft) nothingHere();
	return documentResponse(
		await makeDocument(draft.template, draft.data),
		`${params.meeting}-${words(language)('print.file.certificates')}`,
		'pdf',
	);
};

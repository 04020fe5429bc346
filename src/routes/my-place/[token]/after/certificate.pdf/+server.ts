import { error } from '@sveltejs/kit';
import { certificates } from '#modules/conduct/output-certificate.server.ts';
import { meetingById } from '#modules/events/read.server.ts';
import { words } from '#modules/registration/words.ts';
import { nothingHere, participant } from '../../../../gate.server.ts';
import { madeDocument } from '../../../../sheet.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, request }) => {
	const { language, now, region } = locals;
	const made = await locals.within(async (tx) => {
		const by = await participant(tx, locals, params.token);
		if (!(await locals.mayStill('document', by.place))) error(429, { message: 'Too many', id: '' });
		const meeting = await meetingById(tx, by.meeting);
		const draft = meeting && (await certificates(tx, by, { region, meeting, language, now }, by.place));
		return draft && { draft, slug: meeting.slug };
	});
	if (!made) nothingHere();
	return madeDocument(request, made.draft, `${made.slug}-${words(language)('print.file.certificate')}`);
};

import { materialFile } from '#modules/events/read-after.server.ts';
import { plainLetters } from '#modules/events/rules.ts';
import { placeById } from '#modules/registration/read.server.ts';
import { isId } from '#platform/form.ts';
import { nothingHere, participant } from '../../../../../gate.server.ts';
import { savedPdf } from '../../../../../pdf.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
	const found = await locals.within(async (tx) => {
		const by = await participant(tx, locals, params.token);
		const hasPlace = (await placeById(tx, by.place))?.state === 'confirmed';
		return hasPlace && isId(params.material) ? materialFile(tx, by, params.material) : undefined;
	});
	if (!found) nothingHere();
	return savedPdf(found.file, plainLetters(found.title).slice(0, 80) || 'material');
};

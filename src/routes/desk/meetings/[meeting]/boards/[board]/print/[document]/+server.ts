import { facilitatorAs } from '#modules/boards/access.ts';
import { printed, toPrint } from '#modules/boards/output-print.server.ts';
import { boardOf, whole } from '#modules/boards/read.server.ts';
import { words } from '#modules/boards/words.ts';
import { timeLine } from '#modules/events/output.server.ts';
import { isId } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { nothingHere, organiser } from '../../../../../../../gate.server.ts';
import { madeDocument } from '../../../../../../../sheet.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, request }) => {
	const { language, region } = locals;
	const what = printed.find((one) => params.document === `${one}.pdf`);
	const { board, draft } = await locals.within(async (tx) => {
		const { meeting, organiser: by } = await organiser(tx, locals, params.meeting);
		const board = (what && isId(params.board) && (await boardOf(tx, by, params.board))) || nothingHere();
		const leads = facilitatorAs(by, board) ?? nothingHere();
		const held = (await whole(tx, board.id)) ?? nothingHere();
		const join = region.origin + to(language, `/b/${board.code}`);
		const footer = `${meeting.title} · ${timeLine(meeting, language)} · ${region.name}`;
		return {
			board,
			draft: await toPrint(tx, leads, held, what as NonNullable<typeof what>, { meeting: meeting.title, join, footer, language }),
		};
	});
	if (draft.count === 0) nothingHere();
	return madeDocument(request, draft, `${board.code}-${words(language)(`print.${what as NonNullable<typeof what>}.file`)}`);
};

import { boardOf, whole } from '#modules/boards/read.server.ts';
import { lines } from '#modules/boards/rules-list.ts';
import { words } from '#modules/boards/words.ts';
import { isId } from '#platform/form.ts';
import { nothingHere, organiser } from '../../../../../../gate.server.ts';
import { takenAway } from '../../../../../../sheet.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const t = words(locals.language);
	const { board, rows } = await locals.within(async (tx) => {
		const { organiser: by } = await organiser(tx, locals, params.meeting);
		const board = (isId(params.board) && (await boardOf(tx, by, params.board))) || nothingHere();
		const held = (await whole(tx, board.id)) ?? nothingHere();
		const rows = lines(held, url.searchParams.get('chosen') === 'yes').map((line) => [
			line.question,
			line.column || t(`kinds.${line.kind}`),
			t(`kind.${line.kind}`),
			line.text,
			line.table === null ? '' : String(line.table),
			line.isChosen ? t('list.yes') : '',
			line.isPaper ? t('list.yes') : '',
			line.pitfall,
			line.interface,
			line.bundle,
		]);
		return { board, rows };
	});
	const headings = (['question', 'column', 'kind', 'text', 'table', 'chosen', 'paper', 'pitfall', 'interface', 'bundle'] as const).map(
		(name) => t(`list.${name}`),
	);
	return takenAway(params.format, `${params.meeting}-${board.code}`, { name: t('list.title'), headings, rows });
};

import { boardOf, whole } from '#modules/boards/read.server.ts';
import { priorities } from '#modules/boards/rules-list.ts';
import { words } from '#modules/boards/words.ts';
import { isId } from '#platform/form.ts';
import { nothingHere, organiser } from '../../../../../../gate.server.ts';
import { takenAway } from '../../../../../../sheet.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
	const t = words(locals.language);
	const { board, list } = await locals.within(async (tx) => {
		const { organiser: by } = await organiser(tx, locals, params.meeting);
		const board = (isId(params.board) && (await boardOf(tx, by, params.board))) || nothingHere();
		return { board, list: priorities((await whole(tx, board.id)) ?? nothingHere()) ?? [] };
	});
	const decimal = new Intl.NumberFormat(locals.language, { maximumFractionDigits: 2 });
	const isMatrix = board.method === 'matrix';
	const weights = ({ dots, benefit, effort }: (typeof list)[0]) =>
		isMatrix ? [benefit, effort].map((one) => (one === null ? '' : decimal.format(one))) : [String(dots)];
	// Where nobody is named, it is open on purpose; where nothing is said, the fields are empty.
	const becomes = ({ handed }: (typeof list)[0]) => (handed ? [handed.who || t('handover.open'), handed.step, handed.due] : ['', '', '']);
	const rows = list.map((one) => [
		String(one.rank),
		one.title,
		...weights(one),
		String(one.voters),
		...becomes(one),
		one.cards.join(' · '),
	]);
	const headings = [
		...(['rank', 'bundle', ...(isMatrix ? (['benefit', 'effort'] as const) : (['dots'] as const)), 'voters'] as const).map((name) =>
			t(`list.${name}`),
		),
		...(['who', 'step', 'due'] as const).map((name) => t(`handover.${name}`)),
		t('priorities.cards'),
	];
	return takenAway(params.format, `${params.meeting}-${board.code}-${t('priorities.file')}`, {
		name: t('priorities.title'),
		headings,
		rows,
	});
};

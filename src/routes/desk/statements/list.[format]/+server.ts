import { criterionLine } from '#modules/thread/output-statement.server.ts';
import { words } from '#modules/thread/words.ts';
import { takenAway } from '../../../sheet.server.ts';
import { listedStatements } from '../listed.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const { language } = locals;
	const t = words(language);
	const all = await locals.within((tx) => listedStatements(tx, locals, url));
	const headings = [
		t('statement.title'),
		t('statement.kind'),
		t('list.state'),
		t('statement.on'),
		t('statement.where'),
		t('statement.wording'),
		t('criteria'),
	];
	const rows = all.map((one) => [
		one.title,
		t(`statement.${one.kind}`),
		t(`status.${one.status}`),
		one.on,
		one.meeting?.title ?? '',
		one.wording,
		one.criteria.map((criterion) => criterionLine(language, criterion)).join('\n'),
	]);
	return takenAway(params.format, t('statements.file'), { name: t('statements.title'), headings, rows });
};

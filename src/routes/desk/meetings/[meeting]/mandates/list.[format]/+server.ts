import { shown } from '#modules/thread/output.server.ts';
import { mandatesOf } from '#modules/thread/read.server.ts';
import { words } from '#modules/thread/words.ts';
import { dayOf } from '#platform/time/time.ts';
import { organiser } from '../../../../../gate.server.ts';
import { takenAway } from '../../../../../sheet.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
	const { language, now } = locals;
	const t = words(language);
	const all = await locals.within(async (tx) => mandatesOf(tx, (await organiser(tx, locals, params.meeting)).organiser));
	const headings = [t('list.title'), t('asked'), t('carerName'), t('step'), t('due'), t('list.state'), t('list.outcome')];
	const rows = all
		.map((one) => shown(language, one, dayOf(now)))
		.map((one) => [
			one.title,
			one.asked,
			one.carer && !one.carer.hasLeft ? one.carer.name : '',
			one.step,
			one.due,
			one.isLate ? t('late') : t(`state.${one.state}`),
			one.outcome,
		]);
	return takenAway(params.format, `${params.meeting}-${t('list.file')}`, { name: t('title'), headings, rows });
};

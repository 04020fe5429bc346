import { words } from '#modules/thread/words.ts';
import { takenAway } from '../../../sheet.server.ts';
import { listed } from '../listed.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const t = words(locals.language);
	const all = await locals.within((tx) => listed(tx, locals, url));
	const headings = [
		t('list.agreement'),
		t('list.state'),
		t('list.parties'),
		t('agreement.from'),
		t('agreement.until'),
		t('agreement.review'),
		t('list.progress'),
		t('list.outcome'),
	];
	const rows = all.map((one) => [
		one.title,
		t(`agreementState.${one.state}`),
		one.parties.map(({ name, role }) => `${name} (${t(`role.${role}`)})`).join(', '),
		one.from,
		one.until,
		one.review,
		one.progress === null ? '' : `${one.progress} %`,
		one.outcome,
	]);
	return takenAway(params.format, t('list.agreementFile'), { name: t('agreements.title'), headings, rows });
};

import { contacts } from '#modules/registration/read-after.server.ts';
import { words } from '#modules/registration/words.ts';
import { cards } from '#platform/calendar/card.ts';
import { participant } from '../../../../gate.server.ts';
import { cardsTaken, takenAway } from '../../../../sheet.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
	const t = words(locals.language);
	const all = await locals.within(async (tx) => contacts(tx, await participant(tx, locals, params.token)));
	const name = t('contacts.file');
	if (params.format === 'vcf') return cardsTaken(name, cards(all));
	const headings = [t('list.name'), t('list.function'), t('list.organisation'), t('list.email')];
	const rows = all.map((one) => [one.name, one.function, one.organisation, one.email]);
	return takenAway(params.format, name, { name: t('contacts.title'), headings, rows });
};

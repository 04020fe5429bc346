import { takeaways } from '#modules/registration/read-after.server.ts';
import { words } from '#modules/registration/words.ts';
import { organiser } from '../../../../../../gate.server.ts';
import { takenAway } from '../../../../../../sheet.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
	const t = words(locals.language);
	const rows = await locals.within(async (tx) => {
		const { organiser: by } = await organiser(tx, locals, params.meeting);
		return (await takeaways(tx, by)).map(({ text, name }) => [text, name || t('takeaways.anonymous')]);
	});
	const sheet = { name: t('takeaways.title').slice(0, 30), headings: [t('takeaways.text'), t('list.name')], rows };
	return takenAway(params.format, `${params.meeting}-${t('takeaways.file')}`, sheet);
};

import { dayLists } from '#modules/conduct/read-lists.server.ts';
import { listKinds } from '#modules/conduct/rules-lists.ts';
import { words } from '#modules/registration/words.ts';
import { words as workshopWords } from '#modules/workshops/words.ts';
import { organiser } from '../../../../../../gate.server.ts';
import { takenAway } from '../../../../../../sheet.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const { language } = locals;
	const t = words(language);
	const w = workshopWords(language);
	const kind = listKinds.find((one) => one === url.searchParams.get('for')) ?? 'door';
	const { meeting, lists } = await locals.within(async (tx) => {
		const { meeting, organiser: by } = await organiser(tx, locals, params.meeting);
		return { meeting, lists: await dayLists(tx, by) };
	});
	const tables = {
		door: {
			headings: [t('list.name'), t('list.organisation'), t('list.function'), t('list.seat')],
			rows: lists.door.map((one) => [one.name, one.organisation, one.function, one.workshops.join(', ')]),
		},
		rooms: {
			headings: [w('workshop'), t('lists.room'), t('lists.phase'), t('list.name'), t('list.organisation')],
			rows: lists.rooms.flatMap((one) => one.people.map((person) => [one.title, one.room, one.phase, person.name, person.organisation])),
		},
		catering: {
			headings: [t('lists.need'), t('lists.what'), t('lists.people')],
			rows: [
				[t('lists.meals'), '', lists.catering.people],
				...lists.catering.needs.map((one) => [t(`needs.${one.kind}`), one.note, one.people]),
			],
		},
	};
	return takenAway(params.format, `${meeting.slug}-${t(`lists.file.${kind}`)}`, { name: t(`lists.${kind}`), ...tables[kind] });
};

import { dayLists } from '#modules/conduct/read-lists.server.ts';
import { listKinds } from '#modules/conduct/rules-lists.ts';
import { shortDay } from '#platform/time/time.ts';
import { organiser } from '../../../../../gate.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { organiser: by } = await organiser(tx, locals, params.meeting);
		const lists = await dayLists(tx, by);
		const { deleteOn } = lists.catering;
		return {
			...lists,
			kind: listKinds.find((one) => one === url.searchParams.get('for')) ?? 'door',
			deleteOn: deleteOn ? shortDay(locals.language, new Date(`${deleteOn}T12:00:00Z`)) : '',
		};
	});

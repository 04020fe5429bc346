import { peopleHistory } from '#modules/conduct/read.server.ts';
import { history } from '#modules/events/read.server.ts';
import { words as registrationWords } from '#modules/registration/words.ts';
import { words as workshopWords } from '#modules/workshops/words.ts';
import { moment } from '#platform/time/time.ts';
import { organiser } from '../../../../gate.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => {
		const { language } = locals;
		const { organiser: by } = await organiser(tx, locals, params.meeting);
		const said = { registration: registrationWords(language), workshops: workshopWords(language) };
		const changes = await history(tx, by);
		const people = await peopleHistory(tx, by);
		return {
			changes: changes.map(({ at, actor, what, after }) => ({ at: moment(language, at), actor, what, detail: detail(after) })),
			people: people.map(({ at, name, room, what, by }) => ({
				at: moment(language, at),
				name,
				by,
				what: said[room](`change.${what}` as 'change.movedUp'),
			})),
		};
	});

function detail(after: unknown): string {
	const { title, reason } = (after ?? {}) as { title?: string; reason?: string };
	return title ?? reason ?? '';
}

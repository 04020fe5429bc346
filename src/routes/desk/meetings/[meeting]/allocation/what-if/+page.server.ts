import { workshops } from '#modules/workshops/read.server.ts';
import { MORE_SEATS, whatIf } from '#modules/workshops/read-what-if.server.ts';
import { answer } from '#platform/rejected.ts';
import { organiser } from '../../../../../gate.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => {
		const { organiser: by, meeting } = await organiser(tx, locals, params.meeting);
		const title = new Map((await workshops(tx, meeting.id)).map(({ id, title }) => [id, title]));
		const named = (ids: readonly string[]) => ids.map((id) => title.get(id) ?? '');
		const view = await answer(whatIf(tx, by));
		return {
			seats: MORE_SEATS,
			why: view.ok ? '' : view.rejected.say(locals.language),
			view: view.ok &&
				view.value && {
					objective: view.value.objective,
					present: view.value.present,
					cancelled: named(view.value.cancelled),
					workshops: [...title].map(([id, name]) => ({
						id,
						title: name,
						thoughts: (view.value?.thoughts ?? [])
							.filter(({ workshop }) => workshop === id)
							.map((thought) => ({ ...thought, cancelled: named(thought.cancelled) })),
					})),
				},
		};
	});

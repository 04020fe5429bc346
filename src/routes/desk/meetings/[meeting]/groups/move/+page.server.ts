import { redirect } from '@sveltejs/kit';
import { seatingOf } from '#modules/groups/read-plan.server.ts';
import { filled } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { organiser } from '../../../../../gate.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { organiser: by } = await organiser(tx, locals, params.meeting);
		const seating = await seatingOf(tx, by);
		const round = Number(url.searchParams.get('round'));
		const person = seating?.guests.find(({ place }) => place === url.searchParams.get('place'));
		// Whoever withdrew meanwhile sits nowhere: the groups say so.
		if (!seating || !person || !(round >= 1 && round <= seating.plan.rounds))
			redirect(303, to(locals.language, `/desk/meetings/${params.meeting}/groups`));
		const name = new Map(seating.guests.map((guest) => [guest.place, guest.name]));
		const all = seating.chairs.filter((chair) => chair.round === round);
		const own = all.find(({ place }) => place === person.place)?.group;
		const others = seating.groups.filter(({ id }) => id !== own);
		return {
			round,
			person: { place: person.place, name: person.name },
			isSeated: own !== undefined,
			free: others
				.filter(({ id, seats }) => all.filter(({ group }) => group === id).length < seats)
				.map(({ id, number }) => ({ id, number })),
			swaps: others.flatMap(({ id, number, moderator }) =>
				all
					.filter(({ group, place }) => group === id && place !== moderator)
					.map(({ place }) => ({ place, number, name: name.get(place) ?? '' })),
			),
			blank: filled(),
		};
	});

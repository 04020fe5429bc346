import { meetingById } from '#modules/events/read.server.ts';
import { placeById } from '#modules/registration/read.server.ts';
import { seatLines } from '#modules/workshops/output.server.ts';
import { workshops } from '#modules/workshops/read.server.ts';
import { seatsAndReasons, whyFor } from '#modules/workshops/read-draft.server.ts';
import * as gate from '../../../gate.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => {
		const by = await gate.participant(tx, locals, params.token);
		const place = (await placeById(tx, by.place)) ?? gate.nothingHere();
		if (place.state === 'withdrawn') gate.nothingHere();
		const meeting = (await meetingById(tx, by.meeting)) ?? gate.nothingHere();
		const all = await workshops(tx, by.meeting);
		const told = place.state === 'confirmed' ? await seatsAndReasons(tx, { id: place.id, meeting: by.meeting }) : null;
		const why = await whyFor(tx, { id: place.id, meeting: by.meeting });
		const title = new Map(all.map(({ id, title }) => [id, title]));
		return {
			title: meeting.title,
			seats: told && seatLines(locals.language, told, all),
			why: why && { ...why, unmet: why.unmet.map((one) => ({ ...one, title: title.get(one.workshop) ?? '' })) },
		};
	});

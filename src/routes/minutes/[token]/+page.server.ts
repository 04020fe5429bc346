import { minutesTitle } from '#modules/thread/output-minutes.server.ts';
import { releasedFor } from '#modules/thread/read-minutes.server.ts';
import { longDay } from '#platform/time/time.ts';
import { nothingHere } from '../../gate.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => {
		const { language } = locals;
		const { minutes, release, sections } = (await releasedFor(tx, locals.region.id, params.token)) ?? nothingHere();
		return {
			title: minutesTitle(language, minutes),
			day: longDay(language, minutes.meeting.startsAt),
			release: { number: release.number, at: longDay(language, release.at) },
			sections,
		};
	});

import { publicLists } from '#modules/boards/read.server.ts';
import { organiser } from '#modules/events/access.ts';
import { schemaOrg, timeLine, venueLine } from '#modules/events/output.server.ts';
import { contributions, guidingQuestions } from '#modules/events/read.server.ts';
import { photos } from '#modules/events/read-photo.server.ts';
import { closedBecause } from '#modules/registration/access.ts';
import { keptLine } from '#modules/registration/output.server.ts';
import { offerOf, reservations } from '#modules/registration/read.server.ts';
import { bookable } from '#modules/registration/rules.ts';
import { shownProgramme } from '#modules/workshops/read-release.server.ts';
import { to } from '#platform/paths.ts';
import { clock, moment, shortDay } from '#platform/time/time.ts';
import { visibleMeeting } from '../../gate.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => {
		const { language, now, region } = locals;
		const meeting = await visibleMeeting(tx, locals, params.event);
		const offer = await offerOf(tx, meeting.id);
		const closed = closedBecause(meeting, offer, now);
		const places = { capacity: offer?.capacity ?? 0, bookable: offer ? bookable(offer, closed === null) : 0 };
		const isDraft = meeting.state === 'draft' && Boolean(organiser(locals.actor, meeting));
		const { items, workshops, version } = await shownProgramme(tx, meeting.id);
		return {
			meeting: { ...meeting, time: timeLine(meeting, language), venue: venueLine(meeting, language) },
			isDraft,
			questions: await guidingQuestions(tx, meeting.id),
			// The name as organisers know it stays with them.
			contributions: (await contributions(tx, meeting.id)).map(({ known: _, ...one }) => one),
			version: version && version.number > 1 ? { number: version.number, date: shortDay(language, version.at) } : null,
			agenda: items.map((item) => ({ ...item, from: clock(language, item.startsAt), until: clock(language, item.endsAt) })),
			workshops,
			photos: await photos(tx, meeting.id),
			results: await publicLists(tx, meeting.id),
			offer: offer && { ...places, opens: moment(language, offer.opensAt), closes: moment(language, offer.closesAt) },
			kept: closed === null && offer && offer.held > 0 ? keptLine(language, await reservations(tx, meeting.id)) : '',
			closed,
			structured: JSON.stringify(schemaOrg(meeting, region, language, places)).replaceAll('<', '\\u003c'),
			url: region.origin + to(language, locals.path),
		};
	});

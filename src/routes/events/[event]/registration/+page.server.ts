import { randomUUID } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import * as conduct from '#modules/conduct/write.server.ts';
import { offered } from '#modules/organisations/read.server.ts';
import { areas } from '#modules/places/read.server.ts';
import { closedBecause } from '#modules/registration/access.ts';
import { asked, keptLine } from '#modules/registration/output.server.ts';
import { offerOf, reservations } from '#modules/registration/read.server.ts';
import { inviteeBy } from '#modules/registration/read-invitation.server.ts';
import { questions } from '#modules/registration/read-question.server.ts';
import { bookable, NEEDS_DAYS } from '#modules/registration/rules.ts';
import { registration } from '#modules/registration/schema.ts';
import { readAnswers } from '#modules/registration/schema-question.ts';
import { words } from '#modules/registration/words.ts';
import { accept } from '#modules/registration/write-invitation.server.ts';
import { saveAnswers } from '#modules/registration/write-question.server.ts';
import { publicationOf } from '#modules/workshops/read.server.ts';
import { shownProgramme } from '#modules/workshops/read-release.server.ts';
import { wishes } from '#modules/workshops/schema.ts';
import { words as workshopWords } from '#modules/workshops/words.ts';
import type { Tx } from '#platform/db/database.ts';
import { type Form, filled, parse, parseAgain, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer, Rejected } from '#platform/rejected.ts';
import { daysAfter, moment, shortDay } from '#platform/time/time.ts';
import * as gate from '../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** What is known of whoever comes by an invitation to this meeting: nobody types it again. */
async function known(tx: Tx, locals: App.Locals, meeting: string, token: string): Promise<Record<string, string>> {
	const invited = await inviteeBy(tx, locals.region.id, token);
	if (invited?.by.meeting !== meeting) return {};
	const { name, email, organisation } = invited.invitation;
	return { name, email, organisation, invitation: token };
}

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { language, now } = locals;
		const meeting = await gate.visibleMeeting(tx, locals, params.event);
		const offer = await offerOf(tx, meeting.id);
		const closed = closedBecause(meeting, offer, now);
		const closedOn = closed === 'notYet' ? offer?.opensAt : offer?.closesAt;
		return {
			meeting: { slug: meeting.slug, title: meeting.title },
			closed,
			closedOn: closedOn ? moment(language, closedOn) : '',
			offer: offer && { capacity: offer.capacity, bookable: bookable(offer, closed === null) },
			kept: closed === null && offer && offer.held > 0 ? keptLine(language, await reservations(tx, meeting.id)) : '',
			workshops: (await shownProgramme(tx, meeting.id)).workshops,
			isGivenOut: (await publicationOf(tx, meeting.id)) !== undefined,
			questions: asked(language, await questions(tx, meeting.id)),
			organisations: await offered(tx),
			areas: await areas(tx, 'planningArea'),
			deleteOn: shortDay(language, daysAfter(meeting.endsAt, NEEDS_DAYS, '12:00')),
			blank: filled({
				key: randomUUID(),
				...(await known(tx, locals, meeting.id, url.searchParams.get('invitation') ?? '')),
			}) as Form,
		};
	});

export const actions: Actions = {
	default: async ({ request, params, locals }) => {
		const { language } = locals;
		const say = words(language);
		const input = await parse(request, registration, say);
		const ranked = parseAgain(input.form, wishes, workshopWords(language), 'wish1');
		if (!(await locals.mayStill('registration')))
			return fail(429, { form: withRejection(input.form, new Rejected((l) => words(l)('tooMany')), language) });
		const outcome = await answer(
			locals.within(async (tx) => {
				const meeting = await gate.openMeeting(tx, locals, params.event);
				const answers = readAnswers(ranked.form, meeting ? await questions(tx, meeting.meeting) : [], say);
				if (!input.ok || !ranked.ok || !answers.ok) return { wrong: answers.form };
				if (!meeting) throw new Rejected((l) => words(l)('registrationClosed'));
				const outcome = await conduct.register(tx, meeting, input.value, ranked.value, language);
				if (outcome.place && answers.answers.length > 0) await saveAnswers(tx, locals.region.id, outcome.place, answers.answers);
				const invited = await inviteeBy(tx, locals.region.id, input.form.values['invitation'] ?? '');
				if (invited?.by.meeting === meeting.meeting) await accept(tx, invited.by, input.value.email);
				return outcome;
			}),
		);
		if (!outcome.ok) return fail(409, { form: withRejection(input.form, outcome.rejected, language) });
		if ('wrong' in outcome.value) return fail(400, { form: outcome.value.wrong });
		redirect(303, to(language, `/events/${params.event}/registration/${outcome.value.state}`));
	},
};

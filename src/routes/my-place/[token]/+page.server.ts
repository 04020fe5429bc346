import { fail, redirect } from '@sveltejs/kit';
import * as conduct from '#modules/conduct/write.server.ts';
import { timeLine, venueLine } from '#modules/events/output.server.ts';
import { joinLink, meetingById } from '#modules/events/read.server.ts';
import { offered } from '#modules/organisations/read.server.ts';
import { areas } from '#modules/places/read.server.ts';
import { asked } from '#modules/registration/output.server.ts';
import { detailsOf, mayTake, placeById, waitingPosition } from '#modules/registration/read.server.ts';
import { badgeCodes } from '#modules/registration/read-door.server.ts';
import { answersOf, others, questions } from '#modules/registration/read-question.server.ts';
import { NEEDS_DAYS } from '#modules/registration/rules.ts';
import { allowed, type ConsentsInput, personal } from '#modules/registration/schema.ts';
import { answerable, questionField, readAnswers } from '#modules/registration/schema-question.ts';
import { words } from '#modules/registration/words.ts';
import { saveAnswers } from '#modules/registration/write-question.server.ts';
import { seatLines } from '#modules/workshops/output.server.ts';
import { publicationOf, wishesOf, workshops } from '#modules/workshops/read.server.ts';
import { seatsAndReasons } from '#modules/workshops/read-draft.server.ts';
import { shownProgramme } from '#modules/workshops/read-release.server.ts';
import { wishes } from '#modules/workshops/schema.ts';
import { words as workshopWords } from '#modules/workshops/words.ts';
import { filled, formIn, parseAgain, parseForm, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer, Rejected } from '#platform/rejected.ts';
import { dayOf, daysAfter, moment, shortDay } from '#platform/time/time.ts';
import * as gate from '../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { language, now } = locals;
		const by = await gate.participant(tx, locals, params.token);
		const place = (await placeById(tx, by.place)) ?? gate.nothingHere();
		if (place.state === 'withdrawn') gate.nothingHere();
		const meeting = (await meetingById(tx, by.meeting)) ?? gate.nothingHere();
		const details = await detailsOf(tx, by);
		const ranked = await wishesOf(tx, by.place);
		const all = await workshops(tx, by.meeting);
		const shown = await shownProgramme(tx, by.meeting);
		const answered = await answersOf(tx, by);
		const told = place.state === 'confirmed' ? await seatsAndReasons(tx, { id: place.id, meeting: meeting.id }) : null;
		return {
			meeting: { ...meeting, time: timeLine(meeting, language), venue: venueLine(meeting, language) },
			place: {
				state: place.state,
				email: place.email,
				number: await waitingPosition(tx, place),
				until: place.offeredUntil ? moment(language, place.offeredUntil) : '',
			},
			mayTake: await mayTake(tx, place),
			code: place.state === 'confirmed' && meeting.state === 'published' ? (await badgeCodes(tx, by.region, [place.id]))[0] : undefined,
			hasBegun: place.state === 'confirmed' && meeting.state === 'published' && meeting.startsAt <= now,
			isToday:
				place.state === 'confirmed' && meeting.state === 'published' && dayOf(meeting.startsAt) <= dayOf(now) && now < meeting.endsAt,
			join: place.state === 'confirmed' && meeting.state === 'published' ? await joinLink(tx, meeting.id) : null,
			seats: told && seatLines(language, told, all),
			wishesAreOpen: !(await publicationOf(tx, by.meeting)),
			workshops: shown.workshops,
			questions: asked(language, answerable(await questions(tx, by.meeting), answered)),
			others: place.state === 'confirmed' ? await others(tx, by) : [],
			sharesContact: details.consents.includes('contact'),
			organisations: await offered(tx),
			areas: await areas(tx, 'planningArea'),
			deleteOn: shortDay(language, daysAfter(meeting.endsAt, NEEDS_DAYS, '12:00')),
			mayChange: meeting.state === 'published' && meeting.startsAt > now,
			done: url.searchParams.get('done'),
			known: filled({
				name: place.name,
				organisation: place.organisation,
				function: place.function,
				profession: place.profession,
				area: place.areaId ?? '',
				dietary: details.needs.dietary?.note ?? '',
				access: details.needs.access?.note ?? '',
				...Object.fromEntries(details.consents.map((purpose) => [`consent${purpose[0]?.toUpperCase()}${purpose.slice(1)}`, 'yes'])),
				...Object.fromEntries(ranked.map((id, at) => [`wish${at + 1}`, id])),
				...Object.fromEntries(answered.map((one) => [questionField(one.question), one.answer])),
			}),
		};
	});

export const actions: Actions = {
	default: async ({ request, params, locals }) => {
		const { language } = locals;
		const data = await formIn(request);
		if (data?.get('only') === 'consents') {
			const { value } = parseForm(data, allowed, words(language)) as { value: ConsentsInput };
			const done = await answer(
				locals.within(async (tx) => conduct.changeConsents(tx, await gate.participant(tx, locals, params.token), value)),
			);
			if (!done.ok) return fail(409, { form: withRejection(filled(), done.rejected, language) });
			redirect(303, to(language, `/my-place/${params.token}?done=saved`));
		}
		const input = parseForm(data, personal, words(language));
		const ranked = parseAgain(input.form, wishes, workshopWords(language), 'wish1');
		const asking = await locals.within(async (tx) => {
			const by = await gate.participant(tx, locals, params.token);
			return answerable(await questions(tx, by.meeting), await answersOf(tx, by));
		});
		const answers = readAnswers(ranked.form, asking, words(language));
		if (!input.ok || !ranked.ok || !answers.ok) return fail(400, { form: answers.form });
		const saved = await answer(
			locals.within(async (tx) => {
				const by = await gate.participant(tx, locals, params.token);
				const meeting = await meetingById(tx, by.meeting);
				if (meeting?.state !== 'published' || meeting.startsAt <= locals.now) throw new Rejected((l) => words(l)('registrationClosed'));
				await conduct.changeDetails(tx, by, input.value, locals.now);
				await saveAnswers(tx, by.region, by.place, answers.answers);
				if (!(await publicationOf(tx, by.meeting))) await conduct.changeWishes(tx, by, ranked.value);
			}),
		);
		if (!saved.ok) return fail(409, { form: withRejection(input.form, saved.rejected, language) });
		redirect(303, to(language, `/my-place/${params.token}?done=saved`));
	},
};

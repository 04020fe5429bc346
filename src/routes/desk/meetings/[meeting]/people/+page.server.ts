import { fail, redirect } from '@sveltejs/kit';
import * as conduct from '#modules/conduct/write.server.ts';
import type { Organiser } from '#modules/events/access.ts';
import { organisations } from '#modules/organisations/read.server.ts';
import { areas } from '#modules/places/read.server.ts';
import { openForTeam } from '#modules/registration/access.ts';
import { needsOf, offerOf, placesOf } from '#modules/registration/read.server.ts';
import { answersByPlace, questions } from '#modules/registration/read-question.server.ts';
import { NEEDS_DAYS } from '#modules/registration/rules.ts';
import { filter, registration } from '#modules/registration/schema.ts';
import { words } from '#modules/registration/words.ts';
import * as registrationWrites from '#modules/registration/write.server.ts';
import { rulesByPlace, seats, wishesByPlace, workshops } from '#modules/workshops/read.server.ts';
import { rule, wishes } from '#modules/workshops/schema.ts';
import { words as workshopWords } from '#modules/workshops/words.ts';
import * as workshopWrites from '#modules/workshops/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { filled, isId, nothing, parse, parseAgain, read, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer, Rejected } from '#platform/rejected.ts';
import { clock, daysAfter, moment, shortDay } from '#platform/time/time.ts';
import { organiser } from '../../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { language, region } = locals;
		const { meeting, organiser: by } = await organiser(tx, locals, params.meeting);
		const query = Object.fromEntries(url.searchParams);
		const all = await workshops(tx, meeting.id);
		const title = new Map(all.map(({ id, title }) => [id, title]));
		const ranked = await wishesByPlace(tx, by);
		const rules = await rulesByPlace(tx, by);
		const seated = Map.groupBy(await seats(tx, meeting.id), ({ place }) => place);
		const asking = await questions(tx, meeting.id);
		const answered = await answersByPlace(tx, by);
		const places = await placesOf(tx, by, read(filter, query));
		return {
			offer: await offerOf(tx, meeting.id),
			people: places.map((place) => ({
				...place,
				registered: moment(language, place.registeredAt),
				arrived: place.arrivedAt ? clock(language, place.arrivedAt) : '',
				answers: asking.flatMap(({ id, label, kind }) => {
					const answer = answered.get(place.id)?.get(id);
					return answer === undefined ? [] : [{ label, answer: kind === 'yesNo' ? words(language)('answer.yes') : answer }];
				}),
				wishes: (ranked.get(place.id) ?? []).map((id) => title.get(id) ?? ''),
				seat: (seated.get(place.id) ?? []).flatMap(({ workshop }) => title.get(workshop ?? '') ?? []).join(', '),
				fixed: (rules.get(place.id)?.fixed ?? []).map((id) => ({ id, title: title.get(id) ?? '' })),
				forbidden: (rules.get(place.id)?.forbidden ?? []).map((id) => ({ id, title: title.get(id) ?? '' })),
			})),
			needs: (await needsOf(tx, by)).map((need) => ({ ...need, deleteOn: shortDay(language, new Date(`${need.deleteOn}T12:00:00Z`)) })),
			workshops: all,
			organisations: await organisations(tx),
			areas: await areas(tx, 'planningArea'),
			deleteOn: shortDay(language, daysAfter(meeting.endsAt, NEEDS_DAYS, '12:00')),
			filter: filled({
				search: query['search'] ?? '',
				state: query['state'] ?? '',
				profession: query['profession'] ?? '',
				arrived: query['arrived'] ?? '',
			}),
			isFiltered: Boolean(query['search'] || query['state'] || query['profession'] || query['arrived']),
			query: url.search,
			publicUrl: region.origin + to(language, `/events/${meeting.slug}`),
			done: url.searchParams.get('done'),
			blank: filled(),
		};
	});

type Event = { locals: App.Locals; params: { meeting: string }; request: Request };

const here = ({ locals, params }: Event, done: string) => to(locals.language, `/desk/meetings/${params.meeting}/people?done=${done}`);

const personGone = () => new Rejected((l) => words(l)('personGone'));

/** Does one thing with one person of the meeting and comes back to the list. */
async function withPerson(event: Event, done: string, work: (tx: Tx, by: Organiser, place: string) => Promise<void>) {
	const { locals, params, request } = event;
	const { form } = await parse(request, nothing, words(locals.language));
	const place = form.values['place'];
	const outcome = await answer(
		locals.within(async (tx) => {
			const { organiser: by } = await organiser(tx, locals, params.meeting);
			if (!isId(place)) throw personGone();
			await work(tx, by, place);
		}),
	);
	if (!outcome.ok) return fail(409, { form: withRejection(filled(), outcome.rejected, locals.language) });
	redirect(303, here(event, done));
}

export const actions: Actions = {
	add: async (event) => {
		const { request, locals, params } = event;
		const { language, now, region } = locals;
		const input = await parse(request, registration, words(language));
		const ranked = parseAgain(input.form, wishes, workshopWords(language), 'wish1');
		if (!input.ok || !ranked.ok) return fail(400, { form: ranked.form });
		const done = await answer(
			locals.within(async (tx) => {
				const { meeting, organiser: by } = await organiser(tx, locals, params.meeting);
				const open = openForTeam(region.id, meeting, await offerOf(tx, meeting.id), now);
				if (!open) throw new Rejected((l) => words(l)('registrationClosed'));
				return conduct.register(tx, open, input.value, ranked.value, language, by);
			}),
		);
		if (!done.ok) return fail(409, { form: withRejection(input.form, done.rejected, language) });
		redirect(303, here(event, 'added'));
	},
	withdraw: (event) =>
		withPerson(event, 'withdrawn', async (tx, by, place) => {
			const who = { kind: 'organiser', person: by.person } as const;
			if (!(await conduct.withdraw(tx, { region: by.region, meeting: by.meeting, place }, event.locals.now, who))) throw personGone();
		}),
	renew: (event) => withPerson(event, 'renewed', (tx, by, place) => registrationWrites.renewLink(tx, by, place)),
	rule: async (event) => {
		const { locals } = event;
		const input = await parse(event.request, rule, workshopWords(locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		const { place, workshop, kind } = input.value;
		const done = await answer(
			locals.within(async (tx) =>
				workshopWrites.setRule(tx, (await organiser(tx, locals, event.params.meeting)).organiser, place, workshop, kind),
			),
		);
		if (!done.ok) return fail(409, { form: withRejection(input.form, done.rejected, locals.language) });
		redirect(303, here(event, 'rule'));
	},
};

import { randomInt } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import * as conduct from '#modules/conduct/write.server.ts';
import { closedBecause } from '#modules/registration/access.ts';
import { offerOf, placesOf } from '#modules/registration/read.server.ts';
import { reasonSentence, roundLine } from '#modules/workshops/output.server.ts';
import { allocationView } from '#modules/workshops/read-allocation.server.ts';
import { calculationOf, settle } from '#modules/workshops/read-calculation.server.ts';
import { runIn } from '#modules/workshops/rules-round.ts';
import { distribution, publication } from '#modules/workshops/schema.ts';
import { words } from '#modules/workshops/words.ts';
import * as calculation from '#modules/workshops/write-calculation.server.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { moment } from '#platform/time/time.ts';
import { organiser } from '../../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { language } = locals;
		const { organiser: by, meeting } = await organiser(tx, locals, params.meeting);
		const offer = await offerOf(tx, meeting.id);
		const view = await allocationView(tx, by);
		const people = (await placesOf(tx, by)).filter(({ state }) => state === 'confirmed');
		const calculation = await calculationOf(tx, by);
		const known = new Map(view.people.map((person) => [person.place, person]));
		return {
			workshops: view.workshops,
			calculation: calculation && {
				...calculation,
				around: [
					...calculation.around.workshops.flatMap((id) => view.workshops.find((one) => one.id === id)?.title ?? []),
					...calculation.around.participants.flatMap((id) => people.find((one) => one.id === id)?.name ?? []),
				].slice(0, 6),
			},
			rounds: view.rounds.map((round) => ({
				phase: round.phase,
				label: roundLine(language, round),
				workshops: view.workshops.filter((workshop) => runIn(workshop, round)),
			})),
			unplanned: view.unplanned,
			rules: view.rules,
			openUntil: closedBecause(meeting, offer, locals.now) === null && offer ? moment(language, offer.closesAt) : '',
			demand: view.demand,
			wishing: view.wishing,
			isOpen: view.isOpen,
			isStale: view.isStale,
			cancelled: view.cancelled,
			proven: view.proven,
			compared: view.compared,
			outcome: view.outcome,
			draft: view.draft && {
				id: view.draft.id,
				at: moment(language, view.draft.madeAt),
				by: view.draft.madeBy,
				objective: view.draft.objective,
				seed: view.draft.seed,
				isProven: view.draft.isProven,
				sum: view.draft.sum,
				bound: view.draft.bound,
				gap: view.draft.gap,
				moves: view.draft.moves,
			},
			publishedAt: view.publishedAt && moment(language, view.publishedAt),
			people: people.map(({ id, name }) => ({
				place: id,
				name,
				wishes: known.get(id)?.wishes ?? [],
				sits: (known.get(id)?.sits ?? view.rounds.map(() => null)).map((seat) => ({
					workshop: seat?.workshop ?? null,
					rank: seat?.rank ?? 0,
					why: seat?.reason ? reasonSentence(language, seat.reason, view.workshops, 'other') : '',
				})),
			})),
			done: url.searchParams.get('done'),
			moved: url.searchParams.get('moved'),
			blank: filled({ objective: view.draft?.objective ?? 'generous', seed: '' }),
		};
	});

export const actions: Actions = {
	allocate: async ({ request, locals, params }) => {
		const { language } = locals;
		const input = await parse(request, distribution, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const seed = input.value.seed ?? randomInt(1_000_000);
		const done = await answer(
			locals.within(async (tx) =>
				conduct.allocate(tx, (await organiser(tx, locals, params.meeting)).organiser, { objective: input.value.objective, seed }),
			),
		);
		if (!done.ok) return fail(409, { form: withRejection(input.form, done.rejected, language) });
		await settle(locals.within, done.value);
		redirect(303, to(language, `/desk/meetings/${params.meeting}/allocation?done=allocated`));
	},
	stop: async ({ locals, params }) => {
		await locals.within(async (tx) => calculation.stop(tx, (await organiser(tx, locals, params.meeting)).organiser));
		redirect(303, to(locals.language, `/desk/meetings/${params.meeting}/allocation?done=stopped`));
	},
	discard: async ({ request, locals, params }) => {
		const { language } = locals;
		const input = await parse(request, publication, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const done = await answer(
			locals.within(async (tx) => conduct.discardDraft(tx, (await organiser(tx, locals, params.meeting)).organiser, input.value.draft)),
		);
		if (!done.ok) return fail(409, { form: withRejection(filled(), done.rejected, language) });
		redirect(303, to(language, `/desk/meetings/${params.meeting}/allocation?done=discarded`));
	},
	undo: async ({ locals, params }) => {
		const { language } = locals;
		const done = await answer(locals.within(async (tx) => conduct.undoMove(tx, (await organiser(tx, locals, params.meeting)).organiser)));
		if (!done.ok) return fail(409, { form: withRejection(filled(), done.rejected, language) });
		redirect(303, to(language, `/desk/meetings/${params.meeting}/allocation?done=undone`));
	},
	publish: async ({ request, locals, params }) => {
		const { language } = locals;
		const input = await parse(request, publication, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const done = await answer(
			locals.within(async (tx) => conduct.publishPlaces(tx, (await organiser(tx, locals, params.meeting)).organiser, input.value.draft)),
		);
		if (!done.ok) return fail(409, { form: withRejection(filled(), done.rejected, language) });
		redirect(303, to(language, `/desk/meetings/${params.meeting}/allocation?done=published`));
	},
};

import { fail, redirect } from '@sveltejs/kit';
import * as conduct from '#modules/conduct/write.server.ts';
import { placesOf } from '#modules/registration/read.server.ts';
import { reasonSentence, roundLine } from '#modules/workshops/output.server.ts';
import { firmly, moveView } from '#modules/workshops/read-allocation.server.ts';
import { settle } from '#modules/workshops/read-calculation.server.ts';
import { firm, move } from '#modules/workshops/schema.ts';
import { words } from '#modules/workshops/words.ts';
import { filled, isId, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { nothingHere, organiser } from '../../../../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { place } = params;
	const at = Math.max(1, Number.parseInt(url.searchParams.get('round') ?? '1', 10) || 1);
	const { view, names } = await locals.within(async (tx) => {
		const { organiser: by } = await organiser(tx, locals, params.meeting);
		const view = (isId(place) && (await moveView(tx, by, place, at - 1))) || nothingHere();
		return { view, names: new Map((await placesOf(tx, by)).map(({ id, name }) => [id, name])) };
	});
	const firm = await firmly(view, place);
	const { round } = view;
	const title = new Map(view.workshops.map(({ id, title }) => [id, title]));
	return {
		place,
		phase: round.phase ?? '',
		at,
		round: view.rounds > 1 ? roundLine(locals.language, round) : '',
		name: names.get(place) ?? '',
		now: view.now.workshop && (title.get(view.now.workshop) ?? ''),
		why: view.now.reason && reasonSentence(locals.language, view.now.reason, view.workshops, 'other'),
		isPublished: view.isPublished,
		proven: view.proven,
		present: view.present,
		ways: view.ways.map((way) => ({
			...way,
			firm: firm.get(way.workshop ?? ''),
			title: way.workshop && (title.get(way.workshop) ?? ''),
			exchanges: way.exchanges.map((other) => ({ ...other, name: names.get(other.place) ?? '' })),
		})),
		blank: filled(),
	};
};

type Event = { locals: App.Locals; params: { meeting: string } };
const back = ({ locals, params }: Event, done: string) => to(locals.language, `/desk/meetings/${params.meeting}/allocation?done=${done}`);

export const actions: Actions = {
	move: async (event) => {
		const { request, locals, params } = event;
		const { language } = locals;
		const input = await parse(request, move, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const { place, phase, workshop, exchange } = input.value;
		const done = await answer(
			locals.within(async (tx) =>
				conduct.moveByHand(tx, (await organiser(tx, locals, params.meeting)).organiser, {
					place,
					phase,
					workshop: workshop || null,
					exchange: exchange || null,
				}),
			),
		);
		if (!done.ok) return fail(409, { form: withRejection(input.form, done.rejected, language) });
		redirect(303, `${back(event, 'moved')}&moved=${place}`);
	},
	firm: async (event) => {
		const { request, locals, params } = event;
		const { language } = locals;
		const input = await parse(request, firm, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const done = await answer(
			locals.within(async (tx) =>
				conduct.fixAndAllocate(tx, (await organiser(tx, locals, params.meeting)).organiser, input.value.place, input.value.workshop),
			),
		);
		if (!done.ok) return fail(409, { form: withRejection(input.form, done.rejected, language) });
		await settle(locals.within, done.value);
		redirect(303, back(event, 'allocated'));
	},
};

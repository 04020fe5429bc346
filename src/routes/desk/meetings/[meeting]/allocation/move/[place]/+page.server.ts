import { fail, redirect } from '@sveltejs/kit';
import * as conduct from '#modules/conduct/write.server.ts';
import { placesOf } from '#modules/registration/read.server.ts';
import { reasonSentence } from '#modules/workshops/output.server.ts';
import { moveView } from '#modules/workshops/read-allocation.server.ts';
import { firm, move } from '#modules/workshops/schema.ts';
import { words } from '#modules/workshops/words.ts';
import { filled, isId, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { nothingHere, organiser } from '../../../../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => {
		const { organiser: by } = await organiser(tx, locals, params.meeting);
		const { place } = params;
		const view = (isId(place) && (await moveView(tx, by, place))) || nothingHere();
		const names = new Map((await placesOf(tx, by)).map(({ id, name }) => [id, name]));
		const { mover, workshops } = view;
		const title = new Map(workshops.map(({ id, title }) => [id, title]));
		return {
			place,
			name: names.get(place) ?? '',
			now: mover.workshop && (title.get(mover.workshop) ?? ''),
			why: mover.reason && reasonSentence(locals.language, mover.reason, workshops, 'other'),
			isPublished: view.isPublished,
			proven: view.proven,
			present: view.present,
			ways: view.ways.map((way) => ({
				...way,
				title: way.workshop && (title.get(way.workshop) ?? ''),
				exchanges: way.exchanges.map((other) => ({ ...other, name: names.get(other.place) ?? '' })),
			})),
			blank: filled(),
		};
	});

type Event = { locals: App.Locals; params: { meeting: string } };
const back = ({ locals, params }: Event, done: string) => to(locals.language, `/desk/meetings/${params.meeting}/allocation?done=${done}`);

export const actions: Actions = {
	move: async (event) => {
		const { request, locals, params } = event;
		const { language } = locals;
		const input = await parse(request, move, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const { place, workshop, exchange } = input.value;
		const done = await answer(
			locals.within(async (tx) =>
				conduct.moveByHand(tx, (await organiser(tx, locals, params.meeting)).organiser, {
					place,
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
		redirect(303, back(event, 'allocated'));
	},
};

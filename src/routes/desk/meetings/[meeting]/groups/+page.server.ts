import { randomInt } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import { appraise } from '#algorithms/mixing/mix.ts';
import { readMixing } from '#algorithms/mixing/problem.ts';
import { workOut } from '#modules/groups/output.server.ts';
import { rounds } from '#modules/groups/read.server.ts';
import { type Seating, seatedIn, seatingOf, toSeat } from '#modules/groups/read-plan.server.ts';
import { mixed, problemOf, usual, wholeProblemOf } from '#modules/groups/rules.ts';
import { group, move, plan, round } from '#modules/groups/schema.ts';
import { words } from '#modules/groups/words.ts';
import * as groups from '#modules/groups/write.server.ts';
import { type Form, filled, parse } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { clock } from '#platform/time/time.ts';
import { actAsOrganiser } from '../../../../act.server.ts';
import { organiser } from '../../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

// People wait for it with the page open: as good as two seconds make it.
const BUDGET_MS = 2_000;

const TERMS = ['repeats', ...mixed] as const;

/** What the whole seating is worth, each value beside its bound; null before anybody sits. */
function worthOf({ plan: { rounds: count }, groups: tables, chairs, circumstances }: Seating) {
	const seated = seatedIn(tables, chairs, 1, count);
	if (seated.every((round) => round.every((table) => table.length === 0))) return null;
	const problem = readMixing(wholeProblemOf(circumstances, seated));
	const { bounds, same, repeats, met, proven } = appraise(problem, seated);
	const values: Record<string, number> = { repeats, met, ...same };
	const shown = TERMS.filter((term) => term === 'repeats' || circumstances.weights[term] !== 'none');
	return { proven, terms: shown.map((term) => ({ term, value: values[term] ?? 0, bound: bounds[term] ?? 0 })) };
}

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { language } = locals;
		const { organiser: by } = await organiser(tx, locals, params.meeting);
		const seating = await seatingOf(tx, by);
		const done = url.searchParams.get('done');
		const weights = seating?.plan.weights ?? usual;
		const known = filled({
			tables: seating ? String(seating.groups.map(({ seats }) => seats).join(', ')) : '',
			rounds: String(seating?.plan.rounds ?? 3),
			minutes: String(seating?.plan.minutes ?? 20),
			people: seating?.plan.people ?? 'registered',
			...weights,
		});
		if (!seating) return { seating: null, done, known };
		const begun = await rounds(tx, by);
		const name = new Map(seating.guests.map((guest) => [guest.place, guest.name]));
		const taking = new Set(seating.circumstances.guests.map(({ place }) => place));
		const next = seating.chairs.filter((chair) => chair.round === Math.min(seating.begun + 1, seating.plan.rounds));
		const seatedNext = new Set(next.map(({ place }) => place));
		const nameOf = (place: string) => name.get(place) ?? '';
		return {
			known,
			done,
			seating: {
				count: taking.size,
				seats: seating.groups.reduce((sum, { seats }) => sum + seats, 0),
				isSeated: seating.chairs.length > 0,
				begun: seating.begun,
				minutes: seating.plan.minutes,
				worth: worthOf(seating),
				missing:
					seating.chairs.length > 0
						? [...taking]
								.filter((place) => !seatedNext.has(place))
								.map(nameOf)
								.sort()
						: [],
				gone: [...seatedNext]
					.filter((place) => !taking.has(place))
					.map(nameOf)
					.sort(),
				tables: seating.groups,
				guests: seating.guests.map(({ place, name }) => ({ value: place, label: name })).sort((a, b) => a.label.localeCompare(b.label)),
				rounds: Array.from({ length: seating.plan.rounds }, (_, at) => {
					const number = at + 1;
					const on = begun.find((one) => one.number === number);
					return {
						number,
						state: !on ? ('ahead' as const) : on.endedAt ? ('over' as const) : ('on' as const),
						until: on ? clock(language, on.endsAt) : '',
						tables: seating.groups.map((table) => ({
							...table,
							people: seating.chairs
								.filter((chair) => chair.round === number && chair.group === table.id)
								.map(({ place }) => ({ place, name: nameOf(place), moderates: place === table.moderator }))
								.sort((a, b) => Number(b.moderates) - Number(a.moderates) || a.name.localeCompare(b.name)),
						})),
					};
				}),
			},
		};
	});

type Event = { locals: App.Locals; params: { meeting: string }; request: Request };

const act = (event: Event, form: Form, done: string, work: Parameters<typeof actAsOrganiser>[4]) =>
	actAsOrganiser(event, 'groups', form, done, work);

/** Works a seating out between two transactions, so that nothing waits for it; what has changed meanwhile is noticed. */
async function seat(event: Event, isAnew: boolean) {
	const { locals, params } = event;
	const basis = await locals.within(async (tx) => seatingOf(tx, (await organiser(tx, locals, params.meeting)).organiser));
	const circumstances = basis && toSeat(basis, isAnew);
	if (!basis || !circumstances || circumstances.guests.length === 0 || circumstances.rounds === 0)
		redirect(303, to(locals.language, `/desk/meetings/${params.meeting}/groups?done=nobody`));
	const seed = isAnew ? randomInt(2 ** 31) : circumstances.seed;
	const { rounds: seated } = await workOut(problemOf({ ...circumstances, seed }, BUDGET_MS));
	return act(event, filled(), 'seated', (tx, by) => groups.saveSeating(tx, by, basis, seated, locals.now));
}

export const actions: Actions = {
	plan: async (event) => {
		const input = await parse(event.request, plan, words(event.locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		return act(event, input.form, 'saved', (tx, by) => groups.savePlan(tx, by, input.value, randomInt(2 ** 31)));
	},
	seat: (event) => seat(event, false),
	mix: (event) => seat(event, true),
	group: async (event) => {
		const input = await parse(event.request, group, words(event.locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		return act(event, input.form, 'table', (tx, by) => groups.saveGroup(tx, by, input.value));
	},
	move: async (event) => {
		const input = await parse(event.request, move, words(event.locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		return act(event, filled(), 'moved', (tx, by) => groups.moveTo(tx, by, input.value));
	},
	begin: async (event) => {
		const input = await parse(event.request, round, words(event.locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		return act(event, filled(), 'begun', (tx, by) => groups.beginRound(tx, by, input.value.round, input.value.minutes, event.locals.now));
	},
	extend: async (event) => {
		const input = await parse(event.request, round, words(event.locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		return act(event, filled(), 'extended', (tx, by) =>
			groups.extendRound(tx, by, input.value.round, input.value.minutes, event.locals.now),
		);
	},
	end: async (event) => {
		const input = await parse(event.request, round, words(event.locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		return act(event, filled(), 'ended', (tx, by) => groups.endRound(tx, by, input.value.round, event.locals.now));
	},
};

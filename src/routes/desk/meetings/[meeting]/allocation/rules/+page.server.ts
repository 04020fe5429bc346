import { fail, redirect } from '@sveltejs/kit';
import type * as v from 'valibot';
import type { Organiser } from '#modules/events/access.ts';
import { placesOf } from '#modules/registration/read.server.ts';
import { rulesByPlace, wishesByPlace, workshops } from '#modules/workshops/read.server.ts';
import { bondsOf, quotasOf } from '#modules/workshops/read-problem.server.ts';
import { roundsOf } from '#modules/workshops/rules-round.ts';
import { bond, quota, removedPair, removedQuota } from '#modules/workshops/schema.ts';
import { words } from '#modules/workshops/words.ts';
import * as rules from '#modules/workshops/write-rules.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { organiser } from '../../../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { organiser: by, meeting } = await organiser(tx, locals, params.meeting);
		const all = await workshops(tx, meeting.id);
		const people = (await placesOf(tx, by)).filter(({ state }) => state === 'confirmed');
		const wishes = await wishesByPlace(tx, by);
		const known = await rulesByPlace(tx, by);
		const name = new Map(people.map((person) => [person.id, person.name]));
		const title = new Map(all.map(({ id, title }) => [id, title]));
		const shared = (one: string, other: string) => (wishes.get(one) ?? []).filter((id) => wishes.get(other)?.includes(id)).length;
		return {
			workshops: all.map(({ id, title }) => ({ id, title })),
			people: people.map(({ id, name, organisation }) => ({ id, name: organisation ? `${name}, ${organisation}` : name })),
			rounds: roundsOf(all).length,
			quotas: (await quotasOf(tx, by)).map((one) => ({ ...one, title: one.workshop && (title.get(one.workshop) ?? '') })),
			pairs: (await bondsOf(tx, by)).map(({ one, other, kind }) => ({
				one,
				other,
				kind,
				names: [name.get(one) ?? '', name.get(other) ?? ''],
				isWithoutCommonWish: kind === 'together' && shared(one, other) === 0,
			})),
			firm: people.flatMap(({ id, name }) => {
				const titles = (kind: 'fixed' | 'forbidden') =>
					(known.get(id)?.[kind] ?? []).map((workshop) => ({ kind, title: title.get(workshop) ?? '' }));
				return [...titles('fixed'), ...titles('forbidden')].map((rule) => ({ place: id, name, ...rule }));
			}),
			done: url.searchParams.get('done'),
			blank: filled(),
		};
	});

type Event = Parameters<NonNullable<Actions['quota']>>[0];

/** Changes one rule and comes back to the list. */
async function change<const Schema extends v.GenericSchema>(
	{ request, locals, params }: Event,
	what: string,
	schema: Schema,
	work: (tx: Tx, by: Organiser, value: v.InferOutput<Schema>) => Promise<void>,
) {
	const { language } = locals;
	const input = await parse(request, schema, words(language));
	if (!input.ok) return fail(400, { what, form: input.form });
	const done = await answer(locals.within(async (tx) => work(tx, (await organiser(tx, locals, params.meeting)).organiser, input.value)));
	if (!done.ok) return fail(409, { what, form: withRejection(input.form, done.rejected, language) });
	redirect(303, to(language, `/desk/meetings/${params.meeting}/allocation/rules?done=saved`));
}

export const actions: Actions = {
	quota: (event) => change(event, 'quota', quota, rules.setQuota),
	pair: (event) => change(event, 'pair', bond, rules.setBond),
	removeQuota: (event) => change(event, 'remove', removedQuota, (tx, by, { quota }) => rules.removeQuota(tx, by, quota)),
	removePair: (event) => change(event, 'remove', removedPair, (tx, by, { one, other }) => rules.removeBond(tx, by, one, other)),
};

import { randomUUID } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import type { Facilitator } from '#modules/boards/access.ts';
import { linksOf } from '#modules/boards/read.server.ts';
import type { SeenByFacilitator } from '#modules/boards/rules-seen.ts';
import { chosenAt, hide, more, move, one, paper } from '#modules/boards/schema.ts';
import { countsIn, handed, paperEntry, paperSlips } from '#modules/boards/schema-vote.ts';
import { words } from '#modules/boards/words.ts';
import { chooseAt, reject } from '#modules/boards/write.server.ts';
import * as boards from '#modules/boards/write-board.server.ts';
import { handOver } from '#modules/boards/write-handover.server.ts';
import { countPaper, dropPaper } from '#modules/boards/write-vote.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { type Form, filled, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { byLink, pathOf, seenBy } from '../../board.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const csr = true;

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { board, link, by } = await byLink(tx, locals, 'facilitator', params.token);
		const { data } = await seenBy(tx, { board, eye: { link, role: 'facilitator' } });
		const first = { ...(JSON.parse(data) as SeenByFacilitator), at: locals.now.toISOString() };
		return {
			first,
			address: to(locals.language, `/facilitate/${params.token}`),
			links: (await linksOf(tx, by, locals.now)).flatMap(({ role, token }) =>
				role === 'facilitator' ? [] : [{ role, href: to(locals.language, `/${pathOf[role]}/${token}`) }],
			),
			done: url.searchParams.get('done'),
			count: Number(url.searchParams.get('count')) || 0,
			blank: filled(),
			sheet: randomUUID(),
		};
	});

/** Does one act of whoever leads and comes back to their page. */
async function act(event: RequestEvent, form: Form, done: string, work: (tx: Tx, by: Facilitator, now: Date) => Promise<unknown>) {
	const { locals, params } = event;
	// When all of the form was there.
	const now = new Date();
	const outcome = await answer(locals.within(async (tx) => work(tx, (await byLink(tx, locals, 'facilitator', params.token)).by, now)));
	if (!outcome.ok) return fail(409, { form: withRejection(form, outcome.rejected, locals.language) });
	const count = typeof outcome.value === 'number' ? `&count=${outcome.value}` : '';
	redirect(303, to(locals.language, `/facilitate/${params.token}?done=${done}${count}`));
}

/** The gate first: whoever has no link learns nothing, not even what a form lacks. */
async function refused(event: RequestEvent, form: Form) {
	await event.locals.within((tx) => byLink(tx, event.locals, 'facilitator', event.params.token));
	return fail(400, { form });
}

export const actions: Actions = {
	move: async (event) => {
		const input = await parse(event.request, move, words(event.locals.language));
		if (!input.ok) return refused(event, input.form);
		const { state, minutes, seen } = input.value;
		return act(event, input.form, 'moved', (tx, by, now) => boards.moveTo(tx, by, state, minutes, seen, now));
	},
	extend: async (event) => {
		const input = await parse(event.request, more, words(event.locals.language));
		if (!input.ok) return refused(event, input.form);
		return act(event, filled(), 'extended', (tx, by, now) => boards.extend(tx, by, input.value.minutes, input.value.seen, now));
	},
	hide: async (event) => {
		const input = await parse(event.request, hide, words(event.locals.language));
		if (!input.ok) return refused(event, input.form);
		return act(event, input.form, 'hidden', (tx, by) => boards.hide(tx, by, input.value.card, input.value.reason));
	},
	show: async (event) => {
		const input = await parse(event.request, one, words(event.locals.language));
		if (!input.ok) return refused(event, input.form);
		return act(event, filled(), 'shown', (tx, by) => boards.hide(tx, by, input.value.card, null));
	},
	take: async (event) => {
		const input = await parse(event.request, one, words(event.locals.language));
		if (!input.ok) return refused(event, input.form);
		return act(event, filled(), 'taken', (tx, by) => boards.takeLate(tx, by, input.value.card));
	},
	choose: async (event) => {
		const input = await parse(event.request, chosenAt, words(event.locals.language));
		if (!input.ok) return refused(event, input.form);
		const { table, card, chosen } = input.value;
		return act(event, filled(), 'chosen', (tx, by) => chooseAt(tx, by, table, card, chosen));
	},
	count: async (event) => {
		const input = await parse(event.request, paperSlips, words(event.locals.language));
		if (!input.ok) return refused(event, input.form);
		const counts = countsIn(input.form.values);
		return act(event, input.form, 'counted', (tx, by) => {
			if (!counts) throw reject('paperTooMany', 'slips');
			return countPaper(tx, by, input.value.entry, { slips: input.value.slips, counts });
		});
	},
	handOver: async (event) => {
		const input = await parse(event.request, handed, words(event.locals.language));
		if (!input.ok) return refused(event, input.form);
		return act(event, input.form, 'handed', (tx, by) => handOver(tx, by, input.value));
	},
	uncount: async (event) => {
		const input = await parse(event.request, paperEntry, words(event.locals.language));
		if (!input.ok) return refused(event, input.form);
		return act(event, filled(), 'uncounted', (tx, by) => dropPaper(tx, by, input.value.entry));
	},
	paper: async (event) => {
		const input = await parse(event.request, paper, words(event.locals.language));
		if (!input.ok) return refused(event, input.form);
		return act(event, input.form, 'paper', (tx, by) => boards.addPaper(tx, by, input.value));
	},
};

import { randomUUID } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import type { Guest } from '#modules/boards/access.ts';
import { boardByCode, stagesOf, textsByBundle } from '#modules/boards/read.server.ts';
import { ownBallot } from '#modules/boards/read-vote.server.ts';
import { readBoardCode } from '#modules/boards/rules.ts';
import type { SeenByGuest } from '#modules/boards/rules-seen.ts';
import { backForm, cardForm, chosenForm, readyForm, sit } from '#modules/boards/schema.ts';
import { ballotIn, fieldsOf, helper, isStage } from '#modules/boards/schema-vote.ts';
import { words } from '#modules/boards/words.ts';
import { choose, join, reject, sayReady, writeCard } from '#modules/boards/write.server.ts';
import { help } from '#modules/boards/write-helper.server.ts';
import { castBallot } from '#modules/boards/write-vote.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { type Form, filled, isId, nothing, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { ballotOf, guestAt, seenBy } from '../../board.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const csr = true;

export const load: PageServerLoad = (event) =>
	event.locals.within(async (tx) => {
		const { locals, url, params } = event;
		const known = readBoardCode(params.board);
		const open = known && (await boardByCode(tx, known.code));
		// A code that was typed wrong, or a table that there is not: people are asked again.
		if (!open) redirect(303, to(locals.language, `/b?code=${encodeURIComponent(params.board.slice(0, 20))}`));
		if ((known.table ?? 1) > open.tables) redirect(303, to(locals.language, `/b/${open.code}`));
		const { board, by } = await guestAt(tx, event);
		const { data } = await seenBy(tx, { board: board.id, eye: { digest: by.digest, table: by.table } });
		const first = { ...(JSON.parse(data) as SeenByGuest), at: locals.now.toISOString() };
		const ballotId = first.state === 'voting' ? ballotOf(event.cookies, url, board.id, first.stage) : '';
		const ballotGiven = ballotId && board.codes === 0 ? await ownBallot(tx, board.id, first.stage, ballotId) : null;
		return {
			first,
			address: to(locals.language, `/b/${params.board}`),
			board: to(locals.language, `/b/${board.code}`),
			blank: randomUUID(),
			done: url.searchParams.get('done'),
			ballotId,
			ballotSent: ballotGiven ? fieldsOf(ballotGiven.dots, board.method) : {},
			ballotGiven,
			inside: await textsByBundle(tx, board.id),
		};
	});

/** Does one act of a phone without a script and comes back to its page. */
async function act(event: RequestEvent, form: Form, done: string, work: (tx: Tx, by: Guest, stage: number, now: Date) => Promise<unknown>) {
	const now = new Date();
	const outcome = await answer(
		event.locals.within(async (tx) => {
			const { by } = await guestAt(tx, event);
			return work(tx, by, (await stagesOf(tx, by.board)).at(-1)?.number ?? 0, now);
		}),
	);
	if (!outcome.ok) return fail(409, { form: withRejection(form, outcome.rejected, event.locals.language) });
	redirect(303, to(event.locals.language, `/b/${event.params.board}?done=${done}`));
}

export const actions: Actions = {
	here: (event) => act(event, filled(), 'here', (tx, by) => join(tx, by)),
	sit: async (event) => {
		const input = await parse(event.request, sit, words(event.locals.language));
		const { board } = await event.locals.within((tx) => guestAt(tx, event));
		const table = input.ok && input.value.table !== null && input.value.table <= board.tables ? `-${input.value.table}` : '';
		redirect(303, to(event.locals.language, `/b/${board.code}${table}`));
	},
	card: async (event) => {
		const input = await parse(event.request, cardForm, words(event.locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		const { key, ...writing } = input.value;
		return act(event, input.form, 'card', (tx, by, stage, now) => writeCard(tx, by, key, { ...writing, stage }, now));
	},
	takeBack: async (event) => {
		const input = await parse(event.request, backForm, words(event.locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		const { key, ...writing } = input.value;
		const gone = { ...writing, text: '', pitfall: null, interface: null };
		return act(event, filled(), 'back', (tx, by, stage, now) => writeCard(tx, by, key, { ...gone, stage }, now));
	},
	choose: async (event) => {
		const input = await parse(event.request, chosenForm, words(event.locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		return act(event, filled(), 'chosen', (tx, by) => choose(tx, by, input.value.card, input.value.chosen));
	},
	vote: async (event) => {
		const { form } = await parse(event.request, nothing, words(event.locals.language));
		const sent = ballotIn(form.values);
		const stage = form.values['stage'] ?? '';
		return act(event, form, 'voted', async (tx, by, _stage, now) => {
			if (!sent || !isId(sent.id) || !isStage(stage)) throw reject('dotsTooMany');
			return castBallot(tx, by, Number(stage), sent.id, { rev: null, dots: sent.dots, code: sent.code }, now);
		});
	},
	help: async (event) => {
		const input = await parse(event.request, helper, words(event.locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		return act(event, input.form, 'helping', (tx, by) => help(tx, by, input.value));
	},
	ready: async (event) => {
		const input = await parse(event.request, readyForm, words(event.locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		return act(event, filled(), 'ready', (tx, by) => sayReady(tx, by, input.value.ready));
	},
};

import { fail, redirect } from '@sveltejs/kit';
import type { StatementKeeper } from '#modules/thread/access.ts';
import { shownStatement, statementLines } from '#modules/thread/output-statement.server.ts';
import { statementFor } from '#modules/thread/read-statement.server.ts';
import { type Piece, pieces } from '#modules/thread/rules-compare.ts';
import { shownStatement as shownTo, statement } from '#modules/thread/schema-statement.ts';
import { words } from '#modules/thread/words.ts';
import { showStatement, wordStatement } from '#modules/thread/write-statement.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { doing, type Place } from '../../../doing.server.ts';
import { nothingHere, signedIn } from '../../../gate.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const own = async (tx: Tx, { locals, params }: Pick<RequestEvent, 'locals' | 'params'>) =>
	(await statementFor(tx, signedIn(locals), params.statement)) ?? nothingHere();

export const load: PageServerLoad = (event) =>
	event.locals.within(async (tx) => {
		const { language } = event.locals;
		const found = (await own(tx, event)).statement;
		const one = shownStatement(language, found);
		const [before, last] = [found.versions.at(-2), found.versions.at(-1)];
		return {
			statement: one,
			changed: before && last ? pieces(statementLines(language, before), statementLines(language, last)) : null,
			known: filled({
				seen: String(one.number),
				title: one.title,
				wording: one.wording,
				status: one.status,
				on: one.on,
				...Object.fromEntries(
					one.criteria.flatMap(({ dimension, level, addressee, text }, at) => [
						[`dimension${at + 1}`, dimension],
						[`level${at + 1}`, level],
						[`addressee${at + 1}`, addressee],
						[`criterion${at + 1}`, text],
					]),
				),
			}),
			done: event.url.searchParams.get('done'),
		};
	});

const place: Place<RequestEvent, StatementKeeper> = {
	gate: async (tx, event) => (await own(tx, event)).by,
	page: ({ params }) => `/desk/statements/${params.statement}`,
	say: words,
};

export const actions: Actions = {
	word: async (event) => {
		const { locals } = event;
		const { language } = locals;
		const input = await parse(event.request, statement, words(language));
		const outcome = await answer(
			locals.within(async (tx) => {
				const by = await place.gate(tx, event);
				if (input.ok) await wordStatement(tx, by, input.value, locals.now);
			}),
		);
		if (!input.ok) return fail(400, { form: input.form, action: 'word', both: [] as Piece[] });
		if (outcome.ok) redirect(303, `${to(language, place.page(event))}?done=saved`);
		const form = withRejection(input.form, outcome.rejected, language);
		const last = (await locals.within((tx) => own(tx, event))).statement.versions.at(-1);
		if (!last || last.number === input.value.seen) return fail(409, { form, action: 'word', both: [] as Piece[] });
		// Somebody was faster: both texts are shown, and saving again means mine.
		return fail(409, {
			form: { ...form, values: { ...form.values, seen: String(last.number) } },
			action: 'word',
			both: pieces(statementLines(language, last), statementLines(language, input.value)),
		});
	},
	show: doing(place, 'show', 'shown', shownTo, (tx, by, { isPublic }) => showStatement(tx, by, isPublic)),
};

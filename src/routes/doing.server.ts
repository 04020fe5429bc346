// Forms of a page: gate, parse, call, answer.
import { fail, type RequestEvent, redirect } from '@sveltejs/kit';
import type * as v from 'valibot';
import type { Tx } from '#platform/db/database.ts';
import { parse, type Say, withRejection } from '#platform/form.ts';
import type { Language } from '#platform/language/language.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';

/** Where a form comes in, and where it leads back to. */
export interface Place<Event extends RequestEvent, By> {
	gate: (tx: Tx, event: Event) => Promise<By>;
	/** The page, without its language. */
	page: (event: Event) => string;
	/** In whose words a form says what is wrong. */
	say: (language: Language) => Say;
}

/** An action with a form: gate, parse, call, answer. The page is told which form it was. */
export function doing<Event extends RequestEvent, By, const Schema extends v.GenericSchema>(
	{ gate, page, say }: Place<Event, By>,
	action: string,
	done: string,
	schema: Schema,
	work: (tx: Tx, by: By, input: v.InferOutput<Schema>, now: Date) => Promise<unknown>,
) {
	return async (event: Event) => {
		const { locals } = event;
		const input = await parse(event.request, schema, say(locals.language));
		const outcome = await answer(
			locals.within(async (tx) => {
				// The gate first: whoever may not come in learns nothing, not even what a form lacks.
				const by = await gate(tx, event);
				return input.ok && work(tx, by, input.value, locals.now);
			}),
		);
		if (!input.ok) return fail(400, { form: input.form, action });
		if (!outcome.ok) return fail(409, { form: withRejection(input.form, outcome.rejected, locals.language), action });
		redirect(303, `${to(locals.language, page(event))}?done=${done}`);
	};
}

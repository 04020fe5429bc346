// Who keeps an agreement, and the files that they hand in for it.
import { fail, type RequestEvent, redirect } from '@sveltejs/kit';
import type * as v from 'valibot';
import type { Keeper } from '#modules/thread/access.ts';
import { type Agreement, agreementFor } from '#modules/thread/read-agreement.server.ts';
import { words } from '#modules/thread/words.ts';
import type { Tx } from '#platform/db/database.ts';
import { parseForm, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer, Rejected } from '#platform/rejected.ts';
import type { Place } from './doing.server.ts';
import { nothingHere, signedIn } from './gate.server.ts';
import { pdfIn } from './pdf.server.ts';

type Event = Pick<RequestEvent, 'locals'> & { params: { agreement: string } };

/** An agreement that somebody keeps, with the proof; 404 for any other. */
export async function ownAgreement(tx: Tx, { locals, params }: Event): Promise<{ agreement: Agreement; by: Keeper }> {
	return (await agreementFor(tx, signedIn(locals), params.agreement)) ?? nothingHere();
}

/** An action with a form and a PDF file: gate, parse, call, answer. The page is told which form it was. */
export function filing<E extends RequestEvent, By, const Schema extends v.GenericSchema>(
	{ gate, page }: Place<E, By>,
	action: string,
	done: string,
	schema: Schema,
	work: (tx: Tx, by: By, input: v.InferOutput<Schema>, file: Uint8Array, now: Date) => Promise<unknown>,
) {
	return async (event: E) => {
		const { request, locals } = event;
		const { language } = locals;
		// Whoever may not is told so before ten megabytes are read.
		await locals.within((tx) => gate(tx, event));
		const { data, file } = await pdfIn(request);
		const input = parseForm(data, schema, words(language));
		if (file === null || file === 'wrong')
			return fail(400, { form: withRejection(input.form, new Rejected((l) => words(l)('scanMissing'), 'file'), language), action });
		if (!input.ok) return fail(400, { form: input.form, action });
		const outcome = await answer(locals.within(async (tx) => work(tx, await gate(tx, event), input.value, file, locals.now)));
		if (!outcome.ok) return fail(409, { form: withRejection(input.form, outcome.rejected, language), action });
		redirect(303, `${to(language, page(event))}?done=${done}`);
	};
}

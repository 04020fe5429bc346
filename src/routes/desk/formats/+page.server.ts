import { fail, redirect } from '@sveltejs/kit';
import type * as v from 'valibot';
import { removeFormat } from '#modules/conduct/write-edition.server.ts';
import { formatLines } from '#modules/events/output-format.server.ts';
import { formats } from '#modules/events/read-format.server.ts';
import { dropping, edition, format, formatChange, formatRemoval, replanning } from '#modules/events/schema-format.ts';
import { words } from '#modules/events/words.ts';
import * as writes from '#modules/events/write-format.server.ts';
import type { Coordinator } from '#modules/people/access.ts';
import { areas } from '#modules/places/read.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { dayOf } from '#platform/time/time.ts';
import { coordinator } from '../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
	coordinator(locals);
	return locals.within(async (tx) => ({
		formats: formatLines(locals.language, await formats(tx), dayOf(locals.now)),
		areas: await areas(tx, 'planningArea'),
		done: url.searchParams.get('done'),
		blank: filled(),
	}));
};

type Event = Parameters<NonNullable<Actions['plan']>>[0];

/** Does one thing with the formats and comes back to them. */
async function change<const Schema extends v.GenericSchema>(
	{ request, locals }: Event,
	what: string,
	schema: Schema,
	work: (tx: Tx, by: Coordinator, value: v.InferOutput<Schema>) => Promise<unknown>,
) {
	const by = coordinator(locals);
	const { language } = locals;
	const input = await parse(request, schema, words(language));
	const which = `${what}${input.form.values['format'] ?? input.form.values['edition'] ?? ''}`;
	if (!input.ok) return fail(400, { what: which, form: input.form });
	const done = await answer(locals.within((tx) => work(tx, by, input.value)));
	if (!done.ok) return fail(409, { what: which, form: withRejection(input.form, done.rejected, language) });
	redirect(303, to(language, `/desk/formats?done=${what}`));
}

export const actions: Actions = {
	add: (event) => change(event, 'add', format, writes.addFormat),
	change: (event) => change(event, 'change', formatChange, writes.changeFormat),
	remove: (event) => change(event, 'remove', formatRemoval, (tx, by, value) => removeFormat(tx, by, value.format)),
	plan: (event) => change(event, 'plan', edition, writes.planEdition),
	replan: (event) => change(event, 'replan', replanning, (tx, by, { edition, planned }) => writes.replanEdition(tx, by, edition, planned)),
	drop: (event) => change(event, 'drop', dropping, (tx, by, { edition }) => writes.dropEdition(tx, by, edition)),
};

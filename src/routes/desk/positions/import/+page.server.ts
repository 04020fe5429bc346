import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { importsOf } from '#modules/organisations/read-import.server.ts';
import { countsOf } from '#modules/organisations/rules-import.ts';
import { words as listWords } from '#modules/organisations/words.ts';
import type { Coordinator } from '#modules/people/access.ts';
import { changeLine } from '#modules/positions/output-import.server.ts';
import { type ListField, listColumns, listFields } from '#modules/positions/rules-list.ts';
import { words } from '#modules/positions/words.ts';
import { importPositions, previewPositions, undoImport } from '#modules/positions/write-import.server.ts';
import { filled, formIn, id } from '#platform/form.ts';
import type { Language } from '#platform/language/language.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { dateOf, dayLine, read } from '#platform/time/partial.ts';
import { dayOf, shortDay } from '#platform/time/time.ts';
import { coordinator } from '../../../gate.server.ts';
import { columnsShown, listIn, rowsShown, type Sent } from '../../../list.server.ts';
import { namesNow } from '../listed.server.ts';
import type { Actions, PageServerLoad } from './$types';

const MOST_LISTS = 20;

export const load: PageServerLoad = ({ locals, url }) => {
	const by = coordinator(locals);
	const { language, now } = locals;
	return locals.within(async (tx) => ({
		lists: (await importsOf(tx, by, 'positions', MOST_LISTS)).map(({ at, undoneAt, counts, ...list }) => ({
			...list,
			said: words(language)('list.done', { created: counts.new, changed: counts.changed }),
			at: shortDay(language, at),
			undoneOn: undoneAt && shortDay(language, undoneAt),
		})),
		today: dayLine(language, dayOf(now)),
		created: Number(url.searchParams.get('created') ?? 0),
		changed: Number(url.searchParams.get('changed') ?? 0),
		done: url.searchParams.get('done'),
		blank: filled({ day: dayLine(language, dayOf(now)) }),
	}));
};

/** From when what a list says otherwise holds; what is no day has its sentence, and today counts. */
function dayIn({ form }: Sent<ListField>, language: Language, now: Date): { day: string; errors: Record<string, string> } {
	const typed = String(form?.get('day') ?? '').slice(0, 40);
	if (typed.trim() === '') return { day: dayOf(now), errors: {} };
	if (read(typed)?.day === undefined) return { day: dayOf(now), errors: { day: words(language)('dayWrong') } };
	return { day: dateOf(typed), errors: {} };
}

const columnsFor = ({ said, table }: Sent<ListField>): (ListField | '')[] => said ?? listColumns(table.headings);

const undone = v.object({ list: id('unknownChoice') });

/** What would come of a list, with its errors: what was sent is never lost. */
async function looked(locals: App.Locals, by: Coordinator, sent: Sent<ListField>) {
	const { language, now } = locals;
	const t = words(language);
	const { name, text, table } = sent;
	const columns = columnsFor(sent);
	const { day, errors } = dayIn(sent, language, now);
	const { outcome, names } = await locals.within(async (tx) => ({
		outcome: await answer(previewPositions(tx, by, table, columns, day)),
		names: await namesNow(tx, by, day),
	}));
	const rows = outcome.ok ? outcome.value : [];
	return {
		errors: outcome.ok ? errors : { file: outcome.rejected.say(language) },
		day: errors['day'] ? String(sent.form?.get('day') ?? '').slice(0, 40) : dayLine(language, day),
		coming: rows.filter(({ plan }) => plan).length,
		report: {
			name,
			text,
			columns: columnsShown(table, columns),
			counts: countsOf(rows),
			...rowsShown(
				rows.map(({ line, name: called, number, fate, changes, remarks }) => ({
					line,
					name: called,
					number,
					fate,
					said: [
						...changes.map((one) => changeLine(language, one, names)),
						...remarks.map(({ key, value }) =>
							t(`remark.${key}`, { value: ['clash', 'grantOver'].includes(key) ? dayLine(language, value) : value.slice(0, 200) }),
						),
					],
				})),
			),
		},
	};
}

const unread = (field: string, sentence: string) => ({
	errors: { [field]: sentence } as Record<string, string>,
	report: null,
	day: '',
	coming: 0,
});

export const actions: Actions = {
	preview: async ({ request, locals }) => {
		const by = coordinator(locals);
		const sent = await answer(listIn(request, listFields));
		if (!sent.ok) return fail(400, unread('file', sent.rejected.say(locals.language)));
		const answered = await looked(locals, by, sent.value);
		locals.isPreview = true;
		return Object.keys(answered.errors).length > 0 ? fail(400, answered) : answered;
	},
	import: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language, now } = locals;
		const sent = await answer(listIn(request, listFields));
		if (!sent.ok) return fail(400, unread('file', sent.rejected.say(language)));
		const { name, table } = sent.value;
		const { day, errors } = dayIn(sent.value, language, now);
		if (errors['day']) return fail(400, await looked(locals, by, sent.value));
		const done = await answer(
			locals.within(async (tx) => importPositions(tx, by, table, { name, columns: columnsFor(sent.value), day }, now)),
		);
		if (!done.ok) return fail(409, { ...(await looked(locals, by, sent.value)), errors: { file: done.rejected.say(language) } });
		const { created, changed } = done.value;
		redirect(303, to(language, `/desk/positions/import?done=import&created=${created}&changed=${changed}`));
	},
	undo: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language, now } = locals;
		const input = v.safeParse(undone, Object.fromEntries((await formIn(request)) ?? []));
		if (!input.success) return fail(400, unread('form', listWords(language)('import.gone')));
		const done = await answer(locals.within((tx) => undoImport(tx, by, input.output.list, now)));
		if (!done.ok) return fail(409, unread('form', done.rejected.say(language)));
		redirect(303, to(language, '/desk/positions/import?done=undo'));
	},
};

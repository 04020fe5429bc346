import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { countsOf } from '#modules/organisations/rules-import.ts';
import { words as listWords } from '#modules/organisations/words.ts';
import { changeLine } from '#modules/positions/output-import.server.ts';
import { importsOf } from '#modules/positions/read-import.server.ts';
import { type ListField, listColumns, listFields } from '#modules/positions/rules-list.ts';
import { words } from '#modules/positions/words.ts';
import { importPositions, previewPositions, undoImport } from '#modules/positions/write-import.server.ts';
import { filled, formIn, id } from '#platform/form.ts';
import type { Language } from '#platform/language/language.ts';
import { to } from '#platform/paths.ts';
import { answer, Rejected } from '#platform/rejected.ts';
import { dateOf, dayLine, read } from '#platform/time/partial.ts';
import { dayOf, shortDay } from '#platform/time/time.ts';
import { coordinator } from '../../../gate.server.ts';
import { columnsShown, listIn, rowsShown, type Sent } from '../../../list.server.ts';
import { registerAt } from '../listed.server.ts';
import type { Actions, PageServerLoad } from './$types';

const MOST_LISTS = 20;

export const load: PageServerLoad = ({ locals, url }) => {
	const by = coordinator(locals);
	const { language, now } = locals;
	return locals.within(async (tx) => ({
		lists: (await importsOf(tx, by, MOST_LISTS)).map(({ at, undoneAt, counts, ...list }) => ({
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

/** From when what a list says otherwise holds. Errors: Rejected for what is no day */
function dayIn({ form }: Sent<ListField>, now: Date): string {
	const typed = String(form?.get('day') ?? '').slice(0, 40);
	if (typed.trim() === '') return dayOf(now);
	if (read(typed)?.day === undefined) throw new Rejected((language) => words(language)('dayWrong'), 'day');
	return dateOf(typed);
}

const columnsFor = ({ said, table }: Sent<ListField>): (ListField | '')[] => said ?? listColumns(table.headings);

const undone = v.object({ list: id('unknownChoice') });

const refused = (rejected: Rejected, language: Language) => ({
	errors: { [rejected.field ?? 'file']: rejected.say(language) },
	report: null,
	day: '',
});

export const actions: Actions = {
	preview: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language, now } = locals;
		const t = words(language);
		const sent = await answer(listIn(request, listFields));
		if (!sent.ok) return fail(400, refused(sent.rejected, language));
		const { name, text, table } = sent.value;
		const columns = columnsFor(sent.value);
		const done = await answer(
			locals.within(async (tx) => {
				const day = dayIn(sent.value, now);
				const outcome = await answer(previewPositions(tx, by, table, columns, day));
				return { day, outcome, names: (await registerAt(tx, by, { day, known: null })).names };
			}),
		);
		if (!done.ok) return fail(400, refused(done.rejected, language));
		const { outcome, names, day } = done.value;
		const rows = outcome.ok ? outcome.value : [];
		locals.isPreview = true;
		const answered = {
			errors: (outcome.ok ? {} : { file: outcome.rejected.say(language) }) as Record<string, string>,
			day: dayLine(language, day),
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
								t(`remark.${key}`, { value: key === 'clash' ? dayLine(language, value) : value.slice(0, 200) }),
							),
						],
					})),
				),
			},
		};
		return outcome.ok ? answered : fail(400, answered);
	},
	import: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language, now } = locals;
		const sent = await answer(listIn(request, listFields));
		if (!sent.ok) return fail(400, refused(sent.rejected, language));
		const { name, table } = sent.value;
		const done = await answer(
			locals.within(async (tx) =>
				importPositions(tx, by, table, { name, columns: columnsFor(sent.value), day: dayIn(sent.value, now) }, now),
			),
		);
		if (!done.ok) return fail(409, refused(done.rejected, language));
		const { counts } = done.value;
		redirect(303, to(language, `/desk/positions/import?done=import&created=${counts.new}&changed=${counts.changed}`));
	},
	undo: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language, now } = locals;
		const input = v.safeParse(undone, Object.fromEntries((await formIn(request)) ?? []));
		if (!input.success)
			return fail(400, { errors: { form: listWords(language)('import.gone') } as Record<string, string>, report: null, day: '' });
		const done = await answer(locals.within((tx) => undoImport(tx, by, input.output.list, now)));
		if (!done.ok) return fail(409, { errors: { form: done.rejected.say(language) } as Record<string, string>, report: null, day: '' });
		redirect(303, to(language, '/desk/positions/import?done=undo'));
	},
};

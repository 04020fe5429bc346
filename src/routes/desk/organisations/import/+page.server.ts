import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { importsOf, saidHeadings } from '#modules/organisations/read-import.server.ts';
import { areasIn, countsOf } from '#modules/organisations/rules-import.ts';
import { columnsOf, type SchoolField, schoolFields } from '#modules/organisations/rules-school.ts';
import { words } from '#modules/organisations/words.ts';
import { importSchools, previewSchools, undoImport } from '#modules/organisations/write-import.server.ts';
import { unplaced } from '#modules/places/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { filled, formIn, id } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { shortDay } from '#platform/time/time.ts';
import { coordinator } from '../../../gate.server.ts';
import { columnsShown, listIn, rowsShown, type Sent } from '../../../list.server.ts';
import type { Actions, PageServerLoad } from './$types';

const MOST_LISTS = 20;

export const load: PageServerLoad = ({ locals, url }) => {
	const by = coordinator(locals);
	return locals.within(async (tx) => ({
		lists: (await importsOf(tx, by, 'organisations', MOST_LISTS)).map(({ at, undoneAt, counts, ...list }) => ({
			...list,
			said: words(locals.language)('import.done', { created: counts.new, changed: counts.changed }),
			at: shortDay(locals.language, at),
			undoneOn: undoneAt && shortDay(locals.language, undoneAt),
		})),
		created: Number(url.searchParams.get('created') ?? 0),
		changed: Number(url.searchParams.get('changed') ?? 0),
		left: Number(url.searchParams.get('left') ?? 0) || 0,
		done: url.searchParams.get('done'),
		blank: filled(),
	}));
};

/** What each column means: as somebody said, or as it is known. */
const columnsFor = async (tx: Tx, { said, table }: Sent<SchoolField>): Promise<(SchoolField | '')[]> =>
	said ?? columnsOf(table.headings, await saidHeadings(tx));

/** Rows that are matched by name alone and shown to be confirmed; of more, the rest counts as confirmed. */
const MOST_NAMED = 200;

/** Lines of which somebody said that they are not the school of their name and place: shown, and not ticked. */
function deniedIn({ form }: Sent<SchoolField>): ReadonlySet<number> {
	const shown = String(form?.get('named') ?? '')
		.split(',')
		.filter((line) => /^\d{1,6}$/.test(line));
	return new Set(shown.filter((line) => form?.get(`same${line}`) === null).map(Number));
}

const undone = v.object({ list: id('unknownChoice') });

export const actions: Actions = {
	preview: async ({ request, locals }) => {
		coordinator(locals);
		const { language } = locals;
		const t = words(language);
		const sent = await answer(listIn(request, schoolFields));
		if (!sent.ok) return fail(400, { errors: { file: sent.rejected.say(language) }, report: null });
		const { name, text, table } = sent.value;
		const done = await answer(
			locals.within(async (tx) => {
				const columns = await columnsFor(tx, sent.value);
				const outcome = await answer(previewSchools(tx, table, columns));
				return { columns, outcome, areas: outcome.ok ? (await unplaced(tx, areasIn(outcome.value))).length : 0 };
			}),
		);
		if (!done.ok) return fail(400, { errors: { file: done.rejected.say(language) }, report: null });
		const { columns, outcome, areas } = done.value;
		const rows = outcome.ok ? outcome.value : [];
		const named = rows.filter(({ isNamed }) => isNamed);
		const denied = deniedIn(sent.value);
		const shown = rowsShown(
			rows.map(({ line, name: called, number, fate, changes, remarks }) => ({
				line,
				name: called,
				number,
				fate,
				said: [
					...changes.map(({ field, before, after }) =>
						t('import.change', { field: t(`schoolField.${field}`), before: before || '–', after }),
					),
					...remarks.map(({ key, value }) => t(`remark.${key}`, { value: value.slice(0, 200) })),
				],
			})),
		);
		locals.isPreview = true;
		const answered = {
			errors: outcome.ok ? {} : { file: outcome.rejected.say(language) },
			report: {
				name,
				text,
				columns: columnsShown(table, columns),
				counts: countsOf(rows),
				/** Municipalities that would be put into a planning area. */
				areas,
				/** Rows that change a school which is known by name and place alone. */
				named: named.slice(0, MOST_NAMED).map(({ line, name: called, facts, number }) => ({
					line,
					title: [called, facts?.town, number].filter(Boolean).join(', '),
					isSame: !denied.has(line),
				})),
				namedMore: Math.max(0, named.length - MOST_NAMED),
				...shown,
			},
		};
		// Without a name or a place the columns are shown to be set right.
		return outcome.ok ? answered : fail(400, answered);
	},
	import: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language, now } = locals;
		const sent = await answer(listIn(request, schoolFields));
		if (!sent.ok) return fail(400, { errors: { file: sent.rejected.say(language) }, report: null });
		const { name, table } = sent.value;
		const done = await answer(
			locals.within(async (tx) =>
				importSchools(tx, by, table, { name, columns: await columnsFor(tx, sent.value), denied: deniedIn(sent.value) }, now),
			),
		);
		if (!done.ok) return fail(409, { errors: { file: done.rejected.say(language) }, report: null });
		const { counts, rows } = done.value;
		const left = rows.filter(({ remarks }) => remarks.some(({ key }) => key === 'notSame')).length;
		redirect(303, to(language, `/desk/organisations/import?done=import&created=${counts.new}&changed=${counts.changed}&left=${left}`));
	},
	undo: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language, now } = locals;
		const input = v.safeParse(undone, Object.fromEntries((await formIn(request)) ?? []));
		if (!input.success) return fail(400, { errors: { form: words(language)('import.gone') }, report: null });
		const done = await answer(locals.within((tx) => undoImport(tx, by, input.output.list, now)));
		if (!done.ok) return fail(409, { errors: { form: done.rejected.say(language) }, report: null });
		redirect(303, to(language, '/desk/organisations/import?done=undo'));
	},
};

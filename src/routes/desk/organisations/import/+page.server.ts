import { fail, isHttpError, redirect } from '@sveltejs/kit';
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
import { answer, Rejected } from '#platform/rejected.ts';
import { NoTable, type Table, tableOf, textOf } from '#platform/sheet/csv.ts';
import { isWorkbook, NoWorkbook, tableOfFile, textFor } from '#platform/sheet/file.ts';
import { shortDay } from '#platform/time/time.ts';
import { coordinator } from '../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

const MOST_MB = 4;
const MOST_LISTS = 20;

/** What the second step may bring: a workbook is packed, and its text is not. Unit: megabytes */
const MOST_TEXT_MB = 10;

/** Rows of a report that are shown; of more, the rest is counted. */
const MOST_SHOWN = 500;

export const load: PageServerLoad = ({ locals, url }) => {
	const by = coordinator(locals);
	return locals.within(async (tx) => ({
		lists: (await importsOf(tx, by, MOST_LISTS)).map(({ at, undoneAt, ...list }) => ({
			...list,
			at: shortDay(locals.language, at),
			undoneOn: undoneAt && shortDay(locals.language, undoneAt),
		})),
		created: Number(url.searchParams.get('created') ?? 0),
		changed: Number(url.searchParams.get('changed') ?? 0),
		done: url.searchParams.get('done'),
		blank: filled(),
	}));
};

const reject = (key: Parameters<ReturnType<typeof words>>[0], values?: Record<string, string | number>) =>
	new Rejected((language) => words(language)(key, values), 'file');

/** The list as it was sent: a file, or the text of one that was read before. */
interface Sent {
	name: string;
	text: string;
	table: Table;
	/** What each column means, where somebody said so. */
	said: (SchoolField | '')[] | null;
}

async function sentIn(request: Request): Promise<Sent> {
	const form = await formIn(request, MOST_TEXT_MB * 1024 * 1024).catch((problem) => {
		if (isHttpError(problem)) throw reject('import.tooBig', { most: MOST_MB });
		throw problem;
	});
	const [file, sent] = [form?.get('file'), form?.get('text')];
	const isFile = file instanceof File && file.size > 0;
	if (isFile && file.size > MOST_MB * 1024 * 1024) throw reject('import.tooBig', { most: MOST_MB });
	if (!isFile && (typeof sent !== 'string' || sent === '')) throw reject('import.noFile');
	try {
		const bytes = isFile ? new Uint8Array(await file.arrayBuffer()) : null;
		// A workbook goes on as text, so that the second step needs no second upload.
		const text = bytes && isWorkbook(bytes) ? textFor(await tableOfFile(bytes)) : bytes ? textOf(bytes) : String(sent);
		// What cannot be sent again is refused at once.
		if (Buffer.byteLength(text) > (MOST_TEXT_MB - 1) * 1024 * 1024) throw reject('import.tooBig', { most: MOST_MB });
		const table = tableOf(text);
		const said = table.headings.map((_, at) => form?.get(`column${at}`));
		const fields: readonly unknown[] = ['', ...schoolFields];
		return {
			name: String((isFile ? file.name : form?.get('name')) ?? '').slice(0, 200),
			text,
			table,
			said: !isFile && said.every((one) => fields.includes(one)) ? (said as (SchoolField | '')[]) : null,
		};
	} catch (error) {
		if (error instanceof NoWorkbook) throw reject('import.broken');
		if (error instanceof NoTable) throw reject(`import.${error.code}`);
		throw error;
	}
}

/** What each column means: as somebody said, or as it is known. Of two that mean the same the first counts. */
async function columnsFor(tx: Tx, { said, table }: Sent): Promise<(SchoolField | '')[]> {
	if (!said) return columnsOf(table.headings, await saidHeadings(tx));
	return said.map((field, at) => (said.indexOf(field) === at ? field : ''));
}

const undone = v.object({ list: id('unknownChoice') });

export const actions: Actions = {
	preview: async ({ request, locals }) => {
		coordinator(locals);
		const { language } = locals;
		const t = words(language);
		const sent = await answer(sentIn(request));
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
		// The worst first where not all can be shown; in the order of the file where they can.
		const weight = { contradictory: 0, unreadable: 0, changed: 1, new: 2, unchanged: 3 } as const;
		const telling = rows.filter(({ fate, remarks }) => (fate !== 'new' && fate !== 'unchanged') || remarks.length > 0);
		const shown = rows.length <= MOST_SHOWN ? rows : telling.toSorted((x, y) => weight[x.fate] - weight[y.fate]).slice(0, MOST_SHOWN);
		locals.isPreview = true;
		const answered = {
			errors: outcome.ok ? {} : { file: outcome.rejected.say(language) },
			report: {
				name,
				text,
				columns: table.headings.map((heading, at) => ({ heading, field: columns[at] ?? '', example: table.rows[0]?.cells[at] ?? '' })),
				counts: countsOf(rows),
				/** Municipalities that would be put into a planning area. */
				areas,
				rows: shown.map(({ line, name: called, number, fate, changes, remarks }) => ({
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
				/** Rows that are not shown, with something to say and without. */
				cut: rows.length <= MOST_SHOWN ? 0 : telling.length - shown.length,
				hidden: rows.length <= MOST_SHOWN ? 0 : rows.length - telling.length,
			},
		};
		// Without a name or a place the columns are shown to be set right.
		return outcome.ok ? answered : fail(400, answered);
	},
	import: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language, now } = locals;
		const sent = await answer(sentIn(request));
		if (!sent.ok) return fail(400, { errors: { file: sent.rejected.say(language) }, report: null });
		const { name, table } = sent.value;
		const done = await answer(
			locals.within(async (tx) => importSchools(tx, by, table, { name, columns: await columnsFor(tx, sent.value) }, now)),
		);
		if (!done.ok) return fail(409, { errors: { file: done.rejected.say(language) }, report: null });
		const { counts } = done.value;
		redirect(303, to(language, `/desk/organisations/import?done=import&created=${counts.new}&changed=${counts.changed}`));
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

// Lists that somebody brings, as a file and then as its text, and what their report shows.
import { isHttpError } from '@sveltejs/kit';
import type { Fate } from '#modules/organisations/rules-import.ts';
import { words } from '#modules/organisations/words.ts';
import { formIn } from '#platform/form.ts';
import { Rejected } from '#platform/rejected.ts';
import { NoTable, type Table, tableOf, textOf } from '#platform/sheet/csv.ts';
import { isWorkbook, NoWorkbook, tableOfFile, textFor } from '#platform/sheet/file.ts';

const MOST_MB = 4;

/** What the second step may bring: a workbook is packed, and its text is not. Unit: megabytes */
const MOST_TEXT_MB = 10;

/** Rows of a report that are shown; of more, the rest is counted. */
const MOST_SHOWN = 500;

const reject = (key: 'import.tooBig' | 'import.noFile' | 'import.broken' | 'import.empty' | 'import.quotes') =>
	new Rejected((language) => words(language)(key, { most: MOST_MB }), 'file');

/** A list as it was sent: a file, or the text of one that was read before. */
export interface Sent<Field extends string> {
	name: string;
	text: string;
	table: Table;
	/** What each column means, where somebody said so; of two that mean the same the first counts. */
	said: (Field | '')[] | null;
	form: FormData | undefined;
}

/** Reads the list that a request carries. Errors: Rejected for none, for one that is too big, and for a file that cannot be read */
export async function listIn<Field extends string>(request: Request, fields: readonly Field[]): Promise<Sent<Field>> {
	const form = await formIn(request, MOST_TEXT_MB * 1024 * 1024).catch((problem) => {
		if (isHttpError(problem)) throw reject('import.tooBig');
		throw problem;
	});
	const [file, sent] = [form?.get('file'), form?.get('text')];
	const isFile = file instanceof File && file.size > 0;
	if (isFile && file.size > MOST_MB * 1024 * 1024) throw reject('import.tooBig');
	if (!isFile && (typeof sent !== 'string' || sent === '')) throw reject('import.noFile');
	try {
		const bytes = isFile ? new Uint8Array(await file.arrayBuffer()) : null;
		// A workbook goes on as text, so that the second step needs no second upload.
		const text = bytes && isWorkbook(bytes) ? textFor(await tableOfFile(bytes)) : bytes ? textOf(bytes) : String(sent);
		// What cannot be sent again is refused at once.
		if (Buffer.byteLength(text) > (MOST_TEXT_MB - 1) * 1024 * 1024) throw reject('import.tooBig');
		const table = tableOf(text);
		const said = table.headings.map((_, at) => form?.get(`column${at}`));
		const known: readonly unknown[] = ['', ...fields];
		const isSaid = !isFile && said.every((one) => known.includes(one));
		return {
			name: String((isFile ? file.name : form?.get('name')) ?? '')
				.replaceAll(/\p{C}/gu, '')
				.slice(0, 200),
			text,
			table,
			said: isSaid ? (said as (Field | '')[]).map((field, at) => (said.indexOf(field) === at ? field : '')) : null,
			form,
		};
	} catch (error) {
		if (error instanceof NoWorkbook) throw reject('import.broken');
		if (error instanceof NoTable) throw reject(`import.${error.code}`);
		throw error;
	}
}

/** The columns of a list with an example each. */
export const columnsShown = ({ headings, rows }: Table, columns: readonly string[]) =>
	headings.map((heading, at) => ({ heading, field: columns[at] ?? '', example: rows[0]?.cells[at] ?? '' }));

/** The rows of a report that are shown: all of a short one, in the order of the file; of a long one those with something to say, the worst first. */
export function rowsShown<Row extends { fate: Fate; said: readonly string[] }>(
	rows: readonly Row[],
): { rows: readonly Row[]; cut: number; hidden: number } {
	if (rows.length <= MOST_SHOWN) return { rows, cut: 0, hidden: 0 };
	const weight = { contradictory: 0, unreadable: 0, changed: 1, new: 2, unchanged: 3 } as const;
	const telling = rows.filter(({ fate, said }) => (fate !== 'new' && fate !== 'unchanged') || said.length > 0);
	const shown = telling.toSorted((x, y) => weight[x.fate] - weight[y.fate]).slice(0, MOST_SHOWN);
	return { rows: shown, cut: telling.length - shown.length, hidden: rows.length - telling.length };
}

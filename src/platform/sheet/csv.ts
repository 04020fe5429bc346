import { parse } from 'csv-parse/sync';

/** A table somebody brought: headings and rows, each with the line of the file it begins at. */
export interface Table {
	headings: string[];
	rows: { line: number; cells: string[] }[];
}

/** A text that is no table; the code says why. */
export class NoTable extends Error {
	readonly code: 'empty' | 'quotes';

	constructor(code: NoTable['code']) {
		super(code);
		this.code = code;
	}
}

/** The text of a file as German offices save them: UTF-8 with or without its mark, UTF-16, or Windows-1252. */
export function textOf(bytes: Uint8Array): string {
	const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
	if (isUtf16) return new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes);
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return new TextDecoder('windows-1252').decode(bytes);
	}
}

/** What separates the cells of the first line that is not empty: semicolons or tabs where there are any outside quotes, else commas. */
function delimiterOf(text: string): string {
	const first = /[^\n]+/.exec(text)?.[0]?.replace(/"[^"]*"/g, '') ?? '';
	const count = (sign: string) => first.split(sign).length - 1;
	if (count(';') + count('\t') === 0) return ',';
	return count(';') >= count('\t') ? ';' : '\t';
}

// Our own exports put a mark before what a spreadsheet would take for a formula.
const unmarked = (cell: string) => cell.replace(/^'(?=\s*[=+\-@])/, '');

/**
 * Reads a table from text: semicolons, tabs or commas, cells in quotes or not, empty lines passed over.
 * Errors: NoTable when there is no line of headings, or a quote does not end
 */
export function tableOf(text: string): Table {
	try {
		// One kind of line break, so that lines are counted alike.
		const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
		const records = parse(plain, {
			delimiter: delimiterOf(plain),
			relax_column_count: true,
			relax_quotes: true,
			skip_empty_lines: true,
			info: true,
		}) as unknown as { record: string[]; info: { lines: number } }[];
		const [first, ...others] = records.map(({ record, info }) => {
			const cells = record.map((cell) => unmarked(cell.trim()));
			// The reader knows where a record ends; cells with line breaks make it begin earlier.
			const breaks = record.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0);
			return { line: info.lines - breaks, cells };
		});
		if (!first) throw new NoTable('empty');
		return { headings: first.cells, rows: others.filter(({ cells }) => cells.some(Boolean)) };
	} catch (error) {
		if (error instanceof NoTable) throw error;
		if ((error as { code?: string }).code?.startsWith('CSV_')) throw new NoTable('quotes');
		throw error;
	}
}

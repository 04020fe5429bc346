import { Interrupted, inThread } from '../jobs/thread.ts';
import { NoTable, type Table, tableOf, textOf } from './csv.ts';
import { toCsv } from './sheet.ts';

/** What a cell of a workbook says, as a text: numbers as they are typed, days as "2027-03-16". */
function written(cell: unknown): string {
	if (cell === null || cell === undefined) return '';
	if (cell instanceof Date) return cell.toISOString().slice(0, 10);
	return String(cell)
		.replace(/\s*[\r\n]+\s*/g, ' ')
		.trim();
}

/** A workbook that cannot be opened. */
export class NoWorkbook extends Error {}

/** Whether bytes are a packed workbook (XLSX) rather than text. */
export const isWorkbook = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;

/** What opening a workbook may take: a good deal more than the largest list needs. */
const MOST = { megabytes: 800, seconds: 30 };

async function unpacked(bytes: Uint8Array): Promise<unknown[][]> {
	try {
		const done = await inThread<never, unknown[][]>('#platform/sheet/worker.ts', bytes, async () => true, MOST);
		return done && 'result' in done ? done.result : [];
	} catch (error) {
		if (error instanceof Interrupted) throw error;
		throw new NoWorkbook();
	}
}

/** A table as text that reads as the same table, line by line. */
export function textFor({ headings, rows }: Table): string {
	const lines: string[][] = [headings];
	for (const { line, cells } of rows) lines[line - 1] = cells;
	return toCsv({ name: '', headings: lines[0] ?? [], rows: Array.from(lines.slice(1), (cells) => cells ?? ['']) });
}

/**
 * Reads the table of a file that somebody brought: the first sheet of a workbook, or text with separators.
 * Shape:  lines as the spreadsheet or the file counts them; rows without any cell are passed over
 * Errors: NoTable when there is no line of headings, or a quote does not end; NoWorkbook for a workbook that cannot be opened
 */
export async function tableOfFile(bytes: Uint8Array): Promise<Table> {
	if (!isWorkbook(bytes)) return tableOf(textOf(bytes));
	const data = await unpacked(bytes);
	const rows = data.map((cells, at) => ({ line: at + 1, cells: cells.map(written) })).filter(({ cells }) => cells.some(Boolean));
	const [first, ...others] = rows;
	if (!first) throw new NoTable('empty');
	return { headings: first.cells, rows: others };
}

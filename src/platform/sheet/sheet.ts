import writeExcel from 'write-excel-file/node';

/** A table to take away: a heading a column, a row of cells each. */
export interface Sheet {
	name: string;
	headings: string[];
	rows: (string | number | null)[][];
}

// A cell that begins like a formula would be run by a spreadsheet that opens the file.
const harmless = (text: string) => (/^\s*[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text);

const csvCell = (cell: string | number | null) => {
	if (typeof cell === 'number') return String(cell).replace('.', ',');
	// Always quoted: a program that splits at commas must not find a cell of its own inside.
	return `"${harmless(cell ?? '').replaceAll('"', '""')}"`;
};

/** The table as German spreadsheets read it: semicolons, a byte order mark, no cell that is a formula. */
export const toCsv = ({ headings, rows }: Sheet): string =>
	`\uFEFF${[headings, ...rows].map((row) => row.map(csvCell).join(';')).join('\r\n')}\r\n`;

// Spreadsheets refuse a sheet that is called so, and one without a name.
const sheetName = (name: string) =>
	name
		.replaceAll(/[[\]/\\:*?']/g, ' ')
		.trim()
		.slice(0, 31) || '1';

/** The table as an XLSX file. Text cells stay text there, whatever they begin with. */
export async function toXlsx({ name, headings, rows }: Sheet): Promise<Buffer> {
	const bold = headings.map((value) => ({ value, fontWeight: 'bold' as const }));
	const cells = rows.map((row) =>
		row.map((cell) => (typeof cell === 'number' ? { type: Number, value: cell } : { type: String, value: cell ?? '' })),
	);
	return await writeExcel([bold, ...cells] as never, { sheet: sheetName(name), stickyRowsCount: 1 } as never).toBuffer();
}

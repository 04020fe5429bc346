// Reads a workbook in a thread of its own. What is packed small may be large, and one cell far away makes a large table: both are refused before anything is made of them.
import { parentPort, workerData } from 'node:worker_threads';
import { strFromU8, unzipSync, zipSync } from 'fflate';
import readExcel from 'read-excel-file/node';

const MOST_BYTES = 40 * 1024 * 1024;
const MOST_ROWS = 50_000;
const MOST_COLUMNS = 300;

const columnOf = (letters: string): number => [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);

let total = 0;
const parts = unzipSync(workerData as Uint8Array, {
	filter: ({ originalSize }) => {
		total += originalSize;
		if (total > MOST_BYTES) throw new Error('unpacked, the workbook is too large');
		return true;
	},
});
for (const [name, part] of Object.entries(parts)) {
	if (!/worksheets\/[^/]+\.xml$/.test(name)) continue;
	for (const [, letters = '', row = ''] of strFromU8(part).matchAll(/\br="([A-Z]{0,3})(\d{1,7})"/g))
		if (Number(row) > MOST_ROWS || columnOf(letters) > MOST_COLUMNS) throw new Error('a cell of the workbook is too far away');
}
// Packed anew, without what the header may have lied about.
const sheets = await readExcel(Buffer.from(zipSync(parts, { level: 0 })));
parentPort?.postMessage({ result: sheets[0]?.data ?? [] });

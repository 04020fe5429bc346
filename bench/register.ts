// The register of a large region: lists of schools that are taken over.
import { columnsOf } from '#modules/organisations/rules-school.ts';
import { importSchools, previewSchools, undoImport } from '#modules/organisations/write-import.server.ts';
import { openDatabase } from '#platform/db/database.ts';
import type { Table } from '#platform/sheet/csv.ts';
import { makeRegion } from '../tests/make.ts';
import { withDatabase } from './http.ts';
import { percentile, say } from './measure.ts';

const ORGANISATIONS = 12_000;
const ROWS = 1_000;
const ROUNDS = 9;

const HEADINGS = ['Schulnummer', 'Name', 'Schulform', 'Strasse', 'PLZ', 'Ort', 'AGS', 'Schueler', 'Stand', 'lat', 'lon'];

/** A list of schools, spread over 40 municipalities. */
function listOf(count: number, first: number, pupils: number): Table {
	const rows = Array.from({ length: count }, (_, at) => {
		const number = first + at;
		const town = number % 40;
		const key = `059${String(74_000 + town).padStart(5, '0')}`;
		const place = [String(51 + town / 100), String(8 + (number % 7) / 100)];
		const cells = [
			`${100_000 + number}`,
			`Grundschule ${number}`,
			'Grundschule',
			`Weg ${number}`,
			'59000',
			`Ort ${town}`,
			key,
			`${pupils}`,
			'2024/25',
		];
		return { line: at + 2, cells: [...cells, ...place] };
	});
	return { headings: HEADINGS, rows };
}

/** Times lists of 1,000 rows beside 12,000 organisations: looked at, taken over with 1,000 changes, and taken back. Goal: 5 s. */
export async function register(): Promise<void> {
	await withDatabase(async (url) => {
		const database = openDatabase(url, 2);
		const by = await database.within([1], (tx) => makeRegion(tx));
		const columns = columnsOf(HEADINGS, new Map());
		const take = (table: Table) => database.within([1], (tx) => importSchools(tx, by, table, { name: 'Liste', columns }, new Date()));
		const started = performance.now();
		await take(listOf(ORGANISATIONS, 0, 200));
		say(`  ${ORGANISATIONS} schools at once: ${Math.round(performance.now() - started)} ms`);
		const times: Record<'look' | 'new' | 'changed' | 'back', number[]> = { look: [], new: [], changed: [], back: [] };
		const timed = async <T>(what: keyof typeof times, work: () => Promise<T>): Promise<T> => {
			const begun = performance.now();
			const result = await work();
			times[what].push(performance.now() - begun);
			return result;
		};
		for (let round = 1; round <= ROUNDS; round++) {
			const changed = listOf(ROWS, 0, 200 + round);
			await timed('look', () => database.within([1], (tx) => previewSchools(tx, changed, columns)));
			const { id } = await timed('changed', () => take(changed));
			await timed('back', () => database.within([1], (tx) => undoImport(tx, by, id as string, new Date())));
			const fresh = await timed('new', () => take(listOf(ROWS, ORGANISATIONS, 200)));
			await database.within([1], (tx) => undoImport(tx, by, fresh.id as string, new Date()));
		}
		for (const [what, all] of Object.entries(times))
			say(`  ${ROWS} rows, ${what}: p50 ${Math.round(percentile(all, 0.5))} ms, p95 ${Math.round(percentile(all, 0.95))} ms`);
		await database.close();
	});
}

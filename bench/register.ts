// The register of a large region: lists of schools that are taken over, and positions with ten years of history.
import pg from 'pg';
import { directory, meant } from '#modules/conduct/read-directory.server.ts';
import { search } from '#modules/conduct/read-search.server.ts';
import { ANY, offersIn } from '#modules/offers/read.server.ts';
import { reading } from '#modules/organisations/access.ts';
import { columnsOf } from '#modules/organisations/rules-school.ts';
import { importSchools, previewSchools, undoImport } from '#modules/organisations/write-import.server.ts';
import type { Coordinator } from '#modules/people/access.ts';
import { schoolsOn, standings, unpaidCount, yearsOf } from '#modules/positions/read.server.ts';
import { rowsOf } from '#modules/positions/read-census.server.ts';
import { coverageOf } from '#modules/positions/rules-coverage.ts';
import { listColumns } from '#modules/positions/rules-list.ts';
import { importPositions } from '#modules/positions/write-import.server.ts';
import { type Database, openDatabase, type Tx } from '#platform/db/database.ts';
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
		for (const [what, all] of Object.entries(times)) say(`  ${ROWS} rows, ${what}: ${spreadOf(all)}`);
		await positions(url, database, by);
		await database.close();
	});
}

const spreadOf = (all: readonly number[]) => `p50 ${Math.round(percentile(all, 0.5))} ms, p95 ${Math.round(percentile(all, 0.95))} ms`;

const POSITIONS = 20_000;
const ASKED = 21;
const OFFERS = 5_000;

/** 20,000 positions: ten years of states, a funding line a year, and people who came and went; every twentieth entry put right once. */
async function fillPositions(url: string): Promise<void> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	const id = (kind: number) => `('00000000-0000-4000-9' || lpad('${kind}', 3, '0') || '-' || lpad(n::text, 12, '0'))::uuid`;
	const years = (first: number, step: number) => `generate_series(${first}, 2026, ${step}) as y`;
	const span = (step: number) => `make_date(y, 8, 1), case when y + ${step} <= 2027 then make_date(y + ${step}, 8, 1) end`;
	const all = `from generate_series(1, ${POSITIONS}) as n`;
	for (const statement of [
		'create temporary table school as select row_number() over (order by id) as k, id from organisations.organisation',
		`insert into positions.position (region_id, id, number) select 1, ${id(1)}, 'N ' || n ${all}`,
		`insert into positions.specialist (region_id, id, name) select 1, ${id(2)}, 'Fachkraft ' || n ${all}`,
		`insert into positions.programme (region_id, id, name) select 1, ${id(3)}, 'Programm ' || n from generate_series(1, 8) as n`,
		`insert into positions.state (region_id, position_id, valid_from, valid_until, fte) select 1, ${id(1)}, ${span(5)}, 50 + (n % 3) * 25 ${all}, ${years(2017, 5)}`,
		`insert into positions.site (region_id, position_id, valid_from, organisation_id, fte) select 1, ${id(1)}, '2017-08-01', school.id, 50 ${all} join school on school.k = 1 + n % ${ORGANISATIONS}`,
		`insert into positions.funding (region_id, position_id, valid_from, valid_until, programme_id, percent)
			select 1, ${id(1)}, ${span(1)}, ('00000000-0000-4000-9003-' || lpad((1 + n % 8)::text, 12, '0'))::uuid, 100 ${all}, ${years(2017, 1)} where not (n % 50 = 0 and y = 2026)`,
		`insert into positions.assignment (region_id, position_id, valid_from, valid_until, specialist_id, fte)
			select 1, ${id(1)}, ${span(3)}, ('00000000-0000-4000-9002-' || lpad((1 + (n + y) % ${POSITIONS})::text, 12, '0'))::uuid, 50 ${all}, ${years(2017, 3)} where n % 20 > 0`,
		...['state', 'site', 'funding', 'assignment'].map(
			(
				kind,
			) => `with old as (update positions.${kind} set known_until = clock_timestamp() where ('x' || substr(md5(id::text), 1, 4))::bit(16)::int % 20 = 0 returning *)
				insert into positions.${kind} select (jsonb_populate_record(null::positions.${kind}, to_jsonb(old) || jsonb_build_object('id', gen_random_uuid(), 'known_until', null, 'known_from', clock_timestamp()))).* from old`,
		),
		// What organisations say of themselves, who is turned to there, and what they offer.
		`update organisations.organisation set possibilities = 'Beratung für Eltern und Kinder, Gruppe ' || school.k || ', Hilfe bei Krisen in der Schule',
			limits = 'Keine Therapie, keine Gutachten' from school where school.id = organisation.id and school.k % 3 = 0`,
		`insert into organisations.contact (region_id, id, organisation_id, kind, name, level)
			select 1, gen_random_uuid(), school.id, 'leadership', 'Kontakt ' || school.k, 'internal' from school where school.k % 2 = 0`,
		`insert into offers.offer (region_id, id, organisation_id, title, description, topics)
			select 1, gen_random_uuid(), school.id, 'Angebot ' || n, 'Gespräche und Gruppen für Jugendliche', array['Thema ' || n % 30]
			from generate_series(1, ${OFFERS}) as n join school on school.k = 1 + n % ${ORGANISATIONS}`,
		'analyze',
	])
		await client.query(
			statement.startsWith('create') || statement === 'analyze' ? statement : `select set_config('app.regions', '1', false); ${statement}`,
		);
	const { rows } = await client.query(
		'select (select count(*) from positions.state) + (select count(*) from positions.site) + (select count(*) from positions.funding) + (select count(*) from positions.assignment) as n',
	);
	await client.end();
	say(`  ${POSITIONS} positions, ${rows[0].n} entries over ten years`);
}

/** Times what pages of positions do beside 12,000 schools. Goals: coverage 500 ms; a list of 1,000 rows 5 s. */
async function positions(url: string, database: Database, by: Coordinator): Promise<void> {
	await fillPositions(url);
	const day = '2026-11-28';
	const known = new Date();
	const [visitor, network] = [reading(1, undefined), reading(1, { ...by, roles: [] })];
	const A_PAGE = { from: 0, most: 50, today: day };
	const within = <T>(work: (tx: Tx) => Promise<T>) => database.within([1], work);
	const acts: Record<string, (tx: Tx) => Promise<unknown>> = {
		'coverage by municipality': async (tx) =>
			coverageOf(await standings(tx, by, { day, known: null }, { isUnpaid: true }), await schoolsOn(tx, by, day), day, 'municipality'),
		'coverage as it was known': async (tx) =>
			coverageOf(await standings(tx, by, { day, known }, { isUnpaid: true }), await schoolsOn(tx, by, day, known), day, 'municipality'),
		'funding gaps counted': (tx) => unpaidCount(tx, by, day, '2027-11-28'),
		'ten years': (tx) =>
			yearsOf(
				tx,
				by,
				Array.from({ length: 10 }, (_, at) => `${2017 + at}-11-28`),
			),
		'search for one word': (tx) => search(tx, by, 'Grundschule', 10, 'de'),
		'search for somebody': (tx) => search(tx, by, 'fachkraft 1999', 10, 'de'),
		'directory, first page': (tx) => directory(tx, network, { search: '', type: '', area: '' }, A_PAGE),
		'directory, searched': (tx) => directory(tx, network, { search: 'Beratungen Krise', type: '', area: '' }, A_PAGE),
		'directory, searched as a visitor': (tx) => directory(tx, visitor, { search: 'Grundschule 77', type: '', area: '' }, A_PAGE),
		'directory, a name mistyped': (tx) => meant(tx, network, 'Grundshcule'),
		'offers, searched': (tx) => offersIn(tx, network, { ...ANY, search: 'Gespräch Gruppen', age: 15 }, { from: 0, most: 48 }),
		'what one school is asked': async (tx) => {
			const { id } = await tx.selectFrom('organisations.organisation').select('id').limit(1).executeTakeFirstOrThrow();
			return rowsOf(tx, 1, id, day);
		},
	};
	for (const [what, work] of Object.entries(acts)) {
		const times: number[] = [];
		for (let round = 0; round < ASKED; round++) {
			const begun = performance.now();
			await within(work);
			if (round > 0) times.push(performance.now() - begun);
		}
		say(`  ${what}: ${spreadOf(times)}`);
	}
	const headings = ['Stellennummer', 'Schulnummer', 'Umfang', 'Programm', 'Finanziert bis'];
	const times: number[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		const rows = Array.from({ length: ROWS }, (_, at) => ({
			line: at + 2,
			cells: [`L ${round}-${at}`, `${100_000 + at}`, '0,5', 'Programm 1', '31.07.2028'],
		}));
		const begun = performance.now();
		await within((tx) => importPositions(tx, by, { headings, rows }, { name: 'Liste', columns: listColumns(headings), day }, new Date()));
		times.push(performance.now() - begun);
	}
	say(`  ${ROWS} rows of positions, new: ${spreadOf(times)}`);
}

// Every list: as many queries for 3,000 rows as for one, and what is taken away is what was shown, with no formula in it.
import { parse } from 'csv-parse/sync';
import type { KyselyPlugin } from 'kysely';
import readExcel from 'read-excel-file/node';
import { beforeAll, describe, expect, test } from 'vitest';
import { houseMarker } from '#modules/offers/access.ts';
import { marksOf } from '#modules/offers/read.server.ts';
import type { Insider } from '#modules/organisations/access.ts';
import type { Coordinator } from '#modules/people/access.ts';
import { badgeCodes, doorToken } from '#modules/registration/read-door.server.ts';
import { openDoor } from '#modules/registration/write-door.server.ts';
import type { Tx } from '#platform/db/database.ts';
import * as deskPage from '../src/routes/desk/+page.server.ts';
import * as agreementsPage from '../src/routes/desk/agreements/+page.server.ts';
import * as agreementsFile from '../src/routes/desk/agreements/list.[format]/+server.ts';
import * as archivePage from '../src/routes/desk/archive/+page.server.ts';
import * as archiveFile from '../src/routes/desk/archive/list.[format]/+server.ts';
import * as areasPage from '../src/routes/desk/areas/+page.server.ts';
import * as formatsPage from '../src/routes/desk/formats/+page.server.ts';
import * as slotsPage from '../src/routes/desk/guest-seats/+page.server.ts';
import * as slotPage from '../src/routes/desk/guest-seats/[slot]/+page.server.ts';
import * as mandatesPage from '../src/routes/desk/mandates/+page.server.ts';
import * as mandatesFile from '../src/routes/desk/mandates/list.[format]/+server.ts';
import * as afterPage from '../src/routes/desk/meetings/[meeting]/after/+page.server.ts';
import * as agendaPage from '../src/routes/desk/meetings/[meeting]/agenda/+page.server.ts';
import * as boardPage from '../src/routes/desk/meetings/[meeting]/agenda/board/+page.server.ts';
import * as allocationPage from '../src/routes/desk/meetings/[meeting]/allocation/+page.server.ts';
import * as dayPage from '../src/routes/desk/meetings/[meeting]/day/+page.server.ts';
import * as historyPage from '../src/routes/desk/meetings/[meeting]/history/+page.server.ts';
import * as invitationsPage from '../src/routes/desk/meetings/[meeting]/invitations/+page.server.ts';
import * as invitationsFile from '../src/routes/desk/meetings/[meeting]/invitations/list.[format]/+server.ts';
import * as invitePage from '../src/routes/desk/meetings/[meeting]/invitations/new/+page.server.ts';
import * as remindPage from '../src/routes/desk/meetings/[meeting]/invitations/remind/+page.server.ts';
import * as meetingMandatesPage from '../src/routes/desk/meetings/[meeting]/mandates/+page.server.ts';
import * as minutesPage from '../src/routes/desk/meetings/[meeting]/minutes/+page.server.ts';
import * as peoplePage from '../src/routes/desk/meetings/[meeting]/people/+page.server.ts';
import * as peopleFile from '../src/routes/desk/meetings/[meeting]/people/list.[format]/+server.ts';
import * as listsPage from '../src/routes/desk/meetings/[meeting]/people/lists/+page.server.ts';
import * as questionsPage from '../src/routes/desk/meetings/[meeting]/people/questions/+page.server.ts';
import * as reservedPage from '../src/routes/desk/meetings/[meeting]/people/reserved/+page.server.ts';
import * as teamPage from '../src/routes/desk/meetings/[meeting]/team/+page.server.ts';
import * as deskOffersPage from '../src/routes/desk/offers/+page.server.ts';
import * as organisationsPage from '../src/routes/desk/organisations/+page.server.ts';
import * as organisationsFile from '../src/routes/desk/organisations/list.[format]/+server.ts';
import * as personsPage from '../src/routes/desk/persons/+page.server.ts';
import * as positionsPage from '../src/routes/desk/positions/+page.server.ts';
import * as positionPage from '../src/routes/desk/positions/[position]/+page.server.ts';
import * as censusesPage from '../src/routes/desk/positions/censuses/+page.server.ts';
import * as censusPage from '../src/routes/desk/positions/censuses/[census]/+page.server.ts';
import * as censusFile from '../src/routes/desk/positions/censuses/[census]/list.[format]/+server.ts';
import * as checkPage from '../src/routes/desk/positions/check/+page.server.ts';
import * as coveragePage from '../src/routes/desk/positions/coverage/+page.server.ts';
import * as coverageFile from '../src/routes/desk/positions/coverage/list.[format]/+server.ts';
import * as positionsFile from '../src/routes/desk/positions/list.[format]/+server.ts';
import * as programmesPage from '../src/routes/desk/positions/programmes/+page.server.ts';
import * as processesPage from '../src/routes/desk/processes/+page.server.ts';
import * as searchPage from '../src/routes/desk/search/+page.server.ts';
import * as statementsPage from '../src/routes/desk/statements/+page.server.ts';
import * as statementsFile from '../src/routes/desk/statements/list.[format]/+server.ts';
import * as viewsPage from '../src/routes/desk/views/+page.server.ts';
import * as groupsPage from '../src/routes/desk/working-groups/+page.server.ts';
import * as groupPage from '../src/routes/desk/working-groups/[group]/+page.server.ts';
import * as directoryPage from '../src/routes/directory/+page.server.ts';
import * as directoryFile from '../src/routes/directory/list.[format]/+server.ts';
import * as offersPage from '../src/routes/directory/offers/+page.server.ts';
import * as offersFile from '../src/routes/directory/offers/list.[format]/+server.ts';
import * as doorPage from '../src/routes/door/[token]/+page.server.ts';
import * as eventsPage from '../src/routes/events/+page.server.ts';
import * as publicSlotsPage from '../src/routes/guest-seats/+page.server.ts';
import { database } from './database.ts';
import { type Made, makeDraft, makeMeeting, makeRegion } from './make.ts';

const { database: db, truth } = await database();
const FIRST_GROUP = '00000000-0000-4000-8001-000000000001';
const FIRST_SLOT = '00000000-0000-4000-8006-000000000001';
const FIRST_POSITION = '00000000-0000-4000-9001-000000000001';
const FIRST_CENSUS = '00000000-0000-4000-9004-000000000001';
const FORMULA = '=HYPERLINK("http://x.example";"Klick")';
let coordinator: Coordinator;
let slug = '';
let token = '';
let organiser: Made['organiser'];
let rows = 0;

beforeAll(async () => {
	coordinator = await db.within([1], (tx) => makeRegion(tx));
	const made = await db.within([1], (tx) => makeMeeting(tx, coordinator, { capacity: 5000, workshops: [5] }));
	({ organiser } = made);
	slug = made.meeting.slug;
	const now = new Date();
	token = await db.within([1], async (tx) => {
		// A key is made at its first use, and read from then on.
		await badgeCodes(tx, 1, []);
		await marksOf(tx, houseMarker({ region: 1 } as Insider));
		return doorToken(tx, 1, await openDoor(tx, organiser, 'Nord', now));
	});
});

/** Makes as many of everything: people with work, all of them invited and registered, and meetings that took place. */
async function grow(to: number): Promise<void> {
	const { rows: found } = await truth.query('select id from events.meeting where slug = $1', [slug]);
	const [{ id: meeting }] = found;
	await truth.query(
		`with numbers as (select n from generate_series($1::int, $2::int) as n),
		people as (insert into people.person (region_id, name, email)
			select 1, case n when 1 then $3 else 'Person ' || n end, 'p' || n || '@schule.example' from numbers returning id, email, name),
		organisations as (insert into organisations.organisation (region_id, name, type, town, street)
			select 1, '+Schule ' || n, 'school', 'Probe', case n when 1 then $3 else '' end from numbers returning id, name),
		work as (insert into organisations.membership (region_id, person_id, organisation_id, function, valid_from)
			select 1, people.id, organisations.id, '@Leitung', '2020-01-01' from people
				join organisations on organisations.name = '+Schule ' || substring(people.email from 2 for position('@' in people.email) - 2)),
		mailing as (insert into registration.mailing (region_id, meeting_id, kind) select 1, $4, 'invitation' returning id),
		invited as (insert into registration.invitation (region_id, meeting_id, person_id, mailing_id)
			select 1, $4, people.id, mailing.id from people, mailing returning id),
		registered as (insert into registration.place (region_id, meeting_id, email, name, organisation_name, profession, language, state, function)
			select 1, $4, 'x' || email, name, '-Schule', 'teaching', 'de', 'confirmed', $3 from people returning id),
		kept as (insert into registration.reservation (region_id, meeting_id, profession, seats, release_at)
			select 1, $4, 'teaching', 1, now() from numbers),
		team as (insert into events.team_member (region_id, meeting_id, person_id) select 1, $4, id from people),
		asked as (insert into registration.question (region_id, meeting_id, label, purpose, kind, delete_on)
			select 1, $4, 'Frage ' || n, 'Zweck', 'text', current_date + 1 from numbers where n <= 3 returning id),
		answered as (insert into registration.answer (region_id, place_id, question_id, answer)
			select 1, registered.id, asked.id, $3 from registered, asked),
		wished as (insert into workshops.wish (region_id, place_id, workshop_id, rank)
			select 1, registered.id, workshop.id, 1 from registered, workshops.workshop where workshop.meeting_id = $4),
		planned as (insert into events.agenda_item (region_id, meeting_id, kind, title, starts_at, ends_at)
			select 1, $4, 'talk', 'Teil ' || n, meeting.starts_at, meeting.ends_at from numbers, events.meeting where meeting.id = $4),
		doors as (insert into registration.door (region_id, meeting_id, label) select 1, $4, 'Tür ' || n from numbers),
		said as (insert into events.announcement (region_id, meeting_id, text) select 1, $4, 'Ansage ' || n from numbers),
		taken as (insert into registration.takeaway (region_id, meeting_id, text) select 1, $4, 'Impuls ' || n from numbers),
		added as (insert into events.material (region_id, meeting_id, title, url) select 1, $4, 'Folien ' || n, 'https://x.example' from numbers),
		views as (insert into people.kept_view (region_id, person_id, name, path) select 1, $5, 'Ansicht ' || n, '/desk/persons?q=' || n from numbers),
		noted as (insert into registration.change (region_id, place_id, actor, what) select 1, id, 'participant', 'confirmed' from registered)
		insert into events.meeting (region_id, slug, title, starts_at, ends_at, venue_kind)
			select 1, 'frueher-' || n, case n when 1 then $3 else 'Früher ' || n end, now() - make_interval(days => n), now() - make_interval(days => n) + interval '1 hour', 'open' from numbers`,
		[rows + 1, to, FORMULA, meeting, coordinator.person],
	);
	await truth.query(
		`insert into events.publication (region_id, meeting_id) select 1, id from events.meeting where slug like 'frueher-%' on conflict do nothing`,
	);
	await truth.query(`insert into events.format (region_id, name) select 1, 'Format ' || n from generate_series($1::int, $2::int) as n`, [
		rows + 1,
		to,
	]);
	await growThread(meeting, to);
	await growPositions(to);
	await truth.query(
		`insert into offers.offer (region_id, id, organisation_id, title)
			select 1, gen_random_uuid(), (select id from organisations.organisation where name = '+Schule ' || n limit 1), case n when 1 then $3 else 'Angebot ' || n end
			from generate_series($1::int, $2::int) as n`,
		[rows + 1, to, FORMULA],
	);
	await truth.query('update registration.offer set taken = $1', [to]);
	await db.within([1], (tx) => makeDraft(tx, organiser, { objective: 'generous', seed: 1 }));
	await truth.query('analyze');
	rows = to;
}

/** As many positions, each with its school, money and somebody, all of them asked in one census. */
async function growPositions(to: number): Promise<void> {
	const values = [rows + 1, to];
	const id = (kind: number) => `('00000000-0000-4000-9' || lpad('${kind}', 3, '0') || '-' || lpad(n::text, 12, '0'))::uuid`;
	const add = (table: string, columns: string, what: string) =>
		truth.query(
			`insert into positions.${table} (region_id, ${columns}) select 1, ${what} from generate_series($1::int, $2::int) as n`,
			values,
		);
	const school = "(select id from organisations.organisation where name = '+Schule ' || n limit 1)";
	await add('position', 'id, number', `${id(1)}, 'N ' || lpad(n::text, 5, '0')`);
	await add('specialist', 'id, name', `${id(2)}, case n when 1 then '${FORMULA}' else 'Fachkraft ' || n end`);
	await add('programme', 'id, name', `${id(3)}, 'Programm ' || n`);
	await add('state', 'position_id, valid_from, fte', `${id(1)}, '2020-01-01', 50`);
	await add('site', 'position_id, valid_from, organisation_id, fte', `${id(1)}, '2020-01-01', ${school}, 50`);
	await add(
		'funding',
		'position_id, valid_from, valid_until, programme_id, percent',
		`${id(1)}, '2020-01-01', current_date + 30, ${id(3)}, 100`,
	);
	await add('assignment', 'position_id, valid_from, specialist_id, fte', `${id(1)}, '2020-01-01', ${id(2)}, 60`);
	await add('rule', 'kind, number, programme_id', `'leastFte', 50 + n, ${id(3)}`);
	await truth.query(
		`insert into positions.census (region_id, id, name, reference_on, due_on, opened_at) values (1, '${FIRST_CENSUS}', 'Erfassung', '2027-01-01', '2099-01-01', now())
			on conflict do nothing`,
	);
	const said = `case n when 1 then 'wrong' end, case n when 1 then now() end, case n when 1 then '${FORMULA}' else '' end`;
	await add('census_school', 'census_id, organisation_id, answer, answered_at, note', `'${FIRST_CENSUS}', ${school}, ${said}`);
}

/** As many mandates, agreements, statements, working groups with members, guest seats with requests, and minutes. */
async function growThread(meeting: string, to: number): Promise<void> {
	const id = (kind: number) => `('00000000-0000-4000-8' || lpad('${kind}', 3, '0') || '-' || lpad(n::text, 12, '0'))::uuid`;
	const add = (table: string, columns: string, values: string) =>
		truth.query(`insert into thread.${table} (region_id, ${columns}) select 1, ${values} from generate_series($1::int, $2::int) as n`, [
			rows + 1,
			to,
		]);
	const text = (name: string) => `case n when 1 then '${FORMULA}' else '${name} ' || n end`;
	const content = `json_build_object('title', ${text('Vereinbarung')}, 'parties', '[]'::json, 'clauses', '[]'::json, 'from', '', 'until', '', 'review', '',
		'annexes', '[]'::json)::text`;
	await add('working_group', 'id, name', `${id(1)}, ${text('Gruppe')}`);
	await add('member', 'id, group_id, name, since', `${id(2)}, '${FIRST_GROUP}', ${text('Mitglied')}, '2020-01-01'`);
	await add('mandate', 'id, meeting_id, title', `${id(3)}, '${meeting}', ${text('Auftrag')}`);
	await add('entry', 'mandate_id, number, kind, at, asked, due, group_id', `${id(3)}, 1, 'given', now(), 'Amt', '2020', ${id(1)}`);
	await add('agreement', 'id, term', `${id(4)}, 'any'`);
	await add(
		'agreement_version',
		'agreement_id, number, content, hash, made_at',
		`${id(4)}, 1, ${content}, encode(sha256(convert_to(${content}, 'UTF8')), 'hex'), now()`,
	);
	await add('statement', 'id, kind, meeting_id', `${id(5)}, 'resolution', '${meeting}'`);
	await add(
		'statement_version',
		'statement_id, number, title, wording, status, said_on, at, actor_id',
		`${id(5)}, 1, ${text('Beschluss')}, 'So.', 'agreed', '2020-01-01', now(), '${coordinator.person}'`,
	);
	const when = 'now() + make_interval(days => 1), now() + make_interval(days => 1, hours => 1), now()';
	await add('guest_slot', 'id, host, place, seats, starts_at, ends_at, closes_at', `${id(6)}, ${text('Amt')}, 'Raum', 2, ${when}`);
	await add(
		'guest_request',
		'id, slot_id, name, email, organisation, profession, asked_at, confirmed_at',
		`${id(7)}, '${FIRST_SLOT}', 'Gast', 'g' || n || '@schule.example', 'Schule', 'teaching', now(), now()`,
	);
	await add('minutes', 'id, meeting_id, name', `${id(8)}, '${meeting}', ${text('Gruppe')}`);
	await add(
		'minutes_writing',
		'minutes_id, number, sections, at, actor_id',
		`${id(8)}, 1, '[{"id":"1","heading":"H","text":"T"}]', now(), '${coordinator.person}'`,
	);
	await add('process', 'id, name', `${id(9)}, ${text('Prozess')}`);
}

/** What a page loads, and with how many queries. */
async function loaded(load: (event: never) => unknown, query = ''): Promise<{ data: Record<string, unknown>; queries: number }> {
	let queries = 0;
	const counter: KyselyPlugin = {
		transformQuery: ({ node }) => {
			queries++;
			return node;
		},
		transformResult: async ({ result }) => result,
	};
	const data = (await load(eventOf(query, (work) => db.within([1], (tx) => work(tx.withPlugin(counter) as Tx))))) as Record<
		string,
		unknown
	>;
	return { data, queries };
}

function eventOf(query: string, within: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>, format = ''): never {
	const locals = {
		now: new Date(),
		language: 'de',
		path: '/',
		mayStill: async () => true,
		region: { id: 1, name: 'Probe', origin: 'http://127.0.0.1:1' },
		actor: coordinator,
		within,
	};
	return {
		locals,
		params: { meeting: slug, token, format, group: FIRST_GROUP, slot: FIRST_SLOT, position: FIRST_POSITION, census: FIRST_CENSUS },
		url: new URL(`http://127.0.0.1:1/${query}`),
	} as never;
}

const pages: [name: string, page: { load: (event: never) => unknown }, rows: string, query?: string][] = [
	['desk', deskPage, 'upcoming'],
	['archive', archivePage, 'held'],
	['formats', formatsPage, 'formats'],
	['history', historyPage, 'people'],
	['programme', agendaPage, 'agenda'],
	['board', boardPage, 'rows'],
	['allocation', allocationPage, 'people'],
	['views', viewsPage, 'views'],
	['day', dayPage, 'doors'],
	['after', afterPage, 'takeaways'],
	['door', doorPage, 'found', '?q=sch'],
	['invitations', invitationsPage, 'people'],
	['invite', invitePage, 'people', '?chosen=yes&type=school'],
	['remind', remindPage, 'people'],
	['people', peoplePage, 'people'],
	['places kept', reservedPage, 'kept'],
	['team', teamPage, 'team'],
	['lists', listsPage, 'door'],
	['questions', questionsPage, 'questions'],
	['organisations', organisationsPage, 'organisations'],
	['areas', areasPage, 'kinds'],
	['the directory', directoryPage, 'entries', '?q=schule'],
	['offers of the directory', offersPage, 'offers'],
	['offers of the coordination', deskOffersPage, 'offers'],
	['persons', personsPage, 'people'],
	['positions', positionsPage, 'positions'],
	['a position', positionPage, 'assignments'],
	['coverage of positions', coveragePage, 'schools'],
	['positions to check', checkPage, 'gaps'],
	['programmes', programmesPage, 'programmes'],
	['censuses', censusesPage, 'censuses'],
	['a census', censusPage, 'schools'],
	['search', searchPage, 'found', '?q=p'],
	['events', eventsPage, 'meetings', '?when=past'],
	['mandates of a meeting', meetingMandatesPage, 'given'],
	['minutes', minutesPage, 'minutes'],
	['all mandates', mandatesPage, 'mandates'],
	['agreements', agreementsPage, 'agreements'],
	['statements', statementsPage, 'statements'],
	['working groups', groupsPage, 'groups'],
	['a working group', groupPage, 'seats'],
	['guest seats', slotsPage, 'slots'],
	['requests for guest seats', slotPage, 'requests'],
	['guest seats for everybody', publicSlotsPage, 'slots'],
	['processes', processesPage, 'processes'],
] as never;

test('a list asks the database as often for 3,000 rows as for one', { timeout: 120_000 }, async () => {
	const counts = new Map<string, number[]>();
	for (const size of [1, 3, 3000]) {
		await grow(size);
		for (const [name, { load }, list, query] of pages) {
			const { data, queries } = await loaded(load, query);
			expect((data[list] as unknown[]).length, `${name} shows something`).toBeGreaterThanOrEqual(1);
			counts.set(name, [...(counts.get(name) ?? []), queries]);
		}
	}
	for (const [name, [one, three, many]] of counts) expect([three, many], name).toEqual([one, one]);
});

describe('what is taken away is what was shown', () => {
	const files = {
		archive: [archiveFile, archivePage, 'held', (row: { title: string }) => row.title, 1],
		invitations: [invitationsFile, invitationsPage, 'people', (row: { email: string }) => row.email, 1],
		people: [peopleFile, peoplePage, 'people', (row: { email: string }) => row.email, 1],
		mandates: [mandatesFile, mandatesPage, 'mandates', (row: { title: string }) => row.title, 0],
		agreements: [agreementsFile, agreementsPage, 'agreements', (row: { title: string }) => row.title, 0],
		statements: [statementsFile, statementsPage, 'statements', (row: { title: string }) => row.title, 0],
		organisations: [organisationsFile, organisationsPage, 'organisations', (row: { name: string }) => row.name, 1],
		directory: [directoryFile, directoryPage, 'entries', (row: { name: string }) => row.name, 1],
		offers: [offersFile, offersPage, 'offers', (row: { title: string }) => row.title, 0],
		positions: [positionsFile, positionsPage, 'positions', (row: { number: string }) => row.number, 0],
		coverage: [coverageFile, coveragePage, 'schools', (row: { name: string }) => row.name, 0],
		census: [censusFile, censusPage, 'schools', (row: { name: string }) => row.name, 0],
	} as const;
	const queries = {
		archive: `?q=${encodeURIComponent('früher 1')}`,
		invitations: '?search=p1',
		people: '?search=p1',
		mandates: '?q=auftrag 1',
		agreements: '?q=vereinbarung 1',
		organisations: '?q=1',
		directory: '?q=schule 1',
		offers: '?q=angebot 1',
		statements: '?q=beschluss 1',
		positions: '?q=fachkraft 1',
		coverage: '?by=form',
		census: '?q=1',
	};

	/** All rows of a list, page after page where it has pages. */
	async function shown(load: (event: never) => unknown, list: string, query: string): Promise<never[]> {
		const { data } = await loaded(load, query);
		const rest = Array.from({ length: Number(data['pages'] ?? 1) - 1 }, (_, at) => loaded(load, `${query}&page=${at + 2}`));
		return [data, ...(await Promise.all(rest)).map((more) => more.data)].flatMap((one) => one[list] as never[]);
	}

	test.each(Object.keys(files) as (keyof typeof files)[])('%s, as CSV and as Excel', async (name) => {
		const [file, page, list, key, column] = files[name];
		const query = queries[name];
		const wanted = (await shown(page.load as never, list, query)).map((row) => key(row));
		expect(wanted.length).toBeGreaterThan(100);
		const get = (format: string) =>
			(file.GET as (event: never) => Promise<Response>)(eventOf(query, (work) => db.within([1], work), format));
		const csv = parse(await (await get('csv')).text(), { delimiter: ';', bom: true }) as string[][];
		const unmarked = (cell = '') => cell.replace(/^'(?=[=+\-@])/, '');
		expect(csv.slice(1).map((row) => unmarked(row[column]))).toEqual(wanted);
		const [sheet] = await readExcel(Buffer.from(await (await get('xlsx')).arrayBuffer()));
		const excel = (sheet?.data ?? []) as unknown[][];
		const cells = (table: unknown[][]) => table.map((row) => row.map((cell) => String(cell ?? '')));
		expect(
			cells(excel)
				.slice(1)
				.map((row) => row[column]),
		).toEqual(wanted);
		// Both hold the same, cell by cell, but for the sign that keeps a formula from running in the CSV, and its comma in a number.
		const pointed = (cell: string) => cell.replace(/^(-?\d+),(\d+)$/, '$1.$2');
		expect(cells(excel)).toEqual(csv.map((row) => row.map((cell) => pointed(unmarked(cell)))));
	});

	// The coverage shows what the register of organisations has, and figures.
	test.each(Object.keys(files).filter((name) => name !== 'coverage') as (keyof typeof files)[])(
		'%s: no cell is a formula',
		async (name) => {
			const [file] = files[name];
			const get = (format: string) =>
				(file.GET as (event: never) => Promise<Response>)(eventOf('', (work) => db.within([1], work), format));
			const text = await (await get('csv')).text();
			const csv = parse(text, { delimiter: ';', bom: true }) as string[][];
			expect(csv.flat().filter((cell) => /^[=+\-@]/.test(cell))).toEqual([]);
			// There was one: a title, a name, a function that begins like a formula.
			expect(csv.flat()).toContain(`'${FORMULA}`);
			const book = Buffer.from(await (await get('xlsx')).arrayBuffer());
			expect(((await readExcel(book))[0]?.data ?? []).flat()).toContain(FORMULA);
		},
	);
});

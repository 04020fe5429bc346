// Every list: as many queries for 3,000 rows as for one, and what is taken away is what was shown, with no formula in it.
import { parse } from 'csv-parse/sync';
import type { KyselyPlugin } from 'kysely';
import readExcel from 'read-excel-file/node';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Coordinator } from '#modules/people/access.ts';
import { badgeCodes, doorToken } from '#modules/registration/read-door.server.ts';
import { openDoor } from '#modules/registration/write-door.server.ts';
import type { Tx } from '#platform/db/database.ts';
import * as deskPage from '../src/routes/desk/+page.server.ts';
import * as archivePage from '../src/routes/desk/archive/+page.server.ts';
import * as archiveFile from '../src/routes/desk/archive/list.[format]/+server.ts';
import * as formatsPage from '../src/routes/desk/formats/+page.server.ts';
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
import * as peoplePage from '../src/routes/desk/meetings/[meeting]/people/+page.server.ts';
import * as peopleFile from '../src/routes/desk/meetings/[meeting]/people/list.[format]/+server.ts';
import * as listsPage from '../src/routes/desk/meetings/[meeting]/people/lists/+page.server.ts';
import * as questionsPage from '../src/routes/desk/meetings/[meeting]/people/questions/+page.server.ts';
import * as reservedPage from '../src/routes/desk/meetings/[meeting]/people/reserved/+page.server.ts';
import * as teamPage from '../src/routes/desk/meetings/[meeting]/team/+page.server.ts';
import * as organisationsPage from '../src/routes/desk/organisations/+page.server.ts';
import * as personsPage from '../src/routes/desk/persons/+page.server.ts';
import * as searchPage from '../src/routes/desk/search/+page.server.ts';
import * as viewsPage from '../src/routes/desk/views/+page.server.ts';
import * as doorPage from '../src/routes/door/[token]/+page.server.ts';
import * as eventsPage from '../src/routes/events/+page.server.ts';
import { database } from './database.ts';
import { type Made, makeDraft, makeMeeting, makeRegion } from './make.ts';

const { database: db, truth } = await database();
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
		organisations as (insert into organisations.organisation (region_id, name, type, town)
			select 1, '+Schule ' || n, 'school', 'Probe' from numbers returning id, name),
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
	await truth.query('update registration.offer set taken = $1', [to]);
	await db.within([1], (tx) => makeDraft(tx, organiser, { objective: 'generous', seed: 1 }));
	await truth.query('analyze');
	rows = to;
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
		region: { id: 1, name: 'Probe', origin: 'http://127.0.0.1:1' },
		actor: coordinator,
		within,
	};
	return { locals, params: { meeting: slug, token, format }, url: new URL(`http://127.0.0.1:1/${query}`) } as never;
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
	['persons', personsPage, 'people'],
	['search', searchPage, 'found', '?q=p'],
	['events', eventsPage, 'meetings', '?when=past'],
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
	} as const;

	test.each(Object.keys(files) as (keyof typeof files)[])('%s, as CSV and as Excel', async (name) => {
		const [file, page, list, key, column] = files[name];
		const query = name === 'archive' ? `?q=${encodeURIComponent('früher 1')}` : '?search=p1';
		const { data } = await loaded(page.load as never, query);
		const wanted = (data[list] as never[]).map((row) => key(row as never));
		expect(wanted.length).toBeGreaterThan(100);
		const get = (format: string) =>
			(file.GET as (event: never) => Promise<Response>)(eventOf(query, (work) => db.within([1], work), format));
		const csv = parse(await (await get('csv')).text(), { delimiter: ';', bom: true }) as string[][];
		expect(csv.slice(1).map((row) => row[column])).toEqual(wanted);
		const [sheet] = await readExcel(Buffer.from(await (await get('xlsx')).arrayBuffer()));
		const excel = (sheet?.data ?? []) as unknown[][];
		const cells = (table: unknown[][]) => table.map((row) => row.map((cell) => String(cell ?? '')));
		expect(
			cells(excel)
				.slice(1)
				.map((row) => row[column]),
		).toEqual(wanted);
		// Both hold the same, cell by cell; the one thing that differs is the sign that keeps a formula from running in the CSV.
		expect(cells(excel)).toEqual(csv.map((row) => row.map((cell) => cell.replace(/^'(?=[=+\-@])/, ''))));
	});

	test.each(Object.keys(files) as (keyof typeof files)[])('%s: no cell is a formula', async (name) => {
		const [file] = files[name];
		const get = (format: string) => (file.GET as (event: never) => Promise<Response>)(eventOf('', (work) => db.within([1], work), format));
		const text = await (await get('csv')).text();
		const csv = parse(text, { delimiter: ';', bom: true }) as string[][];
		expect(csv.flat().filter((cell) => /^[=+\-@]/.test(cell))).toEqual([]);
		// There was one: a title, a name, a function that begins like a formula.
		expect(csv.flat()).toContain(`'${FORMULA}`);
		const book = Buffer.from(await (await get('xlsx')).arrayBuffer());
		expect(((await readExcel(book))[0]?.data ?? []).flat()).toContain(FORMULA);
	});
});

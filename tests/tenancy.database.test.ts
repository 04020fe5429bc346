// Regions never see each other: every table and view, every object, and the roles that make it so.
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import { meetingBySlug } from '#modules/events/read.server.ts';
import { OWNER, openPool } from '#platform/db/database.ts';
import { database } from './database.ts';
import { makeMeeting, makeRegion, person } from './make.ts';

const { database: db, truth, url } = await database();

// Public by intent, or about the installation as a whole; each has a policy of its own.
const OPEN = ['places.region', 'platform.installation', 'platform.rate_limit'];
// Kysely's own two tables: names of migrations, read-only for the application.
const BOOKS = ['platform.kysely_migration', 'platform.kysely_migration_lock'];

await db.within([1], (tx) => makeRegion(tx, { id: 1, host: 'eins.example' }));
const other = await db.within([2], (tx) => makeRegion(tx, { id: 2, host: 'zwei.example' }));
const made = await db.within([2], (tx) =>
	makeMeeting(tx, other, { workshops: [3], input: { title: 'Fremdes Treffen', joinUrl: 'https://fremd.example/raum' } }),
);
await db.within([2], (tx) =>
	conduct.register(tx, made.open, person('fremd', { dietary: 'vegan', consentList: true }), made.workshops, 'de'),
);

const relations = async () => {
	const { rows } = await truth.query<{ name: string; kind: string; guarded: boolean; keyed: boolean; invoker: boolean }>(`
		select n.nspname || '.' || c.relname as name, c.relkind as kind, c.relrowsecurity and c.relforcerowsecurity as guarded,
			exists (select from pg_attribute where attrelid = c.oid and attname = 'region_id') as keyed,
			coalesce('security_invoker=true' = any (c.reloptions), false) as invoker
		from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.relkind in ('r', 'v', 'm', 'p') and n.nspname !~ '^(pg_|information_schema$|graphile_worker$|public$)'`);
	return rows.filter(({ name }) => !BOOKS.includes(name));
};

test('every table is guarded by row-level security that binds its owner too; views look with the eyes of whoever asks', async () => {
	const all = await relations();
	expect(all.length).toBeGreaterThan(25);
	expect(all.filter(({ kind, guarded, invoker }) => (kind === 'r' ? !guarded : !invoker)).map(({ name }) => name)).toEqual([]);
	expect(all.filter(({ name, keyed }) => !keyed && !OPEN.includes(name)).map(({ name }) => name)).toEqual([]);
});

test('the other region’s rows are invisible in every table, and so are all rows without a region', async () => {
	const keyed = (await relations()).filter(({ keyed, kind }) => keyed && kind === 'r').map(({ name }) => name);
	const count = (regions: number[]) =>
		db.within(regions, async (tx) => {
			const counts: Record<string, number> = {};
			for (const name of keyed) {
				const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(name)}`.execute(tx);
				counts[name] = rows[0]?.n ?? -1;
			}
			return counts;
		});
	const truly = Object.fromEntries(
		await Promise.all(
			keyed.map(
				async (name) => [name, (await truth.query(`select count(*)::int as n from ${name} where region_id = 2`)).rows[0].n] as const,
			),
		),
	);
	// What is to be hidden must be there.
	for (const name of [
		'events.meeting',
		'events.join_link',
		'registration.place',
		'registration.need',
		'registration.consent',
		'workshops.wish',
		'platform.mail',
		'people.person',
	])
		expect(truly[name], name).toBeGreaterThan(0);
	expect(await count([2])).toEqual(truly);
	const nothing = Object.fromEntries(keyed.map((name) => [name, 0]));
	expect(await count([])).toEqual(nothing);
	expect({ ...(await count([1])), 'people.person': 0, 'people.role': 0 }).toEqual(nothing);
});

test('nobody can write a row into another region, or move one there', async () => {
	await expect(
		db.within([1], (tx) => sql`insert into people.person (region_id, name, email) values (2, 'x', 'x@x.example')`.execute(tx)),
	).rejects.toThrow(/row-level security/);
	await expect(db.within([1], (tx) => sql`update people.person set region_id = 2`.execute(tx))).rejects.toThrow(/row-level security/);
	const touched = await db.within([1], (tx) => sql`update events.meeting set title = 'meins'`.execute(tx));
	expect(touched.numAffectedRows).toBe(0n);
});

test('a meeting of another region is not found by its address', async () => {
	expect(await db.within([1], (tx) => meetingBySlug(tx, made.meeting.slug))).toBeUndefined();
	expect((await db.within([2], (tx) => meetingBySlug(tx, made.meeting.slug)))?.title).toBe('Fremdes Treffen');
});

test('two regions at once on the same connections never mix', async () => {
	const names = await Promise.all(
		Array.from({ length: 200 }, (_, at) =>
			db.within([1 + (at % 2)], async (tx) => {
				await sql`select pg_sleep(0.001)`.execute(tx);
				const { rows } = await sql<{ region_id: number }>`select distinct region_id from people.person`.execute(tx);
				return rows.map(({ region_id }) => region_id).join() === String(1 + (at % 2));
			}),
		),
	);
	expect(names.filter((isOwn) => !isOwn)).toEqual([]);
});

test('the application owns nothing, the owner is no superuser, and history cannot be rewritten', async () => {
	const { rows } = await truth.query(
		`select rolname, rolsuper, rolbypassrls, (select count(*)::int from pg_class where relowner = r.oid) as owns from pg_roles r where rolname like 'augenhoehe%' order by 1`,
	);
	expect(rows.map(({ rolname, rolsuper, rolbypassrls }) => [rolname, rolsuper, rolbypassrls])).toEqual([
		['augenhoehe_app', false, false],
		['augenhoehe_owner', false, false],
	]);
	expect(rows[0].owns).toBe(0);
	for (const statement of [
		sql`update events.change set what = 'x'`,
		sql`delete from events.change`,
		sql`update registration.change set what = 'x'`,
		sql`select from graphile_worker._private_jobs`,
	])
		await expect(db.within([2], (tx) => statement.execute(tx))).rejects.toThrow(/permission denied/);
});

test('an owner without a region sees nothing either', async () => {
	const pool = openPool(url, OWNER, 1);
	const { rows } = await pool.query('select count(*)::int as n from registration.place');
	await pool.end();
	expect(rows[0].n).toBe(0);
});

test('foreign keys point left', async () => {
	const ROOMS = 'platform places people organisations positions offers events registration workshops groups boards thread'.split(' ');
	const { rows } = await truth.query<{ source: string; target: string }>(`
		select s.nspname as source, t.nspname as target from pg_constraint k
		join pg_class a on a.oid = k.conrelid join pg_namespace s on s.oid = a.relnamespace
		join pg_class b on b.oid = k.confrelid join pg_namespace t on t.oid = b.relnamespace
		where k.contype = 'f' and s.nspname !~ '^graphile'`);
	expect(rows.length).toBeGreaterThan(20);
	expect(rows.filter(({ source, target }) => ROOMS.indexOf(target) > ROOMS.indexOf(source))).toEqual([]);
});

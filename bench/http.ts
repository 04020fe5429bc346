import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import pg from 'pg';
import { openDatabase } from '#platform/db/database.ts';
import { launch, temporaryFolder } from '#platform/db/launcher.ts';
import { migrate } from '#platform/db/migrate.ts';
import { fieldsOf, makeMeeting, makeRegion, person } from '../tests/make.ts';
import { type Running, startServer } from '../tests/server.ts';
import { ask } from '../tests/site.ts';
import { median, percentile, say } from './measure.ts';

/** Works with a migrated database of its own, as durable as in production. */
export async function withDatabase(work: (url: string) => Promise<void>): Promise<void> {
	const folder = temporaryFolder();
	// Durable, as in production: fsync stays on.
	const server = await launch(folder);
	try {
		await migrate(server.url('postgres'));
		await work(server.url('postgres'));
	} finally {
		await server.leave();
		fs.rmSync(folder, { recursive: true, force: true });
	}
}

/** Processor time of a process so far, in milliseconds. */
export function cpu(server: Running): number {
	const fields = fs.readFileSync(`/proc/${server.child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
	return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** The most memory a process has had, in megabytes. */
export const memory = (server: Running): number =>
	Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${server.child.pid}/status`, 'utf8'))?.[1]) / 1024;

async function register(
	origins: string[],
	slug: string,
	wishes: string[],
	people: number,
	atOnce: number,
): Promise<{ statuses: number[]; times: number[]; ms: number }> {
	const statuses: number[] = [];
	const times: number[] = [];
	let next = 0;
	const began = performance.now();
	const lane = async () => {
		for (let number = next++; number < people; number = next++) {
			const sent = performance.now();
			const url = `${origins[number % origins.length]}/veranstaltungen/${slug}/anmeldung`;
			const { status } = await ask(url, {
				form: { ...fieldsOf(person(`${slug}-${number}`)), wish1: wishes[number % wishes.length] ?? '' },
			});
			times.push(performance.now() - sent);
			statuses.push(status);
		}
	};
	await Promise.all(Array.from({ length: atOnce }, lane));
	return { statuses, times, ms: performance.now() - began };
}

/** Five hundred people for fifty places, over HTTP, with one process and with two; memory under that load. */
export async function rush(): Promise<void> {
	say('processes', 'registrations/s', 'p50 ms', 'p95 ms', 'p99 ms', 'errors', 'seated', 'waiting', 'peak MB');
	for (const processes of [1, 2])
		await withDatabase(async (url) => {
			const database = openDatabase(url, 2);
			const [warmUp, made] = await database.within([1], async (tx) => {
				const coordinator = await makeRegion(tx);
				return [
					await makeMeeting(tx, coordinator, { capacity: 1000, input: { title: 'Vorlauf' } }),
					await makeMeeting(tx, coordinator, { capacity: 50, workshops: [20, 20] }),
				] as const;
			});
			await database.close();
			const servers = await Promise.all(Array.from({ length: processes }, () => startServer({ DATABASE_URL: url, LOG_LEVEL: 'warn' })));
			const origins = servers.map(({ origin }) => origin);
			await register(origins, warmUp.meeting.slug, [], 200, 20);
			const { statuses, times, ms } = await register(origins, made.meeting.slug, made.workshops, 500, 500);
			const truth = new pg.Client({ connectionString: url });
			await truth.connect();
			const { rows } = await truth.query('select state, count(*)::int as n from registration.place where meeting_id = $1 group by state', [
				made.meeting.id,
			]);
			await truth.end();
			const count = (state: string) => rows.find((row) => row.state === state)?.n ?? 0;
			const errors = statuses.filter((status) => status !== 303).length;
			say(
				String(processes),
				500_000 / ms,
				percentile(times, 0.5),
				percentile(times, 0.95),
				percentile(times, 0.99),
				errors,
				count('confirmed'),
				count('waiting'),
				Math.max(...servers.map(memory)),
			);
			await Promise.all(servers.map((server) => server.end()));
		});
}

async function weightOf(origin: string, path: string): Promise<{ html: number; css: number; script: number; fonts: number }> {
	const html = await (await fetch(origin + path)).text();
	const compressed = (bytes: Buffer | string) => brotliCompressSync(bytes).length;
	const fetched = async (url: string) => Buffer.from(await (await fetch(new URL(url, origin))).arrayBuffer());
	const all = (pattern: RegExp, text: string) => [...text.matchAll(pattern)].map(([, url = '']) => url);
	const sheets = await Promise.all(all(/<link href="([^"]+\.css)"/g, html).map(fetched));
	const scripts = await Promise.all(all(/<script[^>]* src="([^"]+)"/g, html).map(fetched));
	const fonts = await Promise.all(
		all(/url\(([^)]*latin-(?:400|600)[^)]*\.woff2)\)/g, sheets.join('')).map((url) => fetched(url.replaceAll(/["']/g, ''))),
	);
	const sum = (list: Buffer[], weigh: (bytes: Buffer) => number) => list.reduce((total, bytes) => total + weigh(bytes), 0);
	return {
		html: compressed(html),
		css: sum(sheets, compressed),
		script: sum(scripts, compressed),
		fonts: sum(fonts, (bytes) => bytes.length),
	};
}

/** What a public page costs: processor time, and bytes over the wire. */
export async function page(): Promise<void> {
	const server = await startServer({ LOG_LEVEL: 'warn' });
	const [event] = (
		JSON.parse((await ask(`${server.origin}/veranstaltungen.json`)).body) as { url: string; remainingAttendeeCapacity: number }[]
	).filter(({ remainingAttendeeCapacity }) => remainingAttendeeCapacity > 0);
	const meeting = new URL(event?.url ?? '').pathname;
	say('page', 'CPU ms', 'html B', 'css B', 'script B', 'sum B', 'fonts B');
	for (const path of ['/', '/veranstaltungen', meeting, `${meeting}/anmeldung`]) {
		for (let count = 0; count < 100; count++) await ask(server.origin + path);
		const before = cpu(server);
		for (let count = 0; count < 400; count++) await ask(server.origin + path);
		const { html, css, script, fonts } = await weightOf(server.origin, path);
		say(path, (cpu(server) - before) / 400, html, css, script, html + css + script, fonts);
	}
	say('peak memory MB', memory(server));
	await server.end();
	fs.rmSync(server.data, { recursive: true, force: true });
}

/** How long the program takes to be ready: with its data there, and from a fresh clone with an empty npm cache. */
export async function start(): Promise<void> {
	const first = await startServer();
	await first.end();
	const warm: number[] = [];
	for (let count = 0; count < 5; count++) {
		const began = performance.now();
		const again = await startServer({ DATA_DIR: first.data });
		warm.push(performance.now() - began);
		await again.end();
	}
	fs.rmSync(first.data, { recursive: true, force: true });
	say('warm start of the server, ms', median(warm));

	const root = path.resolve(import.meta.dirname, '..');
	const clone = path.join(temporaryFolder(), 'clone');
	const cache = temporaryFolder();
	const env = { ...process.env, npm_config_cache: cache, PORT: '0', DATA_DIR: path.join(cache, 'data'), npm_execpath: '' };
	const npmStart = () =>
		new Promise<number>((ready, failed) => {
			const began = performance.now();
			const child = spawn('npm', ['start'], { cwd: clone, env, stdio: ['ignore', 'pipe', 'inherit'] });
			child.stdout.on('data', (chunk: Buffer) => {
				if (!chunk.toString().includes('Augenhöhe ready')) return;
				const ms = performance.now() - began;
				child.once('exit', () => ready(ms));
				child.kill('SIGTERM');
			});
			child.once('error', failed);
		});
	spawnSync('git', ['clone', '-q', root, clone]);
	say('npm start from a fresh clone, empty npm cache, s', (await npmStart()) / 1000);
	say('npm start the second time, s', (await npmStart()) / 1000);
	fs.rmSync(path.dirname(clone), { recursive: true, force: true });
	fs.rmSync(cache, { recursive: true, force: true });
}

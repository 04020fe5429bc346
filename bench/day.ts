// What the day itself costs: people let in at a door, documents of five hundred pages, five hundred phones that look at once.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import * as conduct from '#modules/conduct/write.server.ts';
import { announce } from '#modules/events/write-now.server.ts';
import { personalTokenOf, placeById } from '#modules/registration/read.server.ts';
import { doorToken } from '#modules/registration/read-door.server.ts';
import { certify } from '#modules/registration/write-after.server.ts';
import { openDoor } from '#modules/registration/write-door.server.ts';
import { type Database, openDatabase } from '#platform/db/database.ts';
import { beginAgo, type Made, makeMeeting, makeRegion, person } from '../tests/make.ts';
import { startProxy } from '../tests/proxy.ts';
import { type Running, startServer, until } from '../tests/server.ts';
import { sessionFor } from '../tests/site.ts';
import { cpu, memory, withDatabase } from './http.ts';
import { percentile, say } from './measure.ts';

const NAMES = [
	'Anna Berger',
	'Łukasz Żółkiewski',
	'Nguyễn Thị Ánh',
	'Олена Шевченко',
	'İlknur Yağmur-Öztürk',
	'Maria-Theresia von Hohenstein',
];

interface Held extends Made {
	places: string[];
	door: string;
	session: string;
}

/** A server with a meeting that goes on just now and has so many people. */
async function atMeeting(people: number, work: (server: Running, database: Database, made: Held) => Promise<void>): Promise<void> {
	await withDatabase(async (url) => {
		const database = openDatabase(url, 4);
		const made = await database.within([1], async (tx) => {
			const meeting = await makeMeeting(tx, await makeRegion(tx), { capacity: people, workshops: [people] });
			const places: string[] = [];
			for (let number = 0; number < people; number++) {
				const facts = { name: `${NAMES[number % NAMES.length]} ${number}` };
				places.push((await conduct.register(tx, meeting.open, person(number, facts), [], 'de')).place as string);
			}
			await beginAgo(tx, meeting, 1);
			await certify(
				tx,
				meeting.organiser,
				{ minutes: 240, town: 'Probe', signer: 'Karla Koordination', signerFunction: 'Büro' },
				new Date(),
			);
			return {
				...meeting,
				places,
				door: await doorToken(tx, 1, await openDoor(tx, meeting.organiser, 'Nord', new Date())),
			};
		});
		const session = await sessionFor(database, 1, made.organiser.person);
		const server = await startServer({ DATABASE_URL: url, LOG_LEVEL: 'warn' });
		await work(server, database, { ...made, session });
		await database.close();
		await server.end();
	});
}

/** Acts at a door, one a request; the server held on one core. */
export async function checkIn(): Promise<void> {
	const people = 2_000;
	await atMeeting(people, async (server, _, { places, door }) => {
		const pinned = spawnSync('taskset', ['-acp', '0', String(server.child.pid)]).status === 0;
		const times: number[] = [];
		const outcomes = new Map<string, number>();
		let next = 0;
		const lane = async () => {
			for (let number = next++; number < people; number = next++) {
				const scan = { key: randomUUID(), kind: 'arrive', place: places[number], agoSeconds: 0 };
				const sent = performance.now();
				const answer = await fetch(`${server.origin}/tuer/${door}/scans.json`, {
					method: 'POST',
					headers: { 'content-type': 'application/json', accept: 'application/json', origin: server.origin },
					body: JSON.stringify([scan]),
				});
				const { done } = (await answer.json()) as { done: { outcome: string }[] };
				times.push(performance.now() - sent);
				const outcome = done[0]?.outcome ?? 'none';
				outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
			}
		};
		const before = cpu(server);
		const began = performance.now();
		await Promise.all(Array.from({ length: 16 }, lane));
		const ms = performance.now() - began;
		say('server on', pinned ? 'one core' : 'any core');
		say('let in a second (goal 150), one act a request', (people * 1000) / ms, `p50 ${Math.round(percentile(times, 0.5))} ms`);
		say('p95 ms, CPU ms of the server for each', percentile(times, 0.95), (cpu(server) - before) / people);
		say('outcomes', JSON.stringify(Object.fromEntries(outcomes)));
	});
}

/** Asks again and again how quickly the server answers, until told to stop; the answer lists what each took. */
async function lags(origin: string, signal: AbortSignal): Promise<number[]> {
	const times: number[] = [];
	while (!signal.aborted) {
		const sent = performance.now();
		await (await fetch(`${origin}/healthz`)).text();
		times.push(performance.now() - sent);
		await new Promise((done) => setTimeout(done, 5));
	}
	return times;
}

/** Documents over HTTP, the first and the next, and how long others wait meanwhile. */
export async function documents(): Promise<void> {
	await atMeeting(500, async ({ origin, ...rest }, _, { meeting, session }) => {
		const server = { origin, ...rest } as Running;
		const desk = `${origin}/koordination/treffen/${meeting.slug}`;
		const idle = new AbortController();
		setTimeout(() => idle.abort(), 2_000);
		const quiet = await lags(origin, idle.signal);
		say('others wait while nothing is made, ms', `p99 ${percentile(quiet, 0.99).toFixed(1)}`, `longest ${Math.max(...quiet).toFixed(1)}`);
		for (const [name, path] of [
			['500 badges (goal 1,000 ms)', '/tag/drucken/document.pdf?what=badges'],
			['500 certificates (goal 2,000 ms)', '/danach/bescheinigungen.pdf'],
		] as const)
			for (const time of ['first', 'again', 'again']) {
				const over = new AbortController();
				const waiting = lags(origin, over.signal);
				const began = performance.now();
				const answer = await fetch(desk + path, { headers: { cookie: `session=${session}` } });
				const bytes = (await answer.arrayBuffer()).byteLength;
				const ms = performance.now() - began;
				over.abort();
				const times = await waiting;
				say(
					`${name}, ${time}`,
					ms,
					`ms, ${Math.round(bytes / 1024)} KB;`,
					`others wait p99 ${percentile(times, 0.99).toFixed(0)}, longest ${Math.max(...times).toFixed(0)} ms`,
				);
			}
		say('peak memory MB', memory(server));
	});
}

/** A phone that looks: what it heard last, and when. */
interface Phone {
	cursor: string;
	at: number;
	leave(): void;
}

const agent = new http.Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });

/** Opens a stream as a browser would, and keeps it open; it comes back by itself when it breaks. */
function look(url: string, heard: (phone: Phone) => void): Phone {
	let isOver = false;
	let request: http.ClientRequest | undefined;
	const phone: Phone = {
		cursor: '',
		at: 0,
		leave() {
			isOver = true;
			request?.destroy();
		},
	};
	const open = () => {
		if (isOver) return;
		let text = '';
		request = http.get(url, { agent, headers: { accept: 'text/event-stream' } }, (answer) => {
			answer.setEncoding('utf8');
			answer.on('data', (chunk: string) => {
				text += chunk;
				for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
					const cursor = /^id: (.*)$/m.exec(text.slice(0, end))?.[1];
					text = text.slice(end + 2);
					if (cursor === undefined) continue;
					phone.cursor = cursor;
					phone.at = performance.now();
					heard(phone);
				}
			});
			answer.on('close', () => setTimeout(open, 50));
		});
		request.on('error', () => setTimeout(open, 50));
	};
	open();
	return phone;
}

/** Five hundred phones: how soon a change is there, how soon all are back, and what it takes; also where a network holds answers back. */
export async function live(): Promise<void> {
	const count = 500;
	await atMeeting(count, async (server, database, { places, organiser }) => {
		const within = <T>(work: Parameters<typeof database.within<T>>[1]) => database.within([1], work);
		const links: string[] = [];
		for (const place of places)
			links.push(await within(async (tx) => personalTokenOf(tx, 1, (await placeById(tx, place)) as { id: string; linkVersion: number })));
		const proxy = await startProxy(server.origin);
		const phones = links.map((link) => look(`${proxy.origin}/meine-anmeldung/${link}/jetzt/stream`, () => {}));
		const all = (what: string, has: (phone: Phone) => boolean) => until(what, () => phones.every(has), 120_000);
		const opened = performance.now();
		await all('everybody to look', ({ cursor }) => cursor !== '');
		say('500 phones look, all have heard after ms', performance.now() - opened);
		const times: number[] = [];
		const idle = cpu(server);
		for (let change = 0; change < 10; change++) {
			const before = new Map(phones.map((phone) => [phone, phone.cursor]));
			const began = performance.now();
			await within((tx) => announce(tx, organiser, `Ansage ${change}`));
			await all('the change', (phone) => phone.cursor !== before.get(phone));
			times.push(...phones.map(({ at }) => at - began));
		}
		say(
			'a change is there, ms',
			`p50 ${Math.round(percentile(times, 0.5))}`,
			`p95 ${Math.round(percentile(times, 0.95))}`,
			`longest ${Math.round(Math.max(...times))}`,
		);
		say('CPU ms of the server for each change', (cpu(server) - idle) / 10);
		const broken = performance.now();
		proxy.drop();
		await all('everybody to be back', ({ at }) => at > broken);
		say('all connections broken at once: all back after ms', Math.max(...phones.map(({ at }) => at)) - broken);
		say('peak memory MB', memory(server));
		for (const phone of phones) phone.leave();
		proxy.drop();

		// Behind a network that holds answers back each phone asks every three seconds with the number it knows.
		proxy.trouble.isBuffering = true;
		let isOver = false;
		const seen = links.map(() => ({ cursor: '', at: 0 }));
		const askers = links.map(async (link, at) => {
			const mine = seen[at] as { cursor: string; at: number };
			await new Promise((done) => setTimeout(done, Math.random() * 3000));
			while (!isOver) {
				const answer = await fetch(`${proxy.origin}/meine-anmeldung/${link}/jetzt/now.json?after=${mine.cursor}`).catch(() => null);
				if (answer?.status === 200)
					Object.assign(mine, { cursor: ((await answer.json()) as { cursor: string }).cursor, at: performance.now() });
				else await answer?.text();
				await new Promise((done) => setTimeout(done, 3000 * (0.75 + Math.random() / 2)));
			}
		});
		await until('everybody to have asked', () => seen.every(({ cursor }) => cursor !== ''), 60_000);
		const [asking, since] = [cpu(server), performance.now()];
		const before = seen.map(({ cursor }) => cursor);
		const began = performance.now();
		await within((tx) => announce(tx, organiser, 'Durch den Puffer'));
		await until('everybody to have heard', () => seen.every(({ cursor }, at) => cursor !== before[at]), 60_000);
		const heard = seen.map(({ at }) => at - began);
		say('asking instead: a change is there, ms', `p50 ${Math.round(percentile(heard, 0.5))}`, `p95 ${Math.round(percentile(heard, 0.95))}`);
		say('share of a core while 500 ask', (cpu(server) - asking) / (performance.now() - since));
		isOver = true;
		await Promise.all(askers);
		await proxy.end();
	});
}

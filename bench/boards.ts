// Five hundred phones at a board behind one address: joining, cards, ballots, changes, coming back; what is lost or doubled; memory.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import pg from 'pg';
import { type Database, openDatabase } from '#platform/db/database.ts';
import { makeBoard, makeMeeting, makeRegion } from '../tests/make.ts';
import { type BadConnection, startProxy } from '../tests/proxy.ts';
import { type Running, startServer, until } from '../tests/server.ts';
import { ask } from '../tests/site.ts';
import { cpu, memory, withDatabase } from './http.ts';
import { percentile, say } from './measure.ts';

const PHONES = 500;
const TABLES = 80;
const BUNDLES = 18;
/** A hall on one access point, as boards.md has it. Unit: milliseconds on the way, failures of a hundred */
const HALL = { delay: 150, failing: 2 };

type Made = Awaited<ReturnType<typeof makeBoard>>;

const spread = (times: readonly number[]) =>
	[
		`p50 ${Math.round(percentile(times, 0.5))}`,
		`p95 ${Math.round(percentile(times, 0.95))}`,
		`p99 ${Math.round(percentile(times, 0.99))}`,
	] as const;

/** Memory that a process holds now. Unit: MB */
const resident = (server: Running): number =>
	Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${server.child.pid}/status`, 'utf8'))?.[1]) / 1024;

const agent = new http.Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });

/** A phone: what it was given, what it heard last and when, and what waits to be sent. */
class Phone {
	cookie = '';
	state = '';
	stage = 0;
	cursor = '';
	at = 0;
	isOver = false;
	#base: string;
	#stream: http.ClientRequest | undefined;

	constructor(base: string) {
		this.#base = base;
	}

	/** The page as it comes without a script; tried again until it is there. Unit: milliseconds */
	async join(): Promise<number> {
		const began = performance.now();
		for (;;) {
			const answer = await this.#send('GET', '', undefined).catch(() => null);
			if (answer?.status === 200) return performance.now() - began;
			await new Promise((done) => setTimeout(done, 200 + 300 * Math.random()));
		}
	}

	#send(method: string, path: string, body: string | undefined): Promise<{ status: number; text: string }> {
		return new Promise((done, failed) => {
			const headers = {
				cookie: this.cookie,
				origin: new URL(this.#base).origin,
				accept: body ? 'application/json' : 'text/html',
				...(body ? { 'content-type': 'application/json' } : {}),
			};
			const request = http.request(`${this.#base}${path}`, { method, headers, agent, timeout: 8_000 }, (answer) => {
				const given = (answer.headers['set-cookie'] ?? []).map((one) => one.split(';')[0] ?? '');
				if (given.length > 0) this.cookie = given.join('; ');
				let text = '';
				answer.setEncoding('utf8');
				answer.on('data', (chunk: string) => {
					text += chunk;
				});
				answer.on('end', () => done({ status: answer.statusCode ?? 0, text }));
				answer.on('error', failed);
			});
			request.on('timeout', () => request.destroy(new Error('timeout')));
			request.on('error', failed);
			request.end(body);
		});
	}

	/** Sends a write as the outbox does: again and again until the server has answered it. Unit: milliseconds */
	async put(path: string, body: object): Promise<number> {
		const began = performance.now();
		for (let failures = 1; ; failures++) {
			const answer = await this.#send('PUT', path, JSON.stringify(body)).catch(() => null);
			if (answer && answer.status < 300) return performance.now() - began;
			if (answer && answer.status < 500 && answer.status !== 429) throw new Error(`refused: ${answer.status} ${answer.text}`);
			await new Promise((done) => setTimeout(done, Math.min(10_000, 500 * 2 ** failures) * (0.5 + Math.random())));
		}
	}

	#heard(text: string, cursor: string): void {
		const seen = JSON.parse(text) as { state: string; stage: number };
		Object.assign(this, { state: seen.state, stage: seen.stage, cursor, at: performance.now() });
	}

	/** Looks at the board by server-sent events; comes back by itself when the connection breaks. */
	look(): void {
		if (this.isOver) return;
		let text = '';
		const again = () => setTimeout(() => this.look(), 50 + 950 * Math.random());
		// An answer that was lost on the way never ends: a browser gives up as well.
		const patience = setTimeout(() => this.#stream?.destroy(), 4_000);
		const headers = { cookie: this.cookie, accept: 'text/event-stream' };
		this.#stream = http.get(`${this.#base}/stream`, { headers, agent: false }, (answer) => {
			answer.setEncoding('utf8');
			answer.on('data', (chunk: string) => {
				text += chunk;
				for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
					const event = text.slice(0, end);
					text = text.slice(end + 2);
					const data = /^data: (.*)$/m.exec(event)?.[1];
					clearTimeout(patience);
					// A beat tells nothing but that the line is there.
					if (data && !event.startsWith('event: beat')) this.#heard(data, /^id: (.*)$/m.exec(event)?.[1] ?? '');
				}
			});
		});
		this.#stream.on('error', () => {});
		this.#stream.on('close', again);
	}

	/** Looks by asking, as behind a network that holds answers back. */
	async ask(): Promise<void> {
		while (!this.isOver) {
			const path = `/seen.json?wait=25&after=${this.cursor}`;
			const cursor = await new Promise<string | null>((done) => {
				const request = http.get(`${this.#base}${path}`, { headers: { cookie: this.cookie }, agent: false }, (answer) => {
					let text = '';
					answer.setEncoding('utf8');
					answer.on('data', (chunk: string) => {
						text += chunk;
					});
					answer.on('error', () => done(null));
					answer.on('end', () => {
						if (answer.statusCode === 200) this.#heard(text, String(answer.headers.etag ?? '').replaceAll('"', ''));
						done(answer.statusCode ? '' : null);
					});
				});
				request.on('error', () => done(null));
			});
			await new Promise((done) => setTimeout(done, cursor === null ? 1_000 : 250));
		}
	}

	leave(): void {
		this.isOver = true;
		this.#stream?.destroy();
	}
}

interface Hall {
	server: Running;
	proxy: BadConnection;
	database: Database;
	made: Made;
	phones: Phone[];
	url: string;
	/** Leads the board on, past the bad network. */
	moveTo: (state: string) => Promise<void>;
	/** Another server in place of one that was killed. */
	replace: () => Promise<void>;
}

async function inHall(work: (hall: Hall) => Promise<void>): Promise<void> {
	await withDatabase(async (url) => {
		const database = openDatabase(url, 4);
		const made = await database.within([1], async (tx) => makeBoard(tx, await makeMeeting(tx, await makeRegion(tx)), { tables: TABLES }));
		const hall = { server: await startServer({ DATABASE_URL: url, LOG_LEVEL: 'warn' }), database, made, url } as Hall;
		hall.proxy = await startProxy(hall.server.origin);
		let seen = 1;
		hall.moveTo = async (state) => {
			const form = { state, minutes: '', seen: String(seen++) };
			const { status } = await ask(`${hall.server.origin}/moderation/${made.facilitator}?/move`, { form });
			if (status !== 303) throw new Error(`the board does not go on to ${state}: ${status}`);
		};
		hall.replace = async () => {
			await hall.server.end('SIGKILL');
			hall.server = await startServer({ DATABASE_URL: url, LOG_LEVEL: 'warn' });
			hall.proxy.turn(hall.server.origin);
		};
		hall.phones = Array.from(
			{ length: PHONES },
			(_, number) => new Phone(`${hall.proxy.origin}/b/${made.board.code}-${1 + (number % TABLES)}`),
		);
		await work(hall);
		for (const phone of hall.phones) phone.leave();
		await hall.proxy.end();
		await database.close();
		await hall.server.end();
	});
}

/** Does something on every phone, spread over so many milliseconds. */
const onAll = <T>(phones: readonly Phone[], over: number, work: (phone: Phone, number: number) => Promise<T>): Promise<T[]> =>
	Promise.all(
		phones.map(async (phone, number) => {
			await new Promise((done) => setTimeout(done, over * Math.random()));
			return work(phone, number);
		}),
	);

/** Leads the board on and says how soon each phone shows it. */
async function change({ phones, moveTo }: Hall, state: string): Promise<number[]> {
	const began = performance.now();
	await moveTo(state);
	await until(`everybody to see ${state}`, () => phones.every((phone) => phone.state === state), 60_000);
	return phones.map(({ at }) => at - began);
}

/** What the database holds beside what the phones were told that it has. */
async function compare(url: string, expected: { cards: ReadonlySet<string>; dots: Map<string, Record<string, number>> }): Promise<void> {
	const truth = new pg.Client({ connectionString: url });
	await truth.connect();
	const { rows: cards } = await truth.query<{ id: string }>('select id from boards.card where not is_taken_back');
	const kept = new Set(cards.map(({ id }) => id));
	const { rows: boxes } = await truth.query<{ ballots: Record<string, { dots: Record<string, number> }> }>(
		'select ballots from boards.ballot_box',
	);
	await truth.end();
	const ballots = new Map(boxes.flatMap(({ ballots: box }) => Object.entries(box)));
	const wrong = [...expected.dots].filter(([id, dots]) => JSON.stringify(ballots.get(id)?.dots) !== JSON.stringify(dots)).length;
	say(
		'cards: written, lost, doubled',
		expected.cards.size,
		[...expected.cards].filter((id) => !kept.has(id)).length,
		cards.length - new Set([...kept].filter((id) => expected.cards.has(id))).size,
	);
	say('ballots: cast, not as their phone has them, too many', expected.dots.size, wrong, ballots.size - expected.dots.size);
}

/** A whole round of five hundred phones on the network of a hall; then a bad one, with a server killed in the middle of voting. */
export async function boards(): Promise<void> {
	await inHall(async (hall) => {
		const { phones, proxy, made } = hall;
		const column = made.columns[0] as string;
		Object.assign(proxy.trouble, HALL);
		say('network: ms on the way, failing of a hundred', HALL.delay, HALL.failing);
		say('500 joins in 10 s, to a usable page, ms (goal p95 800)', ...spread(await onAll(phones, 10_000, (phone) => phone.join())));
		for (const phone of phones) phone.look();
		await until('everybody to look', () => phones.every(({ state }) => state === 'ready'), 60_000);
		await onAll(phones, 2_000, (phone) => phone.put('/here', {}));
		say('a stage is to be seen, ms (goal p95 800, p99 1,500)', ...spread(await change(hall, 'collecting')));
		const cards = new Set<string>();
		const writing = { rev: 1, pitfall: null, interface: null, column };
		const write = (phone: Phone, text: string) => {
			const id = randomUUID();
			cards.add(id);
			return phone.put(`/cards/${id}`, { ...writing, text, stage: phone.stage });
		};
		const busy = cpu(hall.server);
		say(
			'500 cards in 5 s, until answered, ms (goal p95 300)',
			...spread(await onAll(phones, 5_000, (phone, number) => write(phone, `Karte ${number}`))),
		);
		say('CPU ms of the server for each card and all who see it', (cpu(hall.server) - busy) / PHONES);
		say('peak memory MB', memory(hall.server));
		// As after a break: what the tables chose is gathered in a dozen and a half of bundles.
		await change(hall, 'bundling');
		const all = [...cards];
		const per = Math.ceil(all.length / BUNDLES);
		for (let at = 0; at < BUNDLES; at++) {
			const body = { what: 'assign', cards: all.slice(at * per, (at + 1) * per), bundle: randomUUID(), title: `Bündel ${at}`, maker: '' };
			const answer = await fetch(`${hall.server.origin}/buendeln/${made.team}/acts/${randomUUID()}`, {
				method: 'PUT',
				headers: { 'content-type': 'application/json', origin: hall.server.origin },
				body: JSON.stringify(body),
			});
			if (!answer.ok) throw new Error(`bundling is refused: ${answer.status}`);
		}
		await change(hall, 'voting');
		const bundles = (await hall.database.within([1], (tx) => tx.selectFrom('boards.bundle').select('id').execute())).map(({ id }) => id);
		const dots = new Map<string, Record<string, number>>();
		const vote = async (phone: Phone, id: string, rev: number, number: number) => {
			const given = { [bundles[(number * 7 + rev) % bundles.length] as string]: 2 };
			const ms = await phone.put(`/ballots/${phone.stage}/${id}`, { rev, dots: given });
			dots.set(id, given);
			return ms;
		};
		const ids = phones.map(() => randomUUID());
		const idle = cpu(hall.server);
		say(
			'500 ballots at once, until answered, ms (goal p95 400)',
			...spread(await onAll(phones, 0, (phone, at) => vote(phone, ids[at] as string, 1, at))),
		);
		say('CPU ms of the server for each ballot', (cpu(hall.server) - idle) / PHONES);
		const broken = performance.now();
		proxy.drop();
		await until('everybody to be back', () => phones.every(({ at }) => at > broken), 60_000);
		say('all connections broken: back and told, ms (goal 99 % 10,000)', ...spread(phones.map(({ at }) => at - broken)));
		await compare(hall.url, { cards, dots });

		// A bad network, and a server that is killed while everybody votes.
		Object.assign(proxy.trouble, { delay: 300, failing: 10 });
		const failed = proxy.failed();
		const restart = new Promise<void>((done) => setTimeout(done, 1_500)).then(hall.replace);
		await onAll(phones, 4_000, async (phone, at) => {
			for (const rev of [2, 3, 4]) await vote(phone, ids[at] as string, rev, at);
		});
		await restart;
		await hall.moveTo('collecting');
		await until('everybody to collect again', () => phones.every(({ state }) => state === 'collecting'), 60_000);
		await onAll(phones, 4_000, async (phone, at) => {
			for (const turn of [1, 2]) await write(phone, `Noch eine ${turn} von ${at}`);
		});
		say('with 10 % failing and the server killed while voting: requests that failed', proxy.failed() - failed);
		await compare(hall.url, { cards, dots });

		// Behind a network that holds answers back.
		for (const phone of phones) phone.leave();
		proxy.drop();
		Object.assign(proxy.trouble, HALL, { isBuffering: true });
		hall.phones = phones.map((_, number) => new Phone(`${proxy.origin}/b/${made.board.code}-${1 + (number % TABLES)}`));
		await onAll(hall.phones, 5_000, (phone) => phone.join());
		for (const phone of hall.phones) void phone.ask();
		await until('everybody to have asked', () => hall.phones.every(({ state }) => state === 'collecting'), 60_000);
		say('behind a buffering proxy a stage is to be seen, ms', ...spread(await change(hall, 'selecting')));
		say('memory MB now, at most', resident(hall.server), memory(hall.server));
	});
}

/** Half an hour of a board that is used: memory every five minutes. `SOAK_MIN` says for how long. */
export async function soak(): Promise<void> {
	const minutes = Number(process.env['SOAK_MIN'] ?? 30);
	await inHall(async (hall) => {
		const { phones, made } = hall;
		Object.assign(hall.proxy.trouble, HALL);
		await onAll(phones, 10_000, (phone) => phone.join());
		for (const phone of phones) phone.look();
		await change(hall, 'collecting');
		const ends = performance.now() + minutes * 60_000;
		let next = performance.now();
		let number = 0;
		const ids = phones.map(() => randomUUID());
		const body = { pitfall: null, interface: null, column: made.columns[0] as string };
		while (performance.now() < ends) {
			const at = number++ % PHONES;
			const phone = phones[at] as Phone;
			// The same cards are written anew, as people do who change their minds.
			await phone.put(`/cards/${ids[at]}`, { ...body, rev: 1 + Math.floor(number / PHONES), text: `Karte ${number}`, stage: phone.stage });
			if (number % 400 === 0) hall.proxy.drop();
			if (performance.now() < next) continue;
			say(
				`after ${Math.round((performance.now() - ends) / 60_000 + minutes)} minutes: memory MB, cards written`,
				resident(hall.server),
				number,
			);
			next += 5 * 60_000;
		}
		say('at the end: memory MB now, at most', resident(hall.server), memory(hall.server));
	});
}

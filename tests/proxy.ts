// A connection that is not good: a proxy in front of a server that loses requests, loses answers, holds them back, or is cut.
import { type ClientRequest, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What is wrong with the connection. */
export interface Trouble {
	/** Of a hundred requests, how many fail: half of them before the server has them, half after it has answered. */
	failing: number;
	isCut: boolean;
	/** Whether answers are held back until they are complete, as some networks do. */
	isBuffering: boolean;
	/** How long each request is under way, on average; each takes 0.6 to 1.4 times that. Unit: milliseconds */
	delay: number;
}

/** A proxy on a port of its own, and what it did. */
export interface BadConnection {
	origin: string;
	trouble: Trouble;
	/** How many requests it let fail. */
	failed(): number;
	/** Hands on to another server from now on. */
	turn(target: string): void;
	/** Lets what is open say nothing more and not end either, as when a phone has changed networks; what opens later is heard. */
	silence(): void;
	/** Breaks everything that is under way. */
	drop(): void;
	end(): Promise<void>;
}

/** Starts a proxy in front of a server; which requests fail is drawn from a seed. */
export async function startProxy(target: string, facts: Partial<Trouble> = {}, seed = 1): Promise<BadConnection> {
	const trouble: Trouble = { failing: 0, isCut: false, isBuffering: false, delay: 0, ...facts };
	let { hostname, port } = new URL(target);
	const sockets = new Set<Socket>();
	const waiting = new Set<ClientRequest>();
	let failed = 0;
	let silences = 0;
	let state = seed;
	const chance = () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return (state / 2 ** 32) * 100;
	};

	function underWay(incoming: IncomingMessage, outgoing: ServerResponse): void {
		if (trouble.delay === 0) handOn(incoming, outgoing);
		else setTimeout(() => handOn(incoming, outgoing), trouble.delay * (0.6 + (0.8 * chance()) / 100));
	}

	function handOn(incoming: IncomingMessage, outgoing: ServerResponse): void {
		const drawn = chance();
		if (trouble.isCut || drawn < trouble.failing / 2) {
			failed += 1;
			outgoing.destroy();
			return;
		}
		const loses = drawn < trouble.failing;
		const onward = request({ hostname, port, path: incoming.url, method: incoming.method, headers: incoming.headers }, (answer) => {
			if (loses) {
				failed += 1;
				answer.resume().on('end', () => outgoing.destroy());
				return;
			}
			if (!trouble.isBuffering) {
				outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
				const since = silences;
				answer.on('data', (piece: Buffer) => since === silences && outgoing.write(piece));
				answer.on('end', () => outgoing.end());
				// What breaks behind the proxy breaks before it.
				answer.on('close', () => answer.complete || outgoing.destroy());
				return;
			}
			const pieces: Buffer[] = [];
			answer.on('data', (piece: Buffer) => pieces.push(piece));
			answer.on('end', () => outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(Buffer.concat(pieces)));
		});
		waiting.add(onward);
		onward.on('close', () => waiting.delete(onward));
		onward.on('error', () => outgoing.destroy());
		outgoing.on('close', () => onward.destroy());
		incoming.pipe(onward);
	}

	const server = createServer(underWay);
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const drop = () => {
		for (const onward of waiting) onward.destroy();
		for (const socket of sockets) socket.destroy();
	};
	return {
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		trouble,
		failed: () => failed,
		turn: (to) => {
			({ hostname, port } = new URL(to));
		},
		silence: () => {
			silences += 1;
		},
		drop,
		end: async () => {
			drop();
			await new Promise((done) => server.close(done));
		},
	};
}

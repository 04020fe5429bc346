// Starts the database and brings it up to date, then serves the build; drains on SIGTERM.
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import path from 'node:path';
import { isLoopback, prepare } from './prepare.ts';

const root = path.join(import.meta.dirname, '..');
const env = process.env;
const host = env['HOST'] || '127.0.0.1';
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

function stop(sentence: string): never {
	process.stderr.write(`${sentence}\n`);
	process.exit(1);
}

if (major < 22 || (major === 22 && minor < 18))
	stop(`This is Node ${process.versions.node}; the server runs on 22.18 or newer. "npm start" brings its own.`);
const port = Number(env['PORT'] ?? 3000);
if (!Number.isInteger(port) || port < 0 || port > 65_535) stop('PORT must be a number between 0 and 65535.');
if (env['APP_ORIGIN'] && !/^https?:\/\/[^/]+$/.test(env['APP_ORIGIN']))
	stop('APP_ORIGIN must be like https://treffen.example.de, without a path.');

let handler: RequestListener = (_, response) => response.writeHead(503).end();
let isDraining = false;

// Without APP_ORIGIN the request's own Host counts, or people on "localhost" would be foreign to "127.0.0.1".
const appOrigin = env['APP_ORIGIN'] ? new URL(env['APP_ORIGIN']) : undefined;
const behindProxy = env['TRUST_PROXY'] === '1';

function originOf({ headers }: IncomingMessage): string {
	return `${headers['x-forwarded-proto']}://${headers['x-forwarded-host'] ?? headers.host}`;
}

function settleAddress(request: IncomingMessage): void {
	const { headers } = request;
	// A proxy that names nobody stands for itself.
	if (behindProxy) headers['x-forwarded-for'] ??= request.socket.remoteAddress ?? '';
	if (appOrigin) {
		headers['x-forwarded-proto'] = appOrigin.protocol.slice(0, -1);
		headers['x-forwarded-host'] = appOrigin.host;
	} else if (!behindProxy) {
		headers['x-forwarded-proto'] = 'http';
		delete headers['x-forwarded-host'];
	}
}

/** A plain client is given what a form in a browser sends: an origin of its own if it carries no cookie, and a wish for HTML. */
function asForm(request: IncomingMessage): void {
	const { method, headers } = request;
	if (method !== 'POST') return;
	if (!headers.origin && !headers['sec-fetch-site'] && !headers.cookie) headers.origin = originOf(request);
	if (!headers.accept?.includes('application/json')) headers.accept = 'text/html';
}

/** Pages bring their own policy; an error answered before a page was made gets the strictest. A 304 must stay without one. */
function denyContentToErrors(response: ServerResponse): void {
	const writeHead = response.writeHead.bind(response) as (status: number, ...rest: unknown[]) => ServerResponse;
	response.writeHead = (status: number, ...rest: unknown[]) => {
		if (status >= 400 && !response.hasHeader('content-security-policy'))
			response.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
		return writeHead(status, ...rest);
	};
}

const server = createServer((request, response) => {
	if (request.url === '/healthz') return response.writeHead(200, { 'content-type': 'text/plain' }).end('ok');
	if (isDraining && request.url === '/readyz') return response.writeHead(503).end('draining');
	denyContentToErrors(response);
	response.setHeader('x-content-type-options', 'nosniff');
	response.setHeader('referrer-policy', 'same-origin');
	response.setHeader('cross-origin-opener-policy', 'same-origin');
	response.setHeader('permissions-policy', 'camera=(), microphone=(), geolocation=(), interest-cohort=()');
	settleAddress(request);
	if (request.headers['x-forwarded-proto'] === 'https') response.setHeader('strict-transport-security', 'max-age=31536000');
	asForm(request);
	handler(request, response);
});

server.on('error', async (error: NodeJS.ErrnoException) => {
	if (error.code === 'EADDRINUSE') stop(`Port ${port} on ${host} is taken. Set PORT to another one, for example PORT=3001 npm start.`);
	if (error.code === 'EACCES') stop(`This user may not listen on port ${port}. Set PORT to one above 1023.`);
	stop(`The server cannot listen on ${host}:${port}: ${error.message}`);
});

await new Promise<void>((done) => server.listen(port, host, done));
const address = server.address() as { port: number };
const shown = host.includes(':') ? `[${host}]` : host;
const origin = appOrigin?.origin ?? `http://${shown}:${address.port}`;

const prepared = await prepare({ root, env, host, origin, empty: process.argv.includes('--empty') }).catch((error: Error) =>
	stop(error.message),
);

let stopping = false;
async function drain(): Promise<void> {
	if (stopping) return;
	stopping = true;
	isDraining = true;
	const closed = new Promise((done) => server.close(done));
	process.emit('augenhoehe:drain' as never);
	const sweep = setInterval(() => server.closeIdleConnections(), 50);
	const patience = setTimeout(() => server.closeAllConnections(), 7_000);
	await closed;
	clearInterval(sweep);
	clearTimeout(patience);
	if (process.listenerCount('augenhoehe:close') > 0)
		await new Promise<void>((done) => process.emit('augenhoehe:close' as never, done as never));
	await prepared.leave();
	process.exit(0);
}
process.on('SIGTERM', drain);
process.on('SIGINT', drain);

// adapter-node reads these when it is imported.
Object.assign(env, {
	AUGENHOEHE_HTTP_PROTOCOL_HEADER: 'x-forwarded-proto',
	AUGENHOEHE_HTTP_HOST_HEADER: 'x-forwarded-host',
	// The largest there is, a photo; every other form is stopped much earlier by whoever reads it.
	AUGENHOEHE_HTTP_BODY_SIZE_LIMIT: '11M',
	AUGENHOEHE_DATABASE: prepared.url,
	AUGENHOEHE_LOOPBACK: isLoopback(host) ? 'yes' : 'no',
	DATA_DIR: prepared.data,
	...(behindProxy ? { AUGENHOEHE_HTTP_ADDRESS_HEADER: 'x-forwarded-for' } : {}),
});
const built = new URL('../build/handler.js', import.meta.url).href;
({ handler } = (await import(built)) as { handler: RequestListener });

for (const line of prepared.greeting) process.stdout.write(`${line}\n`);
process.stdout.write(`Augenhöhe ready at ${origin}\n`);

// Who stands before a board: a phone with what it was given, or somebody with a link. Nobody is asked who they are.
import { randomBytes, randomUUID } from 'node:crypto';
import { type Cookies, json } from '@sveltejs/kit';
import type { Guest } from '#modules/boards/access.ts';
import { type BoardEye, seenAs } from '#modules/boards/output-live.server.ts';
import { type Board, boardByCode, guestBy, linkBy, type Role, whole } from '#modules/boards/read.server.ts';
import { readBoardCode } from '#modules/boards/rules.ts';
import type { Tx } from '#platform/db/database.ts';
import { isId, jsonIn } from '#platform/form.ts';
import { stream } from '#platform/live/stream.ts';
import { answer } from '#platform/rejected.ts';
import { nothingHere } from './gate.server.ts';

const COOKIE = 'guest';
const HOURS = 24;
const TOKEN = /^[\w-]{22}$/;

/** What a phone was given, or is given now; nothing is stored of it until it writes. */
function guestToken(cookies: Cookies, url: URL): string {
	const known = cookies.get(COOKIE) ?? '';
	const token = TOKEN.test(known) ? known : randomBytes(16).toString('base64url').slice(0, 22);
	cookies.set(COOKIE, token, { path: '/', httpOnly: true, sameSite: 'lax', secure: url.protocol === 'https:', maxAge: HOURS * 3600 });
	return token;
}

/** The random id of a phone's ballot in a vote; the phone keeps it, and nobody else. */
export function ballotOf(cookies: Cookies, url: URL, board: string, stage: number): string {
	const vote = `${board}.${stage}.`;
	const known = cookies.get('ballot') ?? '';
	const id = known.startsWith(vote) && isId(known.slice(vote.length)) ? known.slice(vote.length) : randomUUID();
	cookies.set('ballot', vote + id, { path: '/', httpOnly: true, sameSite: 'lax', secure: url.protocol === 'https:', maxAge: HOURS * 3600 });
	return id;
}

type Event = { locals: App.Locals; params: { board: string }; cookies: Cookies; url: URL };

/** The board that an address names, and whoever stands before it; 404 for anything else. */
export async function guestAt(tx: Tx, { locals, params, cookies, url }: Event): Promise<{ board: Board; by: Guest }> {
	const read = readBoardCode(params.board);
	const board = (read && (await boardByCode(tx, read.code))) ?? nothingHere();
	if (!read || (read.table ?? 1) > board.tables) nothingHere();
	return { board, by: await guestBy(tx, locals.region.id, board.id, guestToken(cookies, url), read.table) };
}

const MOST_JSON = 64 * 1024;

async function answered(locals: App.Locals, work: Promise<unknown>): Promise<Response> {
	const outcome = await answer(work);
	if (!outcome.ok) return json({ message: outcome.rejected.say(locals.language) }, { status: 409 });
	return json({ done: outcome.value }, { status: outcome.value === 'new' ? 201 : 200 });
}

/** Does what a device asks for in JSON; what is wrong is answered with a sentence that it can show. */
export async function done<By, T>(
	{ locals, request }: { locals: App.Locals; request: Request },
	gate: (tx: Tx) => Promise<By>,
	work: (tx: Tx, by: By, body: unknown) => Promise<T>,
): Promise<Response> {
	// The gate first: whoever may do nothing here sends nothing.
	await locals.within(gate);
	const body = await jsonIn(request, MOST_JSON);
	return answered(
		locals,
		locals.within(async (tx) => work(tx, await gate(tx), body)),
	);
}

/**
 * Does what a phone asks for in JSON. Everybody may who has the code, so that one transaction will do.
 * Shape:  now = when all of it was there: a request that is held open is as late as its last byte
 */
export async function written<T>(
	event: Event & { request: Request },
	work: (tx: Tx, by: Guest, body: unknown, now: Date) => Promise<T>,
): Promise<Response> {
	const body = await jsonIn(event.request, MOST_JSON);
	const now = new Date();
	return answered(
		event.locals,
		event.locals.within(async (tx) => work(tx, (await guestAt(tx, event)).by, body, now)),
	);
}

/** Where the links of a role lead. */
export const pathOf = { facilitator: 'facilitate', team: 'bundle', projector: 'projector' } as const satisfies Record<Role, string>;

/** Somebody by a link of this role; 404 for anything else. */
export async function byLink<Of extends Role>(tx: Tx, locals: App.Locals, role: Of, token: string) {
	return (await linkBy(tx, locals.region.id, role, token, locals.now)) ?? nothingHere();
}

interface Looking {
	board: string;
	eye: BoardEye;
}

/** What somebody sees of a board now; 404 where it is gone. */
export async function seenBy(tx: Tx, { board, eye }: Looking): Promise<{ data: string; cursor: string }> {
	return seenAs((await whole(tx, board)) ?? nothingHere(), eye);
}

const stamped = (data: string, now: Date) => `{"at":"${now.toISOString()}",${data.slice(1)}`;

const LONGEST_S = 25;

/** What somebody sees once it differs from what they know, or nothing when they have waited long enough. */
export async function askedFor(
	{ locals, url, request }: { locals: App.Locals; url: URL; request: Request },
	gate: (tx: Tx) => Promise<Looking>,
): Promise<Response> {
	const looking = await locals.within(gate);
	const wait = Math.min(LONGEST_S, Math.max(0, Number(url.searchParams.get('wait')) || 0));
	const known = url.searchParams.get('after');
	const told = ({ data, cursor }: { data: string; cursor: string }) =>
		new Response(stamped(data, new Date()), {
			headers: { 'content-type': 'application/json', 'cache-control': 'private, no-store', etag: `"${cursor}"` },
		});
	const nothingNew = () => new Response(null, { status: 204, headers: { 'cache-control': 'private, no-store' } });
	if (wait === 0) {
		const seen = await locals.within((tx) => seenBy(tx, looking));
		return seen.cursor === known ? nothingNew() : told(seen);
	}
	return new Promise((done) => {
		const leave = locals.lookAtBoard(locals.region.id, looking.board, looking.eye, {
			send: (data, cursor) => {
				if (cursor !== known) end(told({ data, cursor }));
			},
			end: () => end(nothingNew()),
		});
		const timer = setTimeout(() => end(nothingNew()), wait * 1000);
		request.signal.addEventListener('abort', () => end(nothingNew()));
		function end(response: Response) {
			clearTimeout(timer);
			leave();
			done(response);
		}
	});
}

/** What somebody sees, and every change of it, until they go or their link ends. */
export async function lookedAt(locals: App.Locals, gate: (tx: Tx) => Promise<Looking>): Promise<Response> {
	const { board, eye } = await locals.within(gate);
	return stream((viewer) =>
		locals.lookAtBoard(locals.region.id, board, eye, { ...viewer, send: (data, id) => viewer.send(stamped(data, new Date()), id) }),
	);
}

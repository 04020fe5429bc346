import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { error } from '@sveltejs/kit';
import type { Handle, HandleServerError, ServerInit } from '@sveltejs/kit/hooks';
import { type BoardEye, boardHalls } from '#modules/boards/output-live.server.ts';
import { type Eye, halls } from '#modules/conduct/output-live.server.ts';
import { templates as followMails } from '#modules/events/output-follow.server.ts';
import { templates as teamMails } from '#modules/events/output-team.server.ts';
import { teamsOf } from '#modules/events/read.server.ts';
import { organisationMails } from '#modules/organisations/output-profile.server.ts';
import type { Actor } from '#modules/people/access.ts';
import { templates as peopleMails } from '#modules/people/output.server.ts';
import { personWithRoles } from '#modules/people/read.server.ts';
import type { Region } from '#modules/places/access.ts';
import { regions, senderOf } from '#modules/places/read.server.ts';
import { regionOfHost } from '#modules/places/rules.ts';
import { positionMails } from '#modules/positions/output-census.server.ts';
import { begin as beginHousekeeping, housekeeping } from '#modules/privacy/job.server.ts';
import { releasing, waitingList } from '#modules/registration/job.server.ts';
import { templates as registrationMails } from '#modules/registration/output.server.ts';
import { templates as afterMails } from '#modules/registration/output-after.server.ts';
import { templates as invitationMails } from '#modules/registration/output-invitation.server.ts';
import { reminding, reviewing } from '#modules/thread/job.server.ts';
import { templates as threadMails } from '#modules/thread/output.server.ts';
import { agreementMails } from '#modules/thread/output-agreement.server.ts';
import { guestMails } from '#modules/thread/output-guest.server.ts';
import { minutesMails } from '#modules/thread/output-minutes.server.ts';
import { calculating, reviving } from '#modules/workshops/job.server.ts';
import { templates as workshopMails } from '#modules/workshops/output.server.ts';
import { templates as releaseMails } from '#modules/workshops/output-release.server.ts';
import { type Database, OWNER, openDatabase, openPool } from '#platform/db/database.ts';
import { isMigrated } from '#platform/db/state.ts';
import { work } from '#platform/jobs/jobs.ts';
import type { Look } from '#platform/live/audience.ts';
import { CHANNEL, listen } from '#platform/live/live.ts';
import { frames, log } from '#platform/log/log.ts';
import { requests } from '#platform/log/metrics.ts';
import { delivery } from '#platform/mail/mail.ts';
import { openTransport } from '#platform/mail/transport.ts';
import { from } from '#platform/paths.ts';
import { limiter } from '#platform/session/limit.ts';
import { subjectOf } from '#platform/session/session.ts';
import { words } from '#ui/words.ts';
import { sessionCookie } from './routes/gate.server.ts';

const KNOWN_FOR_MS = 3_000;

let database: Database;
let mayStill: ReturnType<typeof limiter>;
let isDemonstration = false;
let look: Look<Eye>;
let lookAtBoard: Look<BoardEye>;
let known: { regions: Region[]; until: number } = { regions: [], until: 0 };

async function isReady(): Promise<boolean> {
	try {
		return await isMigrated(database.pool);
	} catch {
		return false;
	}
}

async function allRegions(): Promise<Region[]> {
	if (Date.now() > known.until || known.regions.length === 0)
		known = { regions: await database.within([], regions), until: Date.now() + KNOWN_FOR_MS };
	return known.regions;
}

export const init: ServerInit = async () => {
	const url = process.env['AUGENHOEHE_DATABASE'];
	if (!url) throw new Error('The server is started by bin/server.ts, which prepares the database.');
	database = openDatabase(url, 12);
	mayStill = limiter(database.pool, process.env['RATE_LIMITS'] === 'off' && process.env['AUGENHOEHE_LOOPBACK'] === 'yes');
	const { rows } = await database.pool.query('select demonstration from platform.installation');
	isDemonstration = rows[0]?.demonstration === true;
	const transport = openTransport(process.env['SMTP_URL'], path.join(process.env['DATA_DIR'] ?? '', 'outbox'));
	const ownerPool = openPool(url, OWNER, 6);
	const runner = await work(ownerPool, {
		mail: delivery(
			database,
			transport,
			{
				...peopleMails,
				...teamMails,
				...followMails,
				...registrationMails,
				...invitationMails,
				...threadMails,
				...agreementMails,
				...guestMails,
				...organisationMails,
				...positionMails,
				...minutesMails,
				...afterMails,
				...workshopMails,
				...releaseMails,
			},
			senderOf,
		),
		housekeeping: housekeeping(database),
		'waiting-list': waitingList(database),
		release: releasing(database),
		'mandate-reminder': reminding(database),
		'agreement-review': reviewing(database),
	});
	// A line of its own: what takes long must not keep mails waiting.
	const calculations = await work(ownerPool, { allocation: calculating(database) }, 1);
	const listener = listen(url, CHANNEL);
	look = halls(database, listener);
	lookAtBoard = boardHalls(database, listener);
	const endReviving = reviving(database, async () => (await allRegions()).map(({ id }) => id));
	await beginHousekeeping(
		database,
		(await allRegions()).map(({ id }) => id),
	);
	// bin/server.ts asks for this once no request is under way any more.
	process.once('augenhoehe:close' as never, async (done: () => void) => {
		endReviving();
		await Promise.all([runner.stop(), calculations.stop(), listener.end()]);
		transport.close();
		await Promise.all([ownerPool.end(), database.close()]);
		done();
	});
};

async function actorOf(token: string, region: Region, now: Date): Promise<Actor | undefined> {
	return database.within([region.id], async (tx) => {
		const subject = await subjectOf(tx, token, now);
		const person = subject && (await personWithRoles(tx, subject));
		if (!person) return undefined;
		return {
			region: region.id,
			person: person.id,
			name: person.name,
			email: person.email,
			roles: person.roles,
			teams: await teamsOf(tx, person.id),
		};
	});
}

const isBoard = (path: string) => /^\/(b|bundle|facilitate|projector)(\/|$)/.test(path);

const OPERATION = new Set(['/healthz', '/readyz', '/metrics']);

export const handle: Handle = async ({ event, resolve }) => {
	const started = performance.now();
	const { locals, url, request } = event;
	locals.now = new Date();
	locals.isDemonstration = isDemonstration;
	locals.isReady = isReady;
	locals.look = look;
	locals.lookAtBoard = lookAtBoard;
	locals.forgetRegions = () => {
		known = { regions: [], until: 0 };
	};
	locals.mayStill = (what, key) => mayStill(what, key ?? event.getClientAddress());
	const place = from(url.pathname);
	locals.language = place?.language ?? 'de';
	locals.path = place?.path ?? url.pathname;
	if (!OPERATION.has(url.pathname)) {
		const region = regionOfHost(await allRegions(), url.host);
		if (!region) error(404, { message: 'Unknown host', id: '' });
		locals.region = region;
		locals.within = (work) => database.within([region.id], work);
		// Before a board nobody is anybody, also who signed in.
		const token = isBoard(locals.path) ? undefined : event.cookies.get(sessionCookie(url));
		locals.actor = token ? await actorOf(token, region, locals.now) : undefined;
	}
	const isForeign = request.method !== 'GET' && request.method !== 'HEAD' && request.headers.get('origin') !== url.origin;
	if (isForeign) return new Response('Cross-site requests are refused.', { status: 403 });
	// A post is answered with a page when something was wrong; the title says so first. Only a preview is none.
	const before = () => (request.method === 'POST' && !locals.isPreview ? words(locals.language)('errors.inTitle') : '');
	const response = await resolve(event, {
		transformPageChunk: ({ html }) => html.replace('%lang%', locals.language).replace('<title>', `<title>${before()}`),
	});
	frame(response, locals.region, locals.path);
	// Badges are read with the camera at a door, and nowhere else.
	if (/^\/door\b/.test(locals.path))
		response.headers.set('permissions-policy', 'camera=(self), microphone=(), geolocation=(), interest-cohort=()');
	// Pages about one person, or for one who signed in, are kept by no cache on the way.
	if (
		isBoard(locals.path) ||
		/^\/(desk|my-place|invitation|team-link|door|follow|sign-in|demo|mandate|agreement|minutes|organisation|census|guest|guest-requests)\b|^\/events\/[^/]+\/registration/.test(
			locals.path,
		) ||
		locals.actor
	)
		response.headers.set('cache-control', 'private, no-store');
	const route = event.route.id ?? 'none';
	const seconds = (performance.now() - started) / 1000;
	requests.observe({ route, method: request.method, status: response.status }, seconds);
	log.info({ route, method: request.method, status: response.status, ms: Math.round(seconds * 1000) });
	return response;
};

/** A town's own site may frame the registration; nothing else may be framed by anybody. */
function frame(response: Response, region: Region | undefined, path: string): void {
	const policy = response.headers.get('content-security-policy');
	const mayBeFramed = region && region.frameAncestors.length > 0 && /^\/events\/[^/]+\/registration/.test(path);
	if (policy && mayBeFramed)
		response.headers.set(
			'content-security-policy',
			policy.replace("frame-ancestors 'none'", `frame-ancestors ${region.frameAncestors.join(' ')}`),
		);
}

export const handleError: HandleServerError = ({ kind, error: thrown, event }) => {
	if (kind === 'app') return { id: (thrown as App.Error).id ?? '' };
	const id = randomUUID().slice(0, 8);
	const status = (thrown as { status?: number }).status;
	if (status && status < 500) return { id };
	log.error({
		id,
		route: event.route.id,
		kind,
		name: (thrown as Error)?.name,
		code: (thrown as { code?: string })?.code,
		stack: frames(thrown),
	});
	return { id };
};

// A running server over a database of a test's own, and requests to it as different people.
import { openDatabase } from '#platform/db/database.ts';
import { open } from '#platform/session/session.ts';
import { freshAddress } from './database.ts';
import { type Running, startServer } from './server.ts';

/** An answer with its body read. */
export interface Answer {
	status: number;
	location: string;
	body: string;
	headers: Headers;
}

/** Asks without following redirects; form values are sent as a browser's form would be. */
export async function ask(
	url: string,
	options: { method?: string; form?: Record<string, string>; session?: string | undefined } = {},
): Promise<Answer> {
	const { method = options.form ? 'POST' : 'GET', form, session } = options;
	const response = await fetch(url, {
		method,
		redirect: 'manual',
		headers: {
			accept: 'text/html',
			...(method === 'GET' ? {} : { origin: new URL(url).origin }),
			...(session ? { cookie: `session=${session}` } : {}),
		},
		...(form ? { body: new URLSearchParams(form) } : {}),
	});
	return {
		status: response.status,
		location: response.headers.get('location') ?? '',
		body: await bodyOf(response),
		headers: response.headers,
	};
}

/** What an answer says; one that goes on is left. */
async function bodyOf(response: Response): Promise<string> {
	if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response.text();
	await response.body?.cancel();
	return '';
}

/** A server on a fresh database that is not a demonstration. */
export async function startSite(
	env: Record<string, string> = {},
): Promise<{ server: Running; url: string; database: ReturnType<typeof openDatabase> }> {
	const url = await freshAddress();
	const server = await startServer({ DATABASE_URL: url, ...env });
	return { server, url, database: openDatabase(url, 4) };
}

/** A session cookie's value for a person, made without a mail. */
export async function sessionFor(database: ReturnType<typeof openDatabase>, region: number, person: string): Promise<string> {
	return (await database.within([region], (tx) => open(tx, region, person, new Date()))).token;
}

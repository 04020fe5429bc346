// What must be true before anything can be served: a database, its newest schema, and a demonstration where one belongs.
import fs from 'node:fs';
import path from 'node:path';
import { regions } from '#modules/places/read.server.ts';
import { moveRegion } from '#modules/places/write.server.ts';
import { OWNER, openDatabase, openPool } from '#platform/db/database.ts';
import { dataFolder, launch } from '#platform/db/launcher.ts';
import { migrate } from '#platform/db/migrate.ts';
import { loadDemonstration } from '../demo/load.ts';

/** The database that the environment names, ready to use. */
export interface Prepared {
	url: string;
	data: string;
	greeting: string[];
	/** Stops the embedded server if nobody else uses it. */
	leave(): Promise<void>;
}

export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

/** Finds or starts the database that the environment names and brings it to the newest schema. */
export async function openInstallation(
	root: string,
	env: NodeJS.ProcessEnv,
): Promise<Omit<Prepared, 'greeting'> & { isEmbedded: boolean }> {
	const data = dataFolder(root, env);
	const address = env['DATABASE_URL'];
	if (address) {
		fs.mkdirSync(data, { recursive: true });
		await migrate(address);
		return { url: address, data, isEmbedded: false, leave: async () => {} };
	}
	const server = await launch(path.resolve(data));
	try {
		await migrate(server.url('postgres'));
	} catch (error) {
		await server.leave();
		throw error;
	}
	return { url: server.url('postgres'), data, isEmbedded: true, leave: server.leave };
}

/**
 * Decides, once in the life of a database, whether it is a demonstration.
 * Shape:  true when this call made it one or it was one before
 */
export async function settleInstallation(url: string, demonstration: boolean): Promise<boolean> {
	const pool = openPool(url, OWNER, 1);
	try {
		await pool.query('insert into platform.installation (demonstration) values ($1) on conflict do nothing', [demonstration]);
		const { rows } = await pool.query<{ demonstration: boolean }>('select demonstration from platform.installation');
		return rows[0]?.demonstration === true;
	} finally {
		await pool.end();
	}
}

/** Makes an empty database a demonstration, for good. */
export async function makeDemonstration(url: string): Promise<void> {
	const pool = openPool(url, OWNER, 1);
	try {
		await pool.query(
			'insert into platform.installation (demonstration) values (true) on conflict (singleton) do update set demonstration = true where not exists (select from places.region)',
		);
	} finally {
		await pool.end();
	}
}

/** Prepares everything a server needs. */
export async function prepare(options: {
	root: string;
	env: NodeJS.ProcessEnv;
	host: string;
	origin: string;
	empty: boolean;
}): Promise<Prepared> {
	const installation = await openInstallation(options.root, options.env);
	try {
		const maybeDemonstration = installation.isEmbedded && isLoopback(options.host) && !options.empty;
		const isDemonstration = await settleInstallation(installation.url, maybeDemonstration);
		const database = openDatabase(installation.url, 2);
		let isEmpty = false;
		try {
			const known = await database.within([], regions);
			if (isDemonstration && known.length === 0) await loadDemonstration(database, options.origin, new Date());
			isEmpty = known.length === 0;
			const [only] = known;
			// Links in mails lead to the stored origin. A demonstration may move to another port; an operator says APP_ORIGIN.
			const mayMove = isDemonstration || options.env['APP_ORIGIN'];
			if (known.length === 1 && only && mayMove && only.origin !== options.origin)
				await database.within([only.id], (tx) => moveRegion(tx, only.id, options.origin));
		} finally {
			await database.close();
		}
		return { ...installation, greeting: greeting(isDemonstration, options.origin, isEmpty) };
	} catch (error) {
		await installation.leave();
		throw error;
	}
}

function greeting(isDemonstration: boolean, origin: string, isEmpty: boolean): string[] {
	if (!isDemonstration && isEmpty)
		return [
			'There is no region here yet. "npm run -s augenhoehe -- create-coordinator" founds one and prints a link to sign in; docs/operate.md has the line.',
		];
	if (!isDemonstration) return [];
	return [
		'This is a demonstration with an invented region.',
		`Open ${origin} in a browser: one click signs you in as coordinator, participant or visitor,`,
		`and ${origin}/vorfuehrung/mails shows the mails that were sent.`,
	];
}

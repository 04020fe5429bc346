// A fresh database for a test file, cloned from the migrated template.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { type Database, openDatabase } from '#platform/db/database.ts';

/** A database of its own, with the application's connection and the superuser's. */
export interface Fresh {
	url: string;
	database: Database;
	/** The superuser's connection: sees every row, for counting what is really there. */
	truth: pg.Client;
}

/** The address of another database on the server of this run. */
export const addressOf = (name: string): string => inject('server').replace('/postgres?', `/${name}?`);

/** Creates an empty, migrated database and gives its address. */
export async function freshAddress(template = 'template_augenhoehe'): Promise<string> {
	const name = `test_${randomBytes(6).toString('hex')}`;
	const client = new pg.Client({ connectionString: inject('server') });
	await client.connect();
	await client.query(`create database ${name} template ${template}`);
	await client.end();
	return addressOf(name);
}

/** A fresh database, closed when the file's tests are done. */
export async function database(size = 10): Promise<Fresh> {
	const url = await freshAddress();
	const truth = new pg.Client({ connectionString: url });
	await truth.connect();
	const fresh = { url, database: openDatabase(url, size), truth };
	afterAll(async () => {
		await fresh.database.close();
		await truth.end();
	});
	return fresh;
}

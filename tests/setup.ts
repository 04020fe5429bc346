// One throw-away PostgreSQL for the whole run, with a migrated database that every test file clones.
import fs from 'node:fs';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { launch, temporaryFolder } from '#platform/db/launcher.ts';
import { migrate } from '#platform/db/migrate.ts';
import { unpackBrowser } from './browser.ts';

declare module 'vitest' {
	export interface ProvidedContext {
		/** Address of the superuser's maintenance database on the server of this run. */
		server: string;
	}
}

export const TEMPLATE = 'template_augenhoehe';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const folder = temporaryFolder();
	const server = await launch(folder, { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' });
	const client = new pg.Client({ connectionString: server.url('postgres') });
	await client.connect();
	await client.query(`create database ${TEMPLATE}`);
	await client.end();
	await migrate(server.url(TEMPLATE));
	await unpackBrowser();
	project.provide('server', server.url('postgres'));
	return async () => {
		await server.leave();
		fs.rmSync(folder, { recursive: true, force: true });
	};
}

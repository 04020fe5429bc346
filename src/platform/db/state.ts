import type pg from 'pg';

/** Whether the database answers and has been migrated. bin/server.ts migrates before anything is served. */
export async function isMigrated(pool: pg.Pool): Promise<boolean> {
	const { rows } = await pool.query('select 1 from platform.kysely_migration limit 1');
	return rows.length > 0;
}

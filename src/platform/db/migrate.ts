import fs from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runMigrations } from 'graphile-worker';
import { CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import pg from 'pg';
import { APPLICATION, OWNER, openPool } from './database.ts';

const FOLDER = fileURLToPath(new URL('../../../db/migrations', import.meta.url));

async function migrationsOnDisk(): Promise<Record<string, Migration>> {
	const migrations: Record<string, Migration> = {};
	for (const file of (await fs.readdir(FOLDER)).sort()) {
		const text = await fs.readFile(path.join(FOLDER, file), 'utf8');
		migrations[path.basename(file, '.sql')] = {
			up: async (db) => void (await db.executeQuery(CompiledQuery.raw(text))),
		};
	}
	return migrations;
}

/**
 * Creates the two roles if the server lacks them and lets the owner create schemas in this database.
 * Errors: the database's own, when the account of the address may not create roles (docs/operate.md has the lines)
 */
async function prepareRoles(url: string): Promise<void> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		// One after the other: the server's own catalogue refuses two grants at the same moment.
		await client.query("select pg_advisory_lock(hashtext('augenhoehe roles'))");
		// Two programs may start at once: whoever comes second finds the role.
		const roles = [OWNER, APPLICATION].map(
			(role) => `
				if not exists (select from pg_roles where rolname = '${role}') then
					begin
						create role ${role} nologin;
					exception when duplicate_object or unique_violation then null;
					end;
				end if;
				if not pg_has_role(current_user, '${role}', 'member') then
					execute format('grant ${role} to %I', current_user);
				end if;`,
		);
		await client.query(`do $$ begin ${roles.join('')}
			if not has_database_privilege('${OWNER}', current_database(), 'create') then
				execute format('grant create on database %I to ${OWNER}', current_database());
			end if;
		end $$`);
	} finally {
		await client.end();
	}
}

/**
 * Brings a database to the newest schema. Any number of programs may do so at once; one does the work.
 * Errors: the migration's own; then nothing of it has happened, all pending files being one transaction
 */
export async function migrate(url: string): Promise<{ applied: string[] }> {
	await prepareRoles(url);
	const pool = openPool(url, OWNER, 2);
	try {
		await runMigrations({ pgPool: pool });
		const migrator = new Migrator({
			db: new Kysely({ dialect: new PostgresDialect({ pool }) }),
			provider: { getMigrations: migrationsOnDisk },
			migrationTableSchema: 'platform',
		});
		const { error, results } = await migrator.migrateToLatest();
		if (error) throw error;
		return { applied: (results ?? []).map((result) => result.migrationName) };
	} finally {
		await pool.end();
	}
}

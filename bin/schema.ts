// Writes db/schema.txt and db/types.ts from the migrations, on a throw-away database.
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { describeSchema } from '#platform/db/catalogue.ts';
import { launch, temporaryFolder } from '#platform/db/launcher.ts';
import { migrate } from '#platform/db/migrate.ts';
import { typesFrom } from './codegen.ts';

const root = path.join(import.meta.dirname, '..');
const folder = temporaryFolder();
const server = await launch(folder, { fsync: 'off' });
try {
	const url = server.url('postgres');
	await migrate(url);
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	fs.writeFileSync(path.join(root, 'db/schema.txt'), await describeSchema(client));
	await client.end();
	const { ok, output } = typesFrom(url);
	if (!ok) throw new Error(output);
} finally {
	await server.leave();
	fs.rmSync(folder, { recursive: true });
}

// Writes db/schema.txt and db/types.ts from the migrations, on a throw-away database.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { describeSchema } from '#platform/db/catalogue.ts';
import { launch, temporaryFolder } from '#platform/db/launcher.ts';
import { migrate } from '#platform/db/migrate.ts';

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
	const codegen = [
		path.join(root, 'node_modules/kysely-codegen/dist/cli/bin.js'),
		'--dialect=postgres',
		`--url=${url}`,
		'--out-file=db/types.ts',
		'--exclude-pattern={graphile_worker,platform.kysely}.*',
		'--log-level=warn',
	];
	const { status } = spawnSync(process.execPath, codegen, { cwd: root, stdio: 'inherit' });
	process.exitCode = status ?? 1;
} finally {
	await server.leave();
	fs.rmSync(folder, { recursive: true });
}

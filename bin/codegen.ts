import { spawnSync } from 'node:child_process';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..');

/**
 * Writes db/types.ts from a database, or with --verify compares it.
 * Shape:  ok is false when writing failed or the file differs
 */
export function typesFrom(url: string, ...extra: '--verify'[]): { ok: boolean; output: string } {
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		[
			path.join(ROOT, 'node_modules/kysely-codegen/dist/cli/bin.js'),
			'--dialect=postgres',
			`--url=${url}`,
			'--out-file=db/types.ts',
			'--exclude-pattern={graphile_worker,platform.kysely}.*',
			'--date-parser=string',
			'--log-level=warn',
			...extra,
		],
		{ cwd: ROOT, encoding: 'utf8' },
	);
	return { ok: status === 0, output: stdout + stderr };
}

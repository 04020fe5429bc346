import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { catalogue } from '#modules/privacy/rules-catalogue.ts';
import { describeSchema } from '#platform/db/catalogue.ts';
import { migrate } from '#platform/db/migrate.ts';
import { typesFrom } from '../bin/codegen.ts';
import { database, freshAddress } from './database.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const { truth, url } = await database();

test('db/schema.txt is the present schema (npm run schema writes it anew)', async () => {
	expect(await describeSchema(truth)).toBe(fs.readFileSync(path.join(ROOT, 'db/schema.txt'), 'utf8'));
});

test('db/types.ts is generated from the present schema', () => {
	expect(typesFrom(url, '--verify')).toMatchObject({ ok: true });
});

test('the data catalogue knows every column that tells something about a person', async () => {
	const { rows } = await truth.query<{ relation: string; column: string }>(
		`select table_schema || '.' || table_name as relation, column_name as column from information_schema.columns
		where table_schema !~ '^(pg_|information_schema$|graphile_worker|public)' and table_name !~ '^kysely_'`,
	);
	const exists = new Set(rows.map(({ relation, column }) => `${relation}.${column}`));
	const listed = Object.entries(catalogue).flatMap(([table, { columns }]) => Object.keys(columns).map((column) => `${table}.${column}`));
	expect(
		listed.filter((name) => !exists.has(name)),
		'in the catalogue, but not in the database',
	).toEqual([]);
	// Columns by whose name one can tell that they are about people; whoever adds one says what becomes of it.
	const telling = /(^|_)(name|email|phone|note|subject|actor_id|person_id|token|hash|about|key|contact|before|after)$|_by$/;
	const about = (relation: string) =>
		/^(people|registration|workshops\.(wish|seat|move|rule|change)|platform\.(session|sign_in_link|secret|mail)|events\.(speaker|team_member|change))/.test(
			relation,
		);
	const missing = rows
		.filter(({ relation, column }) => telling.test(column) && (about(relation) || /_by$|person_id$/.test(column)))
		.map(({ relation, column }) => `${relation}.${column}`)
		.filter((name) => !listed.includes(name));
	expect(missing, 'say in src/modules/privacy/rules-catalogue.ts what becomes of it').toEqual([]);
});

test('migrating again changes nothing, and several programs may migrate at once', async () => {
	const empty = await freshAddress('template0');
	await Promise.all([migrate(empty), migrate(empty), migrate(empty)]);
	expect(await migrate(empty)).toEqual({ applied: [] });
});

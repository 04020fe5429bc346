import type pg from 'pg';

const COLUMNS = `
	select n.nspname || '.' || c.relname as relation, c.relkind as kind, c.relrowsecurity and c.relforcerowsecurity as guarded,
		string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end
			|| coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''), E'\\n\\t' order by a.attnum) as columns
	from pg_class c
	join pg_namespace n on n.oid = c.relnamespace
	join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
	left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
	where c.relkind in ('r', 'v', 'm') and n.nspname !~ '^(pg_|information_schema$|graphile_worker)'
	group by n.nspname, c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity
	order by 1`;

const CONSTRAINTS = `
	select r.relation, string_agg(r.line, E'\\n\\t' order by r.line) as lines from (
		select n.nspname || '.' || c.relname as relation, conname || ' ' || pg_get_constraintdef(k.oid) as line
		from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
		where k.contype <> 'n'
		union all
		select schemaname || '.' || tablename, regexp_replace(indexdef, '^CREATE ', '') from pg_indexes
		where not exists (select from pg_constraint where conname = indexname)
		union all
		select schemaname || '.' || tablename, 'policy ' || policyname || ' for ' || cmd || coalesce(' using ' || qual, '') || coalesce(' check ' || with_check, '')
		from pg_policies
		union all
		select table_schema || '.' || table_name, 'grant to ' || grantee || ': ' || string_agg(lower(privilege_type), ', ' order by privilege_type)
		from information_schema.role_table_grants where grantee = 'augenhoehe_app' group by table_schema, table_name, grantee
	) r group by r.relation`;

/** The present schema as text, the same text every time: tables with columns, constraints, indexes, policies, grants. */
export async function describeSchema(pool: pg.Pool | pg.Client): Promise<string> {
	const tables = await pool.query(COLUMNS);
	const constraints = new Map((await pool.query(CONSTRAINTS)).rows.map((row) => [row.relation, row.lines]));
	return tables.rows
		.map((row) => {
			const guard = row.guarded ? '' : ' (no row-level security)';
			return `${row.relation}${row.kind === 'r' ? '' : ` ${row.kind}`}${guard}\n\t${row.columns}\n\t${constraints.get(row.relation) ?? ''}\n`;
		})
		.join('\n');
}

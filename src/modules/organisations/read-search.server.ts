// How texts are searched, and which texts of an organisation somebody may search.
import { type Expression, type SqlBool, sql } from 'kysely';
import type { Reading } from './access.ts';
import { waysOf } from './rules-search.ts';
import { officialTypes, type Reader, type Shown, seenBy, usual } from './rules-visibility.ts';

const pattern = (way: string) => `%${way.replaceAll(/[\\%_]/g, '\\$&').replaceAll(' ', '%')}%`;

// A stem of three letters is in everything; within a word it is something else: "Walter" is no "Verwaltung".
const beginsWithStem = (text: Expression<string>, word: string) =>
	sql`coalesce(${text} ~ (select '\\m' || stem from unnest(ts_lexize('german_stem', ${word})) as stem where stem ~ '^[a-z0-9]{4,}$' limit 1), false)`;

/**
 * Whether every word of a search occurs somewhere in a text, in one of the ways it may be written, or with another ending.
 * Shape:  text = plain already; names have no endings
 */
export const fits = (search: string, text: Expression<string>, kind: 'words' | 'names' = 'words'): Expression<SqlBool> =>
	sql<SqlBool>`(${sql.join(
		waysOf(search).map((ways) => {
			const [word = ''] = ways;
			const like = sql`${text} like any(${sql.val(ways.map(pattern))}::text[])`;
			return kind === 'names' ? like : sql`(${like} or ${beginsWithStem(text, word)})`;
		}),
		sql` and `,
	)})`;

/** The levels that a reader sees, as a value of the database. */
export const levelsOf = (reader: Reader) => sql<string[]>`${sql.val(seenBy(reader))}::text[]`;

/** Whether a reader sees a field. Shape: of a table that the query calls "organisation" */
export const shows = (reader: Reader, field: Shown): Expression<SqlBool> =>
	sql<SqlBool>`coalesce(organisation.visibility ->> ${field}, ${usual[field]}) = any(${levelsOf(reader)})`;

const TEXTS = { possibilities: 'searched_possibilities', limits: 'searched_limits', waysOfWorking: 'searched_ways' } as const;

/** The plain texts of an organisation in which somebody may search. Shape: of a table that the query calls "organisation" */
export const searchedBy = (reader: Reader): Expression<string> =>
	sql<string>`concat_ws(' ', organisation.searched, ${sql.join(
		Object.entries(TEXTS).map(
			([field, column]) => sql`case when ${shows(reader, field as Shown)} then ${sql.ref(`organisation.${column}`)} end`,
		),
	)})`;

/** An organisation stands in the directory that a reader sees. Shape: of a table that the query calls "organisation" */
export const inDirectory = ({ reader }: Reading): Expression<SqlBool> =>
	reader === 'visitor'
		? sql`organisation.archived_at is null and coalesce(organisation.listed, organisation.type = any(${sql.val(officialTypes())}::text[]))`
		: sql`organisation.archived_at is null`;

// Entries of positions: made and ended, never rewritten.
import { sql } from 'kysely';
import type { Tx } from '#platform/db/database.ts';
import { Rejected } from '#platform/rejected.ts';
import type { Assignment, Funding, Kind, Site, State } from './rules.ts';
import { words } from './words.ts';

/** Who writes: somebody with an account, or null from the command line. */
export interface Writer {
	region: number;
	person: string | null;
}

/** An entry of each kind, as it is made. */
export type Entry = { state: Omit<State, 'id'>; site: Omit<Site, 'id'>; funding: Omit<Funding, 'id'>; assignment: Omit<Assignment, 'id'> };

/** Waits until nobody else writes, and fixes the moment from which everything of this transaction is known. */
export async function beginWriting(tx: Tx): Promise<void> {
	await sql`select positions.moment()`.execute(tx);
}

/** What an entry is as columns of its table. */
const columnsOf: { [K in Kind]: (entry: Entry[K]) => object } = {
	state: ({ employer, fte, isPlanned, emphasis, qualification }) => ({
		employer_id: employer,
		fte,
		is_planned: isPlanned,
		emphasis,
		qualification,
	}),
	site: ({ organisation, fte }) => ({ organisation_id: organisation, fte }),
	funding: ({ programme, percent, reference }) => ({ programme_id: programme, percent, reference }),
	assignment: ({ specialist, organisation, fte, isAbsent, qualification }) => ({
		specialist_id: specialist,
		organisation_id: organisation,
		fte,
		is_absent: isAbsent,
		qualification,
	}),
};

/** Rows that one statement inserts: a statement has 65,535 values at most. */
const AT_ONCE = 2_000;

/** Does something with many rows, some at a time; what comes of it, in order. */
export async function inPieces<Row, Made>(rows: readonly Row[], work: (piece: Row[]) => Promise<Made[]>): Promise<Made[]> {
	const made: Made[] = [];
	for (let at = 0; at < rows.length; at += AT_ONCE) made.push(...(await work(rows.slice(at, at + AT_ONCE))));
	return made;
}

/** Makes entries of one kind of several positions; they are known from now on. Their ids, in order. Errors: Rejected for one that ends before it begins */
export async function putAll<K extends Kind>(
	tx: Tx,
	by: Writer,
	kind: K,
	all: readonly { position: string; entry: Entry[K] }[],
): Promise<string[]> {
	if (all.some(({ entry: { from, until } }) => until !== null && until <= from))
		throw new Rejected((language) => words(language)('untilBeforeFrom'), 'until');
	const made = await inPieces(all, (piece) =>
		tx
			.insertInto(`positions.${kind}`)
			.values(
				piece.map(({ position, entry }) => ({
					region_id: by.region,
					position_id: position,
					made_by: by.person,
					valid_from: entry.from,
					valid_until: entry.until,
					...columnsOf[kind](entry),
				})) as never,
			)
			.returning('id')
			.execute(),
	);
	return made.map(({ id }) => id);
}

/** Makes entries of one position; as putAll. */
export const put = <K extends Kind>(tx: Tx, by: Writer, position: string, kind: K, entries: readonly Entry[K][]): Promise<string[]> =>
	putAll(
		tx,
		by,
		kind,
		entries.map((entry) => ({ position, entry })),
	);

/** Entries are known no longer from now on. Errors: Rejected where somebody changed them meanwhile */
export async function withdraw(tx: Tx, by: Writer, kind: Kind, entries: readonly { id: string }[]): Promise<void> {
	if (entries.length === 0) return;
	const ids = entries.map(({ id }) => id);
	const { rows } = await sql<{
		ended: number;
	}>`select positions.withdraw(${kind}, ${sql.val(ids)}::uuid[], ${by.person}::uuid) as ended`.execute(tx);
	if (rows[0]?.ended !== ids.length) throw new Rejected((language) => words(language)('entryGone'));
}

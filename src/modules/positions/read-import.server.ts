// What lists of positions are compared with, and the lists that were taken over.
import { sql } from 'kysely';
import type { Fate } from '#modules/organisations/rules-import.ts';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { bare } from '#platform/sheet/columns.ts';
import { programmes, standings } from './read.server.ts';
import { OPEN as EVER } from './rules.ts';
import { type Known, programmeKey } from './rules-plan.ts';

/** The register as lists of positions are compared with it. */
export async function knownPositions(tx: Tx, by: Pick<Coordinator, 'region'>): Promise<Known> {
	const rows = await tx
		.selectFrom('organisations.organisation')
		.select(['id', 'name', 'town', 'type', sql<string>`coalesce(school_number, '')`.as('number')])
		.where('archived_at', 'is', null)
		.execute();
	const people = await tx.selectFrom('positions.specialist').select(['id', 'name']).where('name', '<>', '').orderBy('id').execute();
	return {
		positions: await standings(tx, by, { day: EVER, known: null }, { withOver: true }),
		schools: rows.filter(({ type }) => type === 'school'),
		employers: rows.filter(({ type }) => type !== 'school'),
		people: new Map(people.toReversed().map(({ id, name }) => [bare(name), id])),
		programmes: new Map((await programmes(tx)).map(({ id, name }) => [programmeKey(name), id])),
	};
}

/** A list that was taken over. */
export interface Import {
	id: string;
	at: Date;
	/** Who did it; null = by the command line. */
	by: string | null;
	name: string;
	counts: Record<Fate, number>;
	undoneAt: Date | null;
}

/** The lists that were taken over, the latest first. */
export async function importsOf(tx: Tx, _by: Coordinator, most: number): Promise<Import[]> {
	const rows = await tx
		.selectFrom('positions.import as import')
		.leftJoin('people.person as person', (join) =>
			join.onRef('person.region_id', '=', 'import.region_id').onRef('person.id', '=', 'import.person_id'),
		)
		.select(['import.id', 'import.at', 'person.name as by', 'import.name', 'import.counts', 'import.undone_at as undoneAt'])
		.orderBy('import.at', 'desc')
		.orderBy('import.id')
		.limit(most)
		.execute();
	return rows.map((row) => ({ ...row, counts: row.counts as unknown as Import['counts'] }));
}

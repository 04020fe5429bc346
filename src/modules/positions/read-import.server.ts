// What lists of positions are compared with.
import { sql } from 'kysely';
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

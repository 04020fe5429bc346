import { sql } from 'kysely';
import type { Tx } from '#platform/db/database.ts';
import type { OrganisationType } from './rules.ts';

/** An organisation as lists and choices show it. */
export interface Organisation {
	id: string;
	name: string;
	type: OrganisationType;
	street: string;
	postcode: string;
	town: string;
	ags: string | null;
	area: string | null;
}

/** The organisations of the region, by name, each with the planning area it lies in. */
export async function organisations(tx: Tx): Promise<Organisation[]> {
	const rows = await tx
		.selectFrom('organisations.organisation as organisation')
		.leftJoin('places.area_municipality as membership', (join) =>
			join
				.onRef('membership.region_id', '=', 'organisation.region_id')
				.onRef('membership.ags', '=', 'organisation.ags')
				.on('membership.kind', '=', 'planningArea')
				.on('membership.valid_until', 'is', null),
		)
		.leftJoin('places.area as area', (join) =>
			join.onRef('area.region_id', '=', 'membership.region_id').onRef('area.id', '=', 'membership.area_id'),
		)
		.select(['organisation.id', 'organisation.name', 'type', 'street', 'postcode', 'town', 'organisation.ags', 'area.name as area'])
		.orderBy(sql`organisation.name collate "de-x-icu"`)
		.orderBy('town')
		.execute();
	return rows as Organisation[];
}

/** The id of the organisation that somebody typed, if its name fits exactly one. */
export async function organisationByName(tx: Tx, name: string): Promise<string | undefined> {
	const wanted = name.toLowerCase();
	const rows = await tx
		.selectFrom('organisations.organisation')
		.select('id')
		.where((eb) => eb.or([eb(sql<string>`lower(name)`, '=', wanted), eb(sql<string>`lower(name || ', ' || town)`, '=', wanted)]))
		.limit(2)
		.execute();
	return rows.length === 1 ? rows[0]?.id : undefined;
}

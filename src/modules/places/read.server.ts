import { sql } from 'kysely';
import type { Tx } from '#platform/db/database.ts';
import type { Sender } from '#platform/mail/mail.ts';
import type { Region } from './access.ts';
import { type AreaKind, areaKinds } from './rules.ts';
import type { Outline } from './rules-geo.ts';

/** All regions of the installation, by their number. */
export async function regions(tx: Tx): Promise<Region[]> {
	const rows = await tx.selectFrom('places.region').selectAll().orderBy('id').execute();
	return rows.map((row) => ({
		id: row.id,
		slug: row.slug,
		name: row.name,
		land: row.land,
		host: row.host,
		origin: row.origin,
		accent: row.accent,
		operatorName: row.operator_name,
		operatorAddress: row.operator_address,
		operatorEmail: row.operator_email,
		operatorPhone: row.operator_phone,
		representedBy: row.represented_by,
		dataProtectionOfficer: row.data_protection_officer,
		supervisoryAuthority: row.supervisory_authority,
		enforcementBody: row.enforcement_body,
		frameAncestors: row.frame_ancestors,
		asksByItself: row.asks_by_itself,
	}));
}

/** Who the mails of a region come from, and the origin their links lead to. */
export async function senderOf(tx: Tx, region: number): Promise<Sender> {
	const row = await tx
		.selectFrom('places.region')
		.select(['name', 'operator_name', 'operator_email', 'origin'])
		.where('id', '=', region)
		.executeTakeFirstOrThrow();
	return { name: `${row.operator_name} · ${row.name}`, address: row.operator_email, origin: row.origin };
}

/** The areas of one kind, by name. */
export async function areas(tx: Tx, kind: AreaKind): Promise<{ id: string; name: string }[]> {
	return tx.selectFrom('places.area').select(['id', 'name']).where('kind', '=', kind).orderBy('name').execute();
}

/** The municipalities with the planning area each lies in today. */
export async function municipalities(tx: Tx): Promise<{ ags: string; name: string; area: string | null }[]> {
	return tx
		.selectFrom('places.municipality as municipality')
		.leftJoin('places.area_municipality as membership', (join) =>
			join
				.onRef('membership.region_id', '=', 'municipality.region_id')
				.onRef('membership.ags', '=', 'municipality.ags')
				.on('membership.kind', '=', 'planningArea')
				.on('membership.valid_until', 'is', null),
		)
		.leftJoin('places.area as area', (join) =>
			join.onRef('area.region_id', '=', 'membership.region_id').onRef('area.id', '=', 'membership.area_id'),
		)
		.select(['municipality.ags', 'municipality.name', 'area.name as area'])
		.orderBy('municipality.name')
		.execute();
}

/** A municipality in an area. Unit: from, until = calendar days; until is the first day on which it lies there no more, null = it does */
export interface Lying {
	ags: string;
	name: string;
	from: string;
	until: string | null;
}

/** An area with the municipalities that lie in it or did. */
export interface Area {
	id: string;
	kind: AreaKind;
	name: string;
	municipalities: Lying[];
}

/** Which municipalities lie where, or did. Shape: of tables that the query calls "lies" and "municipality" */
export const lyings = (tx: Tx) =>
	tx
		.selectFrom('places.area_municipality as lies')
		.innerJoin('places.municipality as municipality', (join) =>
			join.onRef('municipality.region_id', '=', 'lies.region_id').onRef('municipality.ags', '=', 'lies.ags'),
		)
		.select([
			'lies.area_id as area',
			'lies.ags',
			'municipality.name',
			sql<string>`valid_from::text`.as('from'),
			sql<string | null>`valid_until::text`.as('until'),
		]);

/** All areas of all kinds, by kind and name, with their municipalities over the years. Two queries. */
export async function allAreas(tx: Tx): Promise<Area[]> {
	const areas = await tx.selectFrom('places.area').select(['id', 'kind', 'name']).orderBy(sql`name collate "de-x-icu"`).execute();
	const rows = await lyings(tx).orderBy(sql`municipality.name collate "de-x-icu"`).orderBy('valid_from').execute();
	const own = Map.groupBy(rows, ({ area }) => area);
	return areaKinds.flatMap((kind) =>
		areas
			.filter((one) => one.kind === kind)
			.map((one) => ({ ...one, kind, municipalities: (own.get(one.id) ?? []).map(({ area: _, ...lying }) => lying) })),
	);
}

/** Where municipalities lie whose border is known. */
export async function outlines(tx: Tx): Promise<{ ags: string; name: string; outline: Outline }[]> {
	const rows = await tx
		.selectFrom('places.municipality')
		.select(['ags', 'name', 'outline'])
		.where('outline', 'is not', null)
		.orderBy('ags')
		.execute();
	return rows.map(({ outline, ...one }) => ({ ...one, outline: outline as unknown as Outline }));
}

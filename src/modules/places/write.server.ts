import type { Tx } from '#platform/db/database.ts';

/** What an operator says of a region when it is founded. */
export interface NewRegion {
	id: number;
	slug: string;
	name: string;
	land: string;
	host?: string | null;
	origin: string;
	operatorName: string;
	operatorAddress: string;
	operatorEmail: string;
	operatorPhone?: string;
	representedBy?: string;
	dataProtectionOfficer?: string;
	supervisoryAuthority?: string;
	enforcementBody?: string;
}

/** Founds a region. */
export async function foundRegion(tx: Tx, region: NewRegion): Promise<void> {
	await tx
		.insertInto('places.region')
		.values({
			id: region.id,
			slug: region.slug,
			name: region.name,
			land: region.land,
			host: region.host ?? null,
			origin: region.origin,
			operator_name: region.operatorName,
			operator_address: region.operatorAddress,
			operator_email: region.operatorEmail,
			operator_phone: region.operatorPhone ?? '',
			represented_by: region.representedBy ?? '',
			data_protection_officer: region.dataProtectionOfficer ?? '',
			supervisory_authority: region.supervisoryAuthority ?? '',
			enforcement_body: region.enforcementBody ?? '',
		})
		.execute();
}

/** Sets the address that links in mails lead to. */
export async function moveRegion(tx: Tx, region: number, origin: string): Promise<void> {
	await tx.updateTable('places.region').set({ origin }).where('id', '=', region).execute();
}

/** Adds a municipality by its official key. */
export async function addMunicipality(tx: Tx, region: number, municipality: { ags: string; name: string }): Promise<void> {
	await tx
		.insertInto('places.municipality')
		.values({ region_id: region, ...municipality })
		.execute();
}

/**
 * Adds a planning area made of municipalities.
 * Unit:   since = calendar day, "2027-03-16"
 */
export async function addPlanningArea(tx: Tx, region: number, name: string, keys: readonly string[], since: string): Promise<string> {
	const { id } = await tx
		.insertInto('places.area')
		.values({ region_id: region, kind: 'planningArea', name })
		.returning('id')
		.executeTakeFirstOrThrow();
	await tx
		.insertInto('places.area_municipality')
		.values(keys.map((ags) => ({ region_id: region, area_id: id, kind: 'planningArea', ags, valid_from: since })))
		.execute();
	return id;
}

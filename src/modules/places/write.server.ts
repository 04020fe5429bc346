import { sql } from 'kysely';
import type { Tx } from '#platform/db/database.ts';
import type { MunicipalityInput, RegionInput } from './schema.ts';

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

/** Adds municipalities that are not known yet. Shape: the keys of those that were added */
export async function addMunicipalities(tx: Tx, region: number, all: readonly { ags: string; name: string }[]): Promise<string[]> {
	if (all.length === 0) return [];
	const added = await tx
		.insertInto('places.municipality')
		.values(all.map((one) => ({ region_id: region, ...one })))
		.onConflict((conflict) => conflict.doNothing())
		.returning('ags')
		.execute();
	return added.map(({ ags }) => ags);
}

/** A municipality in a planning area. Shape: isNew = the area was founded for it */
export interface Placed {
	ags: string;
	area: string;
	isNew: boolean;
}

/**
 * Puts municipalities that lie in no planning area into one, by its name; an unknown area is founded. Those that lie in one stay there.
 * Unit:   since = calendar day, "2027-03-16"
 */
export async function placeInAreas(tx: Tx, region: number, wanted: ReadonlyMap<string, string>, since: string): Promise<Placed[]> {
	const placed: Placed[] = [];
	for (const [ags, name] of await unplaced(tx, wanted)) {
		const known = await tx
			.selectFrom('places.area')
			.select('id')
			.where('kind', '=', 'planningArea')
			.where('name', '=', name)
			.executeTakeFirst();
		const area = known?.id ?? (await planningAreaCalled(tx, region, name));
		await tx
			.insertInto('places.area_municipality')
			.values({ region_id: region, area_id: area, kind: 'planningArea', ags, valid_from: since })
			.onConflict((conflict) => conflict.columns(['region_id', 'area_id', 'ags', 'valid_from']).doUpdateSet({ valid_until: null }))
			.execute();
		placed.push({ ags, area, isNew: !known });
	}
	return placed;
}

/** Of municipalities with an area that is wanted for them those that lie in none. */
export async function unplaced(tx: Tx, wanted: ReadonlyMap<string, string>): Promise<[ags: string, name: string][]> {
	const rows = await tx
		.selectFrom('places.area_municipality')
		.select('ags')
		.where('kind', '=', 'planningArea')
		.where('valid_until', 'is', null)
		.execute();
	const lies = new Set(rows.map(({ ags }) => ags));
	return [...wanted].filter(([ags]) => !lies.has(ags));
}

/** Takes municipalities out of the planning areas they were put into on a day, and areas away that were founded for them and hold nothing else, nor are named anywhere. */
export async function takeFromAreas(tx: Tx, placed: readonly Placed[], since: string): Promise<void> {
	for (const { ags, area } of placed)
		await tx
			.deleteFrom('places.area_municipality')
			.where('area_id', '=', area)
			.where('ags', '=', ags)
			.where('valid_from', '=', since)
			.where('valid_until', 'is', null)
			.execute();
	const founded = [...new Set(placed.filter(({ isNew }) => isNew).map(({ area }) => area))];
	if (founded.length === 0) return;
	const used = tx.selectFrom('places.area_municipality').select('area_id').where('area_id', 'in', founded);
	const empty = await tx.selectFrom('places.area').select('id').where('id', 'in', founded).where('id', 'not in', used).execute();
	for (const { id } of empty) {
		await sql`savepoint area`.execute(tx);
		try {
			await tx.deleteFrom('places.area').where('id', '=', id).execute();
		} catch (error) {
			// Something else names it by now: it stays, empty.
			if ((error as { code?: string }).code !== '23503') throw error;
			await sql`rollback to savepoint area`.execute(tx);
		}
	}
}

/** Takes municipalities away again, as far as they were never put into an area and nobody drew their border. The caller knows that nothing lies in them. */
export async function dropMunicipalities(tx: Tx, keys: readonly string[]): Promise<void> {
	if (keys.length === 0) return;
	const ofAreas = tx.selectFrom('places.area_municipality').select('ags');
	await tx
		.deleteFrom('places.municipality')
		.where('ags', 'in', keys)
		.where('ags', 'not in', ofAreas)
		.where('outline', 'is', null)
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
	if (keys.length === 0) return id;
	await tx
		.insertInto('places.area_municipality')
		.values(keys.map((ags) => ({ region_id: region, area_id: id, kind: 'planningArea', ags, valid_from: since })))
		.execute();
	return id;
}

/** Changes what a region says of itself. The caller holds the proof that somebody coordinates it. */
export async function changeRegion(tx: Tx, by: { region: number }, input: RegionInput): Promise<void> {
	await tx
		.updateTable('places.region')
		.set({
			name: input.name,
			operator_name: input.operatorName,
			operator_address: input.operatorAddress,
			operator_email: input.operatorEmail,
			operator_phone: input.operatorPhone,
			represented_by: input.representedBy,
			data_protection_officer: input.dataProtectionOfficer,
			supervisory_authority: input.supervisoryAuthority,
			enforcement_body: input.enforcementBody,
			accent: input.accent || null,
			frame_ancestors: input.frameAncestors,
			asks_by_itself: input.asksByItself,
		})
		.where('id', '=', by.region)
		.execute();
}

/** Gives a region the host name by which it is found, and the address that links lead to. */
export async function setHost(tx: Tx, region: number, host: string, origin: string): Promise<void> {
	await tx.updateTable('places.region').set({ host, origin }).where('id', '=', region).execute();
}

/**
 * Enters a municipality, or names a known one anew, and puts it into a planning area from a day on.
 * Unit:   since = calendar day, "2027-03-16"
 */
export async function saveMunicipality(tx: Tx, by: { region: number }, input: MunicipalityInput, since: string): Promise<void> {
	await tx
		.insertInto('places.municipality')
		.values({ region_id: by.region, ags: input.ags, name: input.municipality })
		.onConflict((conflict) => conflict.columns(['region_id', 'ags']).doUpdateSet({ name: input.municipality }))
		.execute();
	const current = tx.selectFrom('places.area_municipality').select(['area_id', 'valid_from']);
	const now = await current
		.where('ags', '=', input.ags)
		.where('kind', '=', 'planningArea')
		.where('valid_until', 'is', null)
		.executeTakeFirst();
	const area = input.area ? await planningAreaCalled(tx, by.region, input.area) : null;
	if (now?.area_id === area) return;
	if (now) {
		const membership = tx
			.updateTable('places.area_municipality')
			.where('ags', '=', input.ags)
			.where('area_id', '=', now.area_id)
			.where('valid_until', 'is', null);
		// What began today never held; it is taken back instead of ended.
		if (now.valid_from < since) await membership.set({ valid_until: since }).execute();
		else
			await tx
				.deleteFrom('places.area_municipality')
				.where('ags', '=', input.ags)
				.where('area_id', '=', now.area_id)
				.where('valid_from', '=', now.valid_from)
				.execute();
	}
	if (area)
		await tx
			.insertInto('places.area_municipality')
			.values({ region_id: by.region, area_id: area, kind: 'planningArea', ags: input.ags, valid_from: since })
			.onConflict((conflict) => conflict.columns(['region_id', 'area_id', 'ags', 'valid_from']).doUpdateSet({ valid_until: null }))
			.execute();
}

async function planningAreaCalled(tx: Tx, region: number, name: string): Promise<string> {
	const { id } = await tx
		.insertInto('places.area')
		.values({ region_id: region, kind: 'planningArea', name })
		.onConflict((conflict) => conflict.columns(['region_id', 'kind', 'name']).doUpdateSet({ name }))
		.returning('id')
		.executeTakeFirstOrThrow();
	return id;
}

import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { Rejected } from '#platform/rejected.ts';
import type { NewOrganisation } from './schema.ts';
import { words } from './words.ts';

/**
 * Adds an organisation to the region.
 * Errors: Rejected when the town already has one of this name
 */
export async function addOrganisation(tx: Tx, coordinator: Pick<Coordinator, 'region'>, input: NewOrganisation): Promise<string> {
	const row = await tx
		.insertInto('organisations.organisation')
		.values({ region_id: coordinator.region, ...input, ags: input.ags || null })
		.onConflict((conflict) => conflict.columns(['region_id', 'name', 'town']).doNothing())
		.returning('id')
		.executeTakeFirst();
	if (!row) throw new Rejected((language) => words(language)('nameTaken', { name: input.name, town: input.town }), 'name');
	return row.id;
}

/**
 * Notes that a person works in an organisation.
 * Unit:   since = calendar day, "2027-03-16"
 */
export async function addMembership(
	tx: Tx,
	region: number,
	membership: { person: string; organisation: string; function: string; since: string },
): Promise<void> {
	await tx
		.insertInto('organisations.membership')
		.values({
			region_id: region,
			person_id: membership.person,
			organisation_id: membership.organisation,
			function: membership.function,
			valid_from: membership.since,
		})
		.execute();
}

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
 * Changes an organisation; meetings and registrations that name it follow.
 * Errors: Rejected when it is gone, or the town already has another of this name
 */
export async function changeOrganisation(tx: Tx, coordinator: Coordinator, id: string, input: NewOrganisation): Promise<void> {
	const rejected = (key: 'nameTaken' | 'organisationGone') =>
		new Rejected((language) => words(language)(key, { name: input.name, town: input.town }), key === 'nameTaken' ? 'name' : undefined);
	const other = await tx
		.selectFrom('organisations.organisation')
		.select('id')
		.where('name', '=', input.name)
		.where('town', '=', input.town)
		.where('id', '<>', id)
		.executeTakeFirst();
	if (other) throw rejected('nameTaken');
	const isSchool = input.type === 'school';
	const done = await tx
		.updateTable('organisations.organisation')
		.set({ ...input, ags: input.ags || null, ...(isSchool ? {} : { school_form: null, school_number: null }) })
		.where('id', '=', id)
		.where('region_id', '=', coordinator.region)
		.returning('id')
		.executeTakeFirst();
	if (!done) throw rejected('organisationGone');
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

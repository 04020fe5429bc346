import type { Coordinator } from '#modules/people/access.ts';
import { personByEmail } from '#modules/people/read.server.ts';
import { addPerson } from '#modules/people/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { Rejected } from '#platform/rejected.ts';
import type { Colleague, NewOrganisation } from './schema.ts';
import { words } from './words.ts';

/**
 * Adds an organisation to the region.
 * Errors: Rejected when the town already has one of this name
 */
export async function addOrganisation(tx: Tx, coordinator: Pick<Coordinator, 'region'>, input: NewOrganisation): Promise<string> {
	const row = (await isNamed(tx, input, null))
		? undefined
		: await tx
				.insertInto('organisations.organisation')
				.values({ region_id: coordinator.region, ...input, ags: input.ags || null })
				.onConflict((conflict) => conflict.doNothing())
				.returning('id')
				.executeTakeFirst();
	if (!row) throw new Rejected((language) => words(language)('nameTaken', { name: input.name, town: input.town }), 'name');
	return row.id;
}

/** Whether another organisation of the town has a name already. */
async function isNamed(tx: Tx, { name, town }: Pick<NewOrganisation, 'name' | 'town'>, but: string | null): Promise<boolean> {
	const row = await tx
		.selectFrom('organisations.organisation')
		.select('id')
		.where('name', '=', name)
		.where('town', '=', town)
		.$if(but !== null, (query) => query.where('id', '<>', but as string))
		.limit(1)
		.executeTakeFirst();
	return row !== undefined;
}

/**
 * Changes an organisation; meetings and registrations that name it follow.
 * Errors: Rejected when it is gone, or the town already has another of this name
 */
export async function changeOrganisation(tx: Tx, coordinator: Coordinator, id: string, input: NewOrganisation): Promise<void> {
	const rejected = (key: 'nameTaken' | 'organisationGone') =>
		new Rejected((language) => words(language)(key, { name: input.name, town: input.town }), key === 'nameTaken' ? 'name' : undefined);
	const before = await tx.selectFrom('organisations.organisation').select(['name', 'town']).where('id', '=', id).executeTakeFirst();
	// Two schools of one name stay as the list had them; nothing is named like another one by hand.
	const isRenamed = before?.name !== input.name || before.town !== input.town;
	if (isRenamed && (await isNamed(tx, input, id))) throw rejected('nameTaken');
	const isSchool = input.type === 'school';
	const done = await tx
		.updateTable('organisations.organisation')
		.set({ ...input, ags: input.ags || null, ...(isSchool ? {} : { school_forms: [], school_number: null }) })
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

/**
 * Enters somebody with an account and what they do where; a known address gets another function, not another account.
 * Unit:   today = calendar day, "2027-03-16"
 * Errors: Rejected when the organisation is none of the region, or the function is entered already
 */
export async function addColleague(
	tx: Tx,
	by: Coordinator,
	input: Colleague,
	today: string,
): Promise<{ person: string; isKnown: boolean }> {
	const isKnown = (await personByEmail(tx, input.email)) !== undefined;
	const person = await addPerson(tx, by.region, input);
	if (!input.organisation) return { person, isKnown };
	const known = await tx.selectFrom('organisations.organisation').select('id').where('id', '=', input.organisation).executeTakeFirst();
	if (!known) throw new Rejected((language) => words(language)('unknownChoice'), 'organisation');
	const same = await tx
		.selectFrom('organisations.membership')
		.select('id')
		.where('person_id', '=', person)
		.where('organisation_id', '=', input.organisation)
		.where('function', '=', input.function)
		.where('valid_until', 'is', null)
		.executeTakeFirst();
	if (same) throw new Rejected((language) => words(language)('functionKnown', { name: input.name }), 'function');
	const { organisation, function: task } = input;
	await addMembership(tx, by.region, { person, organisation, function: task, since: input.since ?? today });
	return { person, isKnown };
}

/**
 * Ends what somebody does in an organisation, and the link by which they could keep it; that it was so stays known.
 * Unit:   today = calendar day, "2027-03-16"
 * Errors: Rejected when it has ended already
 */
export async function endMembership(tx: Tx, by: Coordinator, id: string, today: string): Promise<void> {
	const done = await tx
		.updateTable('organisations.membership')
		.set({ valid_until: today })
		.where('id', '=', id)
		.where('region_id', '=', by.region)
		.where('valid_until', 'is', null)
		.returning('organisation_id as organisation')
		.executeTakeFirst();
	if (!done) throw new Rejected((language) => words(language)('membershipGone'));
	// Whoever worked there had its link on their desk: it ends with them, and another one goes out with the next question.
	await tx
		.updateTable('organisations.organisation')
		.set((eb) => ({ link_version: eb('link_version', '+', 1) }))
		.where('id', '=', done.organisation)
		.execute();
}

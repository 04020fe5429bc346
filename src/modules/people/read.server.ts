import type { Tx } from '#platform/db/database.ts';
import type { Actor } from './access.ts';

/** A person with an account, and their roles; undefined where there is none. */
export async function personWithRoles(
	tx: Tx,
	id: string,
): Promise<{ id: string; name: string; email: string; roles: string[] } | undefined> {
	const person = await tx.selectFrom('people.person').select(['id', 'name', 'email']).where('id', '=', id).executeTakeFirst();
	if (!person) return undefined;
	const roles = await tx.selectFrom('people.role').select('role').where('person_id', '=', id).execute();
	return { ...person, roles: roles.map(({ role }) => role) };
}

/** The id of the person with an address; undefined where there is none. */
export async function personByEmail(tx: Tx, email: string): Promise<string | undefined> {
	return (await tx.selectFrom('people.person').select('id').where('email', '=', email).executeTakeFirst())?.id;
}

/** The names of some people, by id. */
export async function namesOf(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
	if (ids.length === 0) return new Map();
	const rows = await tx.selectFrom('people.person').select(['id', 'name']).where('id', 'in', ids).execute();
	return new Map(rows.map(({ id, name }) => [id, name]));
}

/** The views that somebody keeps, by name. */
export async function keptViews(tx: Tx, by: Actor): Promise<{ id: string; name: string; path: string }[]> {
	return tx.selectFrom('people.kept_view').select(['id', 'name', 'path']).where('person_id', '=', by.person).orderBy('name').execute();
}

import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';
import { enqueue } from '#platform/mail/mail.ts';
import type { Actor } from './access.ts';
import { personByEmail } from './read.server.ts';
import type { ViewInput } from './schema-view.ts';

/** Gives somebody an account; a known address keeps its account and name. */
export async function addPerson(tx: Tx, region: number, person: { name: string; email: string }): Promise<string> {
	const row = await tx
		.insertInto('people.person')
		.values({ region_id: region, name: person.name, email: person.email.toLowerCase() })
		.onConflict((conflict) => conflict.columns(['region_id', 'email']).doUpdateSet((eb) => ({ email: eb.ref('excluded.email') })))
		.returning('id')
		.executeTakeFirstOrThrow();
	return row.id;
}

/** Makes somebody a coordinator of their region. */
export async function grantCoordinator(tx: Tx, region: number, person: string): Promise<void> {
	await tx
		.insertInto('people.role')
		.values({ region_id: region, person_id: person, role: 'coordinator' })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

const NOBODY = '00000000-0000-4000-8000-000000000000';

/** Sends a sign-in link if the address has an account. The caller answers alike either way. */
export async function requestSignIn(tx: Tx, region: number, email: string, language: Language): Promise<void> {
	const person = await personByEmail(tx, email);
	// An unknown address costs the same work: its mail is dropped when it would be written.
	await enqueue(tx, region, 'people.signIn', { person: person ?? NOBODY, language });
}

/** Notes that an address wants no invitations any more. */
export async function unsubscribe(tx: Tx, region: number, email: string): Promise<void> {
	await tx
		.insertInto('people.unsubscription')
		.values({ region_id: region, email })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

/** Notes that an address wants invitations after all; only whoever reads its mails can say so. */
export async function subscribeAgain(tx: Tx, email: string): Promise<void> {
	await tx.deleteFrom('people.unsubscription').where('email', '=', email).execute();
}

/** Keeps a view for somebody; a known name stands for the new one. */
export async function keepView(tx: Tx, by: Actor, { viewName: name, viewPath: path }: ViewInput): Promise<void> {
	await tx
		.insertInto('people.kept_view')
		.values({ region_id: by.region, person_id: by.person, name, path })
		.onConflict((conflict) => conflict.columns(['region_id', 'person_id', 'name']).doUpdateSet({ path }))
		.execute();
}

/** Forgets a view that somebody kept. */
export async function forgetView(tx: Tx, by: Actor, id: string): Promise<void> {
	await tx.deleteFrom('people.kept_view').where('id', '=', id).where('person_id', '=', by.person).execute();
}
